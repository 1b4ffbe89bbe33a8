/** The opportunity map: MapLibre over the release's own tiles, on the page the server wrote. */

import { addProtocol, Map, NavigationControl, setWorkerUrl } from "maplibre-gl";
import { Protocol } from "pmtiles";

import { addControls } from "./controls.js";
import { addKeyboard } from "./keyboard.js";
import { addLabels, drawLabel } from "./labels.js";
import { pad, readPage, reducedMotion, say } from "./page.js";
import { drawPattern } from "./patterns.js";
import { Selection } from "./selection.js";
import { makeStyle, TRACT_FILL } from "./style.js";

function makeMap(page) {
  const { strings } = page;
  const locale = { "Map.Title": page.label };
  if (strings.zoom_in) locale["NavigationControl.ZoomIn"] = strings.zoom_in;
  if (strings.zoom_out) locale["NavigationControl.ZoomOut"] = strings.zoom_out;
  const map = new Map({
    container: page.container,
    style: makeStyle(page.tilesUrl),
    bounds: page.bounds,
    fitBoundsOptions: { padding: 12 },
    maxBounds: pad(page.bounds, 0.6),
    maxZoom: 16,
    locale,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    fadeDuration: reducedMotion.matches ? 0 : 150,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
  // The page's element is the landmark; the canvas takes arrow keys, which "application" passes on.
  map.getCanvas().setAttribute("role", "application");

  const family = getComputedStyle(page.container).fontFamily;
  map.setMissingStyleImageResolver((id) => {
    const image = drawPattern(id) ?? drawLabel(id, family);
    if (image) map.addImage(id, image.data, { pixelRatio: image.ratio });
  });
  return map;
}

async function fetchTowns(url) {
  try {
    return await (await fetch(url)).json();
  } catch {
    return [];
  }
}

/** Wire the page to the map; fails if anything goes wrong before the map is first drawn. */
async function start(page, map, townsFetch) {
  const drawn = new Promise((resolve, reject) => {
    map.once("idle", resolve);
    map.on("error", ({ error }) => {
      say(page, page.strings.error);
      reject(error);
    });
  });
  drawn.catch(() => {});
  await map.once("style.load");
  const towns = await townsFetch;
  addLabels(map, towns);
  addControls(map, page, towns);
  const selection = new Selection(map, page);
  addKeyboard(map, page, selection);
  await drawn;
  if (!map.queryRenderedFeatures({ layers: [TRACT_FILL] }).length) throw new Error("no tracts on the map");
  if (page.status.textContent === page.strings.loading) say(page, "");
  if (page.fallback) page.fallback.hidden = true;
  selection.followHash();
}

function giveUp(page, map) {
  map?.remove();
  page.container.replaceChildren();
  page.container.classList.remove("is-live");
  page.controls.hidden = true;
  say(page, page.strings.error);
}

function run() {
  const page = readPage();
  // The status line must be seen while the controls are hidden.
  if (page.controls.contains(page.status)) page.controls.after(page.status);
  say(page, page.strings.loading);
  page.container.classList.add("is-live");
  setWorkerUrl(page.workerUrl);
  addProtocol("pmtiles", new Protocol().tile);
  const townsFetch = fetchTowns(page.townsUrl);
  let map = null;
  let ready;
  try {
    map = makeMap(page);
    ready = start(page, map, townsFetch);
  } catch (error) {
    ready = Promise.reject(error);
  }
  ready.catch(() => giveUp(page, map));
  window.fairtownMap = { map, ready };
}

run();
