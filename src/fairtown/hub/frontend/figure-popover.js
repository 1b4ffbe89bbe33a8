/** A click on a number opens its card beside it; without script, or with a key held, the link leads to its page. */

import { showCopyButtons } from "./copy.js";

const SHEET = matchMedia("(max-width: 40rem)");
const GAP = 12;
const EDGE = 8;
let popover;
let number;
let turns = 0;

/** Return the one popover of the page, made at its first use. */
function element() {
  if (popover) return popover;
  popover = document.createElement("div");
  popover.id = "figure-popover";
  popover.popover = "auto";
  popover.tabIndex = -1;
  popover.setAttribute("role", "dialog");
  popover.setAttribute("aria-labelledby", "figure-what");
  popover.addEventListener("toggle", (event) => {
    if (event.newState === "closed") close();
  });
  document.body.append(popover);
  return popover;
}

function close() {
  number?.classList.remove("is-explained");
  const { activeElement } = document;
  if (activeElement === document.body || popover.contains(activeElement)) number?.focus();
}

/** Put the popover beside its number, right of it, else left, else where there is room; a sheet stands by itself. */
function place() {
  popover.style.left = popover.style.top = "";
  if (SHEET.matches) return;
  const at = number.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const right = at.right + GAP;
  const left = at.left - GAP - width;
  const room = innerWidth - width - EDGE;
  const x = right <= room ? right : left >= EDGE ? left : Math.max(EDGE, room);
  const y = Math.min(Math.max(EDGE, at.top - GAP), Math.max(EDGE, innerHeight - height - EDGE));
  popover.style.left = `${x}px`;
  popover.style.top = `${y}px`;
}

/** Return the address of the card alone, from that of the page that explains the number. */
function cardUrl(link) {
  const url = new URL(link.href);
  url.pathname += "card/";
  url.hash = "";
  return url;
}

async function open(link) {
  const turn = ++turns;
  let card;
  try {
    const response = await fetch(cardUrl(link));
    if (!response.ok) throw new Error(response.statusText);
    card = await response.text();
  } catch {
    location.assign(link.href);
    return;
  }
  if (turn !== turns) return;
  number?.classList.remove("is-explained");
  number = link;
  number.classList.add("is-explained");
  element().innerHTML = card;
  showCopyButtons(popover);
  popover.showPopover();
  place();
  popover.focus({ preventScroll: true });
}

addEventListener("click", (event) => {
  const link = event.target.closest?.('a.fig[href*="/explain/"]');
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (link && isPlain && "popover" in HTMLElement.prototype) {
    event.preventDefault();
    open(link);
  } else if (event.target.closest?.("#figure-popover .close")) {
    popover.hidePopover();
  }
});
addEventListener("resize", () => {
  if (popover?.matches(":popover-open")) place();
});
