/** "Use my location": finds the reader's tract in the browser, and opens its page. The position is sent to nobody. */

import { byId, filled, tractName } from "./page.js";
import { tractsNear } from "./rings.js";

const METERS_PER_MILE = 1_609;
/** A position that is less sure says nothing of a neighborhood. */
const VAGUEST_METERS = 2_000;
/** Boundaries are those of a map of 1:500,000: a position this near to one may lie on either side, however sure it is. */
const EXACT_METERS = 100;
const OPTIONS = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 };

const box = byId("locate");
const page = { status: byId("locate-status"), strings: JSON.parse(box?.dataset.strings ?? "{}") };

function tell(text, values) {
  page.status.textContent = filled(text, values);
}

async function find({ coords }) {
  const { strings } = page;
  if (coords.accuracy > VAGUEST_METERS) {
    return tell(strings.vague, { miles: Math.round(coords.accuracy / METERS_PER_MILE) || 1 });
  }
  const boundaries = await (await fetch(box.dataset.file)).json();
  const meters = Math.max(coords.accuracy, EXACT_METERS);
  const geoids = tractsNear(boundaries, coords.longitude, coords.latitude, meters);
  if (!geoids.length) return tell(strings.outside);
  const links = geoids.map((geoid) => linkTo(geoid, boundaries.tracts[geoid].name));
  if (links.length > 1) {
    tell(strings.several);
    return byId("locate-choices").replaceChildren(...links.map(inItem));
  }
  tell(strings.found, { name: links[0].textContent });
  location.assign(links[0].href);
}

function linkTo(geoid, name) {
  const link = document.createElement("a");
  link.href = `${box.dataset.tracts}${geoid}/`;
  link.textContent = tractName(page, name);
  return link;
}

function inItem(link) {
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function fail(error) {
  tell(error.code === error.PERMISSION_DENIED ? page.strings.denied : page.strings.failed);
}

if (box && navigator.geolocation && isSecureContext) {
  for (const element of [box, ...document.querySelectorAll(".if-located")]) element.hidden = false;
  box.querySelector("button").addEventListener("click", () => {
    byId("locate-choices").replaceChildren();
    tell(page.strings.waiting);
    const failed = () => tell(page.strings.failed);
    navigator.geolocation.getCurrentPosition((position) => find(position).catch(failed), fail, OPTIONS);
  });
}
