/** Town names drawn on canvas, so that no glyph server is needed. */

const SIZES = { s: 12, m: 14, l: 17 };
const HALO = 2.5;
const PREFIX = "town";

/** Return {data, ratio} of the label called `id` ("town:<size>:<name>"), or null if it is none. */
export function drawLabel(id, family) {
  const [prefix, size, ...name] = id.split(":");
  if (prefix !== PREFIX) return null;
  const text = name.join(":");
  const ratio = Math.max(devicePixelRatio, 1);
  const font = `600 ${SIZES[size]}px ${family}`;
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  pen.font = font;
  canvas.width = Math.ceil((pen.measureText(text).width + 2 * HALO) * ratio);
  canvas.height = Math.ceil((SIZES[size] * 1.3 + 2 * HALO) * ratio);
  pen.scale(ratio, ratio);
  pen.font = font;
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 2 * HALO;
  pen.strokeStyle = "rgba(255, 255, 255, 0.92)";
  pen.fillStyle = "#17211d";
  const middle = canvas.height / ratio / 2;
  pen.strokeText(text, HALO, middle);
  pen.fillText(text, HALO, middle);
  return { data: pen.getImageData(0, 0, canvas.width, canvas.height), ratio };
}

const image = (size) => ["concat", `${PREFIX}:${size}:`, ["get", "name"]];

/** Add the label layer. Where names collide, the town with more `population` (if given) stays. */
export function addLabels(map, towns) {
  map.addSource("town-names", {
    type: "geojson",
    data: {
      type: "FeatureCollection",
      features: towns.map(({ name, lon, lat, population = 0 }) => ({
        type: "Feature",
        properties: { name, order: -population },
        geometry: { type: "Point", coordinates: [lon, lat] },
      })),
    },
  });
  map.addLayer({
    id: "town-labels",
    type: "symbol",
    source: "town-names",
    layout: {
      "icon-image": ["step", ["zoom"], image("s"), 9, image("m"), 11, image("l")],
      "icon-padding": ["interpolate", ["linear"], ["zoom"], 7, 24, 9.5, 6],
      "symbol-sort-key": ["get", "order"],
    },
  });
}
