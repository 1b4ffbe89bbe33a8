/** The town search and the legend of the dots, wired to the map. */

import { say } from "./page.js";
import { FINE_DOTS_ZOOM } from "./style.js";

const TOWN_HASH = /^#town=([a-z0-9-]+)$/;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").trim().toLowerCase();

/** Wire the controls and show them. */
export function addControls(map, page, towns) {
  const tellDots = () => {
    const text = map.getZoom() < FINE_DOTS_ZOOM ? page.strings.dots_100 : page.strings.dots_25;
    if (page.dotLegend.textContent !== text) page.dotLegend.textContent = text;
  };
  map.on("zoom", tellDots);
  tellDots();

  const goTo = (text, motion) => {
    const wanted = plain(text);
    const town = towns.find(({ name, slug }) => plain(name) === wanted || slug === wanted);
    if (!town) return false;
    map.fitBounds(town.bounds, { padding: 24, maxZoom: 13, ...motion });
    const link = document.createElement("a");
    link.href = page.townUrl.replace("{slug}", town.slug);
    say(page, page.strings.town_page, { name: town.name });
    link.textContent = page.status.textContent;
    page.status.replaceChildren(link);
    return true;
  };
  page.search.addEventListener("submit", (event) => {
    if (!goTo(page.search.elements.q.value, { linear: true, duration: 700 })) return;
    event.preventDefault();
    page.container.scrollIntoView({ block: "nearest" });
  });
  const asked = TOWN_HASH.exec(location.hash)?.[1];
  if (asked) goTo(asked, { animate: false });
  page.controls.hidden = false;
}
