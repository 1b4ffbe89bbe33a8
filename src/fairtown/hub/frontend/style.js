/** The map's sources and layers. Shades and dots are those of outputs/svg_map.py. */

const SHADES = ["#fff1dc", "#fdcf95", "#ec9a56", "#b95f24", "#6b2c0b"];
const DOT = "#0b45c4";
const LAND_ABROAD = "#dde5ea";

/** From this zoom on the tiles hold layer dots_25 in place of dots_100. */
export const FINE_DOTS_ZOOM = 9;
export const TRACTS = { source: "tracts", sourceLayer: "tracts" };
export const TRACT_FILL = "tract-fill";
export const DOT_LAYERS = ["halos-100", "halos-25", "dots-100", "dots-25"];
export const PATTERN_LAYERS = ["tract-patterns"];
export const TOWN_LAYERS = ["town-casing", "town-lines", "town-labels"];

const byLevel = (values) => ["match", ["get", "level"], ...values.flatMap((v, i) => [i + 1, v]), SHADES[0]];
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

/** Return the style; `tilesUrl` is the absolute address of the release's tiles folder. */
export function makeStyle(tilesUrl) {
  const archive = (name) => ({ type: "vector", url: `pmtiles://${tilesUrl}${name}.pmtiles` });
  const round = { layout: { "line-join": "round" } };
  return {
    version: 8,
    sources: {
      tracts: { ...archive("tracts"), promoteId: "geoid" },
      towns: archive("towns"),
      dots: archive("dots"),
    },
    layers: [
      { id: "background", type: "background", paint: { "background-color": LAND_ABROAD } },
      layer(TRACT_FILL, "fill", "tracts", { "fill-color": byLevel(SHADES) }),
      layer(
        "tract-patterns",
        "fill",
        "tracts",
        { "fill-pattern": ["match", ["get", "level"], 2, "pattern-2", 3, "pattern-3", "pattern-4"] },
        { filter: ["in", ["get", "level"], ["literal", [2, 3, 4]]], layout: { visibility: "none" } },
      ),
      layer(
        "tract-lines",
        "line",
        "tracts",
        { "line-color": "#8a6a4a", "line-width": byZoom(9, 0.4, 12, 0.9, 15, 1.5) },
        { minzoom: 9, ...round },
      ),
      layer(
        "town-casing",
        "line",
        "towns",
        { "line-color": "#fff", "line-opacity": 0.6, "line-width": byZoom(6, 1, 9, 2, 13, 4) },
        round,
      ),
      layer(
        "town-lines",
        "line",
        "towns",
        { "line-color": "#2d2013", "line-width": byZoom(6, 0.4, 9, 1, 13, 2) },
        round,
      ),
      halos("halos-100", COARSE_RADII, COARSE_DOTS),
      halos("halos-25", FINE_RADII, FINE_DOTS),
      dots("dots-100", DOT, COARSE_RADII, COARSE_DOTS),
      dots("dots-25", DOT, FINE_RADII, FINE_DOTS),
      layer("outline-casing", "line", "tracts", { "line-color": "#fff", "line-width": outline([4, 2.6], [7, 4]) }, round),
      layer("outline", "line", "tracts", { "line-color": "#111", "line-width": outline([1.8, 1], [3.5, 1.8]) }, round),
    ],
  };
}
