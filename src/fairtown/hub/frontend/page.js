/** What the server's page says and the parts of it that the map works on. */

const byId = (id) => document.getElementById(id);

export const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** Return the page's settings and elements; every string the reader sees comes from here. */
export function readPage() {
  const container = byId("map");
  const { tiles, towns, worker, tractUrl, townUrl, bounds, strings, levels } = container.dataset;
  return {
    container,
    tilesUrl: new URL(tiles, location.href).href,
    townsUrl: towns,
    workerUrl: new URL(worker, location.href).href,
    tractUrl,
    townUrl,
    bounds: bounds.split(",").map(Number),
    strings: JSON.parse(strings),
    levels: JSON.parse(levels),
    label: container.getAttribute("aria-label"),
    panel: byId("map-panel"),
    fallback: byId("map-fallback"),
    controls: byId("map-controls"),
    status: byId("map-status"),
    legend: byId("legend"),
    dotLegend: byId("dot-legend"),
    search: byId("map-search"),
    showDots: byId("show-dots"),
    showPatterns: byId("show-patterns"),
    showTowns: byId("show-towns"),
  };
}

/** Put `text` with its {placeholders} filled in the status line. */
export function say(page, text, values = {}) {
  page.status.textContent = (text ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Return [west, south, east, north] grown on every side by `share` of its longer side. */
export function pad([west, south, east, north], share) {
  const by = Math.max(east - west, north - south) * share;
  return [west - by, south - by, east + by, north + by];
}
