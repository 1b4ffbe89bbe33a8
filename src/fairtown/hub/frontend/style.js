/** The map's sources and layers. Shades and dots are those of drawings/palette.py. */

const SHADES = ["#f1d68a", "#bfc46c", "#82a962", "#3d7a57", "#144d41"];
const SURE_SHADES = ["#e8e4da", "#a3a49c", "#3b3f3a"];
/** What has no level lets the hatching below it through. */
const UNKNOWN = "rgba(0, 0, 0, 0)";
const DOT = "#1a4fc8";
const LIGHT = { paper: "#fff", water: "#e8eff3", edge: null };
const AT_ONCE = { duration: 0 };
const DARK = { paper: "#121a17", water: "#19231f", edge: "#8fa39a" };

/**
 * How many people a dot is, from which zoom on, its radius there and its ring in pixels: dots cover a third of the
 * densest tract at most. The first scale may be drawn from further away, by choice.
 */
export const DOT_SCALES = [
  { people: 500, from: 10, radius: 1.1, ring: 0 },
  { people: 100, from: 12, radius: 1.5, ring: 0.5 },
  { people: 25, from: 13.3, radius: 1.8, ring: 0.6 },
];
export const dotScale = (zoom) => DOT_SCALES.findLast(({ from }) => zoom >= from) ?? DOT_SCALES[0];
export const DOT_LAYERS = DOT_SCALES.flatMap(({ people }) => [`halos-${people}`, `dots-${people}`]);
export const TOWN_LAYERS = ["town-edge", "town-lines", "town-labels"];

/** The layers of a source of tracts; those of marks are drawn while a tract is marked. */
const MARKS = ["casing", "outline"];
export const fillOf = (source) => `${source}-fill`;
export const patternsOf = (source) => `${source}-patterns`;
export const layersOf = (source) => ["none", "fill", "lines", ...MARKS].map((part) => `${source}-${part}`);

const shaded = (value, shades, first) => [
  "match",
  value,
  ...shades.flatMap((shade, i) => [i + first, shade]),
  UNKNOWN,
];

/** Return the fill of tracts whose `value` is a level; `shades`: which of the five each level has, from 1. */
export const byLevel = (value, shades = [1, 2, 3, 4, 5]) => shaded(value, shades.map((n) => SHADES[n - 1]), 1);

/** Return the fill of tracts whose `value` is how sure the level is, from `first` for uncertain. */
export const byCertainty = (value, first) => shaded(value, SURE_SHADES, first);

const byZoom = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];
const state = (name) => ["boolean", ["feature-state", name], false];
const marked = (selected, hover) => ["case", state("selected"), selected, state("hover"), hover, 0];
const outline = (far, near) => byZoom(6.5, marked(...far), 10, marked(...near));

const layer = (id, type, source, paint, rest = {}) => ({
  id,
  type,
  source,
  "source-layer": source,
  paint,
  ...rest,
});

/** Radii by zoom: of the scale from its own zoom on, growing; the first also smaller from far away. */
const radii = ({ from, radius }, grown) =>
  byZoom(...(from > DOT_SCALES[0].from ? [] : [7, 0.6 * radius]), from, radius + grown, 16, 2.6 * (radius + grown));

const dots = (kind, scale, i, paint) =>
  layer(`${kind}-${scale.people}`, "circle", "dots", paint, {
    "source-layer": `dots_${scale.people}`,
    ...(i && { minzoom: scale.from }),
    ...(DOT_SCALES[i + 1] && { maxzoom: DOT_SCALES[i + 1].from }),
  });

// Halos are a layer of their own below all dots: where dots crowd, they stay blue.
const dotLayers = () => [
  ...DOT_SCALES.flatMap((scale, i) =>
    scale.ring ? [dots("halos", scale, i, { "circle-color": "#fff", "circle-radius": radii(scale, scale.ring) })] : [],
  ),
  ...DOT_SCALES.map((scale, i) =>
    dots("dots", scale, i, {
      "circle-color": DOT,
      "circle-opacity": scale.ring ? 1 : 0.8,
      "circle-radius": radii(scale, 0),
    }),
  ),
];

const patterns = (source) =>
  layer(
    patternsOf(source),
    "fill",
    source,
    { "fill-pattern": ["match", ["get", "level"], 2, "pattern-2", 3, "pattern-3", "pattern-4"] },
    { filter: ["in", ["get", "level"], ["literal", [2, 3, 4]]], layout: { visibility: "none" } },
  );

const chosenTown = (part, color, width) =>
  layer(`chosen-town-${part}`, "line", "towns", { "line-color": color, "line-width": width }, {
    layout: { "line-join": "round" },
    filter: isTown(null),
  });

/** Return the filter that picks a town by its slug; null picks none. */
const isTown = (slug) => ["==", ["get", "slug"], slug ?? ""];

/** Draw the outlines of marked tracts of a source, or leave them out: they cost a third of a picture for nothing. */
export function showMarks(map, source, isShown) {
  for (const part of MARKS) map.setPaintProperty(`${source}-${part}`, "line-opacity", isShown ? 1 : 0);
}

/** Outline a town; null outlines none. */
export function outlineTown(map, slug) {
  for (const part of ["casing", "outline"]) map.setFilter(`chosen-town-${part}`, isTown(slug));
}

/**
 * Return the style; `tilesUrl` is the absolute address of the release's tiles folder.
 *
 * `tracts`: [{source, color, isShown, values}], the tracts that may be shaded; `values`: names of properties, a tract
 * without one of which may be without a shade, if they are known. `hasDots`: dots and patterns lie over them.
 */
export function makeStyle(tilesUrl, tracts, hasDots) {
  const { paper, water, edge } = matchMedia("(prefers-color-scheme: dark)").matches ? DARK : LIGHT;
  const archive = (name) => ({ type: "vector", url: `pmtiles://${tilesUrl}${name}.pmtiles` });
  const round = { "line-join": "round" };
  const each = (make) =>
    tracts.map(({ source, color, isShown, values }) => {
      const visibility = isShown ? "visible" : "none";
      return make(source, { visibility }, { visibility, ...round }, color, values);
    });
  const top = (part, color, far, near) => (source, _flat, layout) =>
    layer(
      `${source}-${part}`,
      "line",
      source,
      { "line-color": color, "line-width": outline(far, near), "line-opacity": 0, "line-opacity-transition": AT_ONCE },
      { layout },
    );
  return {
    version: 8,
    sources: {
      ...Object.fromEntries(tracts.map(({ source }) => [source, { ...archive(source), promoteId: "geoid" }])),
      towns: archive("towns"),
      ...(hasDots && { dots: archive("dots") }),
    },
    layers: [
      { id: "background", type: "background", paint: { "background-color": water } },
      // what is shaded hides it: tracts that are sure to be need none, and its edges need not be smooth
      ...each((source, layout, _round, _color, values) =>
        layer(
          `${source}-none`,
          "fill",
          source,
          { "fill-pattern": "pattern-none", "fill-antialias": false },
          { layout, ...(values && { filter: ["any", ...values.map((name) => ["!", ["has", name]])] }) },
        ),
      ),
      ...each((source, layout, _round, color) =>
        layer(fillOf(source), "fill", source, { "fill-color": color }, { layout }),
      ),
      ...(hasDots ? tracts.map(({ source }) => patterns(source)) : []),
      ...each((source, _flat, layout) =>
        layer(
          `${source}-lines`,
          "line",
          source,
          { "line-color": "#17211d", "line-opacity": 0.45, "line-width": byZoom(9, 0.3, 12, 0.7, 15, 1.2) },
          { minzoom: 9, layout },
        ),
      ),
      ...(edge
        ? [
            layer(
              "town-edge",
              "line",
              "towns",
              { "line-color": edge, "line-width": byZoom(6, 1.6, 9, 2.6) },
              { layout: round },
            ),
          ]
        : []),
      layer(
        "town-lines",
        "line",
        "towns",
        { "line-color": paper, "line-width": byZoom(6, 0.7, 8, 1.1, 10, 1.4, 13, 2.2) },
        { layout: round },
      ),
      ...(hasDots ? [...dotLayers(), chosenTown("casing", "#fff", 4.5), chosenTown("outline", "#17211d", 2)] : []),
      ...each(top("casing", "#fff", [4, 2.6], [7, 4])),
      ...each(top("outline", "#111", [1.8, 1], [3.5, 1.8])),
    ],
  };
}

/** Show or hide those of `layers` that the map has. */
export function showLayers(map, layers, isShown) {
  for (const id of layers.filter((id) => map.getLayer(id))) {
    map.setLayoutProperty(id, "visibility", isShown ? "visible" : "none");
  }
}
