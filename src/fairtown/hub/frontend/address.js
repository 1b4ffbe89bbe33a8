/** What the map shows, in its address: the index in the query, which the server reads; the rest in the hash. */

import { writeAddress } from "./page.js";

/** The parts of the hash: place and zoom on the screen, layers as chosen by hand, the place in the panel. */
const PARTS = {
  at: /^\d{1,2}(\.\d+)?\/-?\d{1,2}(\.\d+)?\/-?\d{1,3}(\.\d+)?$/,
  dots: /^[01]$/,
  patterns: /^1$/,
  towns: /^0$/,
  town: /^[a-z0-9-]+$/,
  tract: /^\d{11}$/,
};

/** Return the parts of the hash that make sense, as texts. */
export function readHash() {
  const given = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(Object.keys(PARTS).flatMap((part) => {
    const value = given.get(part);
    return value !== null && PARTS[part].test(value) ? [[part, value]] : [];
  }));
}

/** Write `changes` to the hash, null removes a part; `isNew`: "back" leads to what was before. */
export function writeHash(changes, isNew = false) {
  const all = { ...readHash(), ...changes };
  const parts = Object.keys(PARTS).filter((part) => all[part] != null).map((part) => `${part}=${all[part]}`);
  const hash = parts.length ? `#${parts.join("&")}` : "";
  if (hash !== location.hash) writeAddress(location.search, hash, isNew);
}

/** Return the view that the query names, or the usual one of the page. */
export const readView = (usual) => new URLSearchParams(location.search).get("view") ?? usual;

/** Write the view to the query; the usual one needs no word. */
export function writeView(view, usual, isNew) {
  const search = new URLSearchParams(location.search);
  if (view === usual) search.delete("view");
  else search.set("view", view);
  writeAddress(search.size ? `?${search}` : "", location.hash, isNew);
}

/** Return {zoom, center} of the part "at", null without one. */
export function readPosition({ at }) {
  if (!at) return null;
  const [zoom, lat, lon] = at.split("/").map(Number);
  return { zoom, center: [lon, lat] };
}

/** Return where the map stands, as the part "at". */
export function position(map) {
  const { lng, lat } = map.getCenter();
  return [map.getZoom().toFixed(2), lat.toFixed(4), lng.toFixed(4)].join("/");
}
