/** What lies over the map: search, share, picture, full screen, the whole state, and the layers on a phone. */

import { position, writeHash } from "./address.js";
import { filled, say } from "./page.js";
import { savePicture } from "./picture.js";

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").trim().toLowerCase();

/** Wire the search for towns; what is no town's name is looked for by the site's own search. */
function addSearch(page, towns, selection) {
  page.search.addEventListener("submit", (event) => {
    const wanted = plain(page.search.elements.q.value);
    const town = towns.find(({ name, slug }) => plain(name) === wanted || slug === wanted);
    if (!town) return;
    event.preventDefault();
    selection.selectTown(town.slug, { linear: true, duration: 700 }, true);
    page.container.scrollIntoView({ block: "nearest" });
  });
}

async function share(page) {
  try {
    await navigator.clipboard.writeText(location.href);
    say(page, page.strings.copied);
  } catch {
    say(page, filled(page.strings.not_copied, { url: location.href }));
  }
}

async function turnFullScreen(frame) {
  if (document.fullscreenElement) return document.exitFullscreen();
  return frame.requestFullscreen();
}

/** Keep the address at what the map shows; the whole state needs no word. */
function followPosition(map, home) {
  map.on("moveend", () => {
    const at = position(map);
    writeHash({ at: at === home() ? null : at });
  });
}

/** Wire the controls and show them. */
export function addControls(map, page, towns, selection) {
  let home = position(map);
  const goHome = (motion) => {
    map.fitBounds(page.bounds, { padding: page.padding, ...motion });
    if (motion) home = position(map);
  };
  map.on("resize", () => {
    if (position(map) === home) goHome({ animate: false });
  });
  followPosition(map, () => home);
  addSearch(page, towns, selection);
  page.share.addEventListener("click", () => share(page));
  page.picture.addEventListener("click", () => savePicture(map, page));
  page.home.addEventListener("click", () => {
    selection.clear();
    goHome({ animate: false });
    writeHash({ at: null });
  });
  page.fullScreen.hidden = !document.fullscreenEnabled;
  page.fullScreen.addEventListener("click", () => turnFullScreen(page.frame));
  page.layersButton.addEventListener("click", () => {
    const isOpen = page.controls.classList.toggle("with-layers");
    page.layersButton.setAttribute("aria-expanded", String(isOpen));
  });
  for (const part of [page.controls, page.search]) part.hidden = false;
}
