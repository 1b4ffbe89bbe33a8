/** The map's sources and layers. Shades and dots are those of drawings/palette.py. */

const SHADES = ["#f1d68a", "#bfc46c", "#82a962", "#3d7a57", "#144d41"];
const SURE_SHADES = ["#e8e4da", "#a3a49c", "#3b3f3a"];
const UNKNOWN = "#d9d9d9";
const DOT = "#1a4fc8";
const LAND_ABROAD = "#dde5ea";

/** From this zoom on the tiles hold layer dots_25 in place of dots_100. */
export const FINE_DOTS_ZOOM = 9;
export const DOT_LAYERS = ["halos-100", "halos-25", "dots-100", "dots-25"];
export const TOWN_LAYERS = ["town-casing", "town-lines", "town-labels"];

/** The layers of a source of tracts. */
export const fillOf = (source) => `${source}-fill`;
export const patternsOf = (source) => `${source}-patterns`;
export const layersOf = (source) => ["fill", "lines", "casing", "outline"].map((part) => `${source}-${part}`);

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

const COARSE_DOTS = { "source-layer": "dots_100", maxzoom: FINE_DOTS_ZOOM };
const FINE_DOTS = { "source-layer": "dots_25", minzoom: FINE_DOTS_ZOOM };
const COARSE_RADII = [6, 0.6, 7, 0.85, 8, 1.25, 9, 1.7];
const FINE_RADII = [9, 1.1, 11, 1.7, 12, 2.3, 15, 4.5];

const dots = (id, color, radii, rest) =>
  layer(id, "circle", "dots", { "circle-color": color, "circle-radius": byZoom(...radii) }, rest);

// Halos are a layer of their own below all dots: where dots crowd, they stay blue.
const halos = (id, radii, rest) =>
  dots(id, "#fff", radii.map((n, i) => (i % 2 ? 1.15 * n + 0.4 : n)), rest);

const dotLayers = () => [
  halos("halos-100", COARSE_RADII, COARSE_DOTS),
  halos("halos-25", FINE_RADII, FINE_DOTS),
  dots("dots-100", DOT, COARSE_RADII, COARSE_DOTS),
  dots("dots-25", DOT, FINE_RADII, FINE_DOTS),
];

const patterns = (source) =>
  layer(
    patternsOf(source),
    "fill",
    source,
    { "fill-pattern": ["match", ["get", "level"], 2, "pattern-2", 3, "pattern-3", "pattern-4"] },
    { filter: ["in", ["get", "level"], ["literal", [2, 3, 4]]], layout: { visibility: "none" } },
  );

/**
 * Return the style; `tilesUrl` is the absolute address of the release's tiles folder.
 *
 * `tracts`: [{source, color, isShown}], the tracts that may be shaded; `hasDots`: dots and patterns lie over them.
 */
export function makeStyle(tilesUrl, tracts, hasDots) {
  const archive = (name) => ({ type: "vector", url: `pmtiles://${tilesUrl}${name}.pmtiles` });
  const round = { "line-join": "round" };
  const each = (make) =>
    tracts.map(({ source, color, isShown }) => {
      const visibility = isShown ? "visible" : "none";
      return make(source, { visibility }, { visibility, ...round }, color);
    });
  const top = (part, color, far, near) => (source, _flat, layout) =>
    layer(`${source}-${part}`, "line", source, { "line-color": color, "line-width": outline(far, near) }, { layout });
  return {
    version: 8,
    sources: {
      ...Object.fromEntries(tracts.map(({ source }) => [source, { ...archive(source), promoteId: "geoid" }])),
      towns: archive("towns"),
      ...(hasDots && { dots: archive("dots") }),
    },
    layers: [
      { id: "background", type: "background", paint: { "background-color": LAND_ABROAD } },
      ...each((source, layout, _round, color) =>
        layer(fillOf(source), "fill", source, { "fill-color": color }, { layout }),
      ),
      ...(hasDots ? tracts.map(({ source }) => patterns(source)) : []),
      ...each((source, _flat, layout) =>
        layer(
          `${source}-lines`,
          "line",
          source,
          { "line-color": "#8a6a4a", "line-width": byZoom(9, 0.4, 12, 0.9, 15, 1.5) },
          { minzoom: 9, layout },
        ),
      ),
      layer(
        "town-casing",
        "line",
        "towns",
        { "line-color": "#fff", "line-opacity": 0.6, "line-width": byZoom(6, 1, 9, 2, 13, 4) },
        { layout: round },
      ),
      layer(
        "town-lines",
        "line",
        "towns",
        { "line-color": "#2d2013", "line-width": byZoom(6, 0.4, 9, 1, 13, 2) },
        { layout: round },
      ),
      ...(hasDots ? dotLayers() : []),
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
