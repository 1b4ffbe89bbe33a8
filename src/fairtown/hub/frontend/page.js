/** What the server's page says to its script, and the address that it is found at. */

export const byId = (id) => document.getElementById(id);

export const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** Return the settings of a map's element, the same on every page; every string the reader sees comes from here. */
export function readMap(container) {
  const { tiles, towns, worker, bounds, strings } = container.dataset;
  return {
    container,
    tilesUrl: new URL(tiles, location.href).href,
    townsUrl: towns,
    workerUrl: new URL(worker, location.href).href,
    bounds: bounds.split(",").map(Number),
    strings: JSON.parse(strings),
    label: container.getAttribute("aria-label"),
    fallback: byId("map-fallback"),
  };
}

/** Return `text` with its {placeholders} filled. */
export function filled(text, values) {
  return (text ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Put `text` with its {placeholders} filled in the status line. */
export function say(page, text, values = {}) {
  const told = filled(text, values);
  if (page.status.textContent !== told) page.status.textContent = told;
}

const TRACT_NAME = /^Tract ([^,]+), (.+)$/;

/** Return the name of a tract, which the tiles hold in English, in the reader's language. */
export function tractName(page, name) {
  const parts = TRACT_NAME.exec(name);
  return parts ? filled(page.strings.tract, { n: parts[1], name: parts[2] }) : name;
}

/** Write an address of this page without loading it, `isNew`: so that "back" leads to the one before. */
export function writeAddress(search, hash, isNew = false) {
  const address = location.pathname + search + hash;
  if (isNew) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  // the links to other languages lead to the same
  for (const link of document.querySelectorAll("header a[hreflang]")) {
    link.search = search;
    link.hash = hash;
  }
}

/** Return [west, south, east, north] grown on every side by `share` of its longer side. */
export function pad([west, south, east, north], share) {
  const by = Math.max(east - west, north - south) * share;
  return [west - by, south - by, east + by, north + by];
}
