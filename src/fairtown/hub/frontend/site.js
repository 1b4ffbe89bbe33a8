/**
 * Every page: menus that close, numbers that explain themselves, tables with one tab stop, and the page's other
 * language offered to those whose browser prefers it.
 */

import "./copy.js";
import "./figure-popover.js";
import "./table-keys.js";
import "./table-stack.js";
import "./whole-choice.js";

const menus = document.querySelectorAll(".menu details");

function closeMenus(except) {
  for (const menu of menus) if (menu !== except) menu.open = false;
}

addEventListener("click", (event) => closeMenus(event.target.closest?.(".menu details")));
addEventListener("keydown", (event) => {
  const open = document.querySelector(".menu details[open]");
  if (event.key !== "Escape" || !open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

// Offered, never forced; what is chosen stands in the address alone.
const code = (language) => language.slice(0, 2);
const preferred = navigator.languages.map(code).find((language) =>
  language === document.documentElement.lang || document.querySelector(`[data-offer][hreflang="${language}"]`),
);
const other = document.querySelector(`[data-offer][hreflang="${preferred}"]`);
if (other && preferred !== document.documentElement.lang) {
  other.textContent = other.dataset.offer;
  other.classList.add("is-offered");
}

// fetched where there is a chart card
if (document.querySelector("article.chart-card")) import("./chart-card.js");

// on a phone the footer folds the links that the menu has as well; a window that is made wider unfolds them
const allPages = document.getElementById("all-pages");
if (allPages) {
  const narrow = matchMedia("(max-width: 34rem)");
  const fold = (isFolded) => {
    for (const links of document.querySelectorAll("footer .is-in-menu")) links.hidden = isFolded;
    allPages.setAttribute("aria-expanded", String(!isFolded));
  };
  const follow = () => {
    allPages.hidden = !narrow.matches;
    fold(narrow.matches);
  };
  allPages.addEventListener("click", () => fold(allPages.getAttribute("aria-expanded") === "true"));
  narrow.addEventListener("change", follow);
  follow();
}
