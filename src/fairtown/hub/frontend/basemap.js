/** MapLibre over the release's own tiles, opened the same way on every page; where it cannot run the drawing stays. */

import { addProtocol, Map, NavigationControl, setWorkerUrl } from "maplibre-gl";
import { Protocol } from "pmtiles";

import { addLabels, drawLabel } from "./labels.js";
import { pad, reducedMotion, say } from "./page.js";
import { drawPattern } from "./patterns.js";

const TRIES = 3;
const WAIT = 400; // ms before the second try, twice as long before the third

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** Read the archives of tiles; what fails on its way is asked for again: a bad moment of a phone costs no map. */
function readTiles() {
  const protocol = new Protocol();
  return async (request, controller) => {
    for (let turn = 1; ; turn += 1) {
      try {
        return await protocol.tile(request, controller);
      } catch (error) {
        if (turn === TRIES || controller.signal.aborted) throw error;
        protocol.tiles.clear(); // an archive keeps what failed, and would answer with it for ever
        await pause(turn * WAIT);
      }
    }
  };
}

function makeMap(page, style) {
  const { strings } = page;
  const locale = { "Map.Title": page.label };
  if (strings.zoom_in) locale["NavigationControl.ZoomIn"] = strings.zoom_in;
  if (strings.zoom_out) locale["NavigationControl.ZoomOut"] = strings.zoom_out;
  const map = new Map({
    container: page.container,
    style,
    bounds: page.bounds,
    fitBoundsOptions: { padding: page.padding ?? 12 },
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
async function start(page, map, townsFetch, wire) {
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
  await wire(map, towns);
  await drawn;
  const fills = map.getLayersOrder().filter((id) => map.getLayer(id).type === "fill");
  if (!map.queryRenderedFeatures({ layers: fills }).length) throw new Error("no tracts on the map");
  if (page.status.textContent === page.strings.loading) say(page, "");
  page.fallback.hidden = true;
}

function giveUp(page, map) {
  map?.remove();
  page.container.replaceChildren();
  page.fallback.classList.add("is-needed");
  page.container.classList.remove("is-live");
  page.controls.hidden = true;
  say(page, page.strings.error);
}

/**
 * Open the map of a page. `wire(map, towns)` is called once its style is there and the towns are labelled.
 * Return a promise that is kept when the map is drawn, and broken when the drawing has to do.
 */
export function openMap(page, style, wire) {
  say(page, page.strings.loading);
  page.container.classList.add("is-live");
  setWorkerUrl(page.workerUrl);
  addProtocol("pmtiles", readTiles());
  // labels are drawn with the page's own font once it is there
  const townsFetch = Promise.all([fetchTowns(page.townsUrl), document.fonts.ready]).then(([towns]) => towns);
  let map = null;
  let ready;
  try {
    map = makeMap(page, style);
    ready = start(page, map, townsFetch, wire);
  } catch (error) {
    ready = Promise.reject(error);
  }
  ready.catch(() => giveUp(page, map));
  window.fairtownMap = { map, ready };
  return ready;
}
