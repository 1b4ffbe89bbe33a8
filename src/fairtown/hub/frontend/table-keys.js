/**
 * One tab stop per table, per row of files and per list of what is on the page: arrow keys move between the links,
 * Home and End to those at the ends of a row.
 */

const hint = document.getElementById("keys-hint");
const main = document.querySelector("main");

const linksOf = (part) => [...part.querySelectorAll("a[href]")].filter((link) => link.checkVisibility());

/** Let Tab reach one link of a table: the one that was used last, else the first. */
function setStop(table, link) {
  for (const other of table.querySelectorAll("a[href]")) other.tabIndex = other === link ? 0 : -1;
}

function prepare(table) {
  if (table.dataset.keys || table.querySelectorAll("a[href]").length < 2) return;
  table.dataset.keys = "arrows";
  setStop(table, table.querySelector("tr:not([hidden]) a[href]") ?? table.querySelector("a[href]"));
  table.setAttribute("aria-describedby", hint.id);
  setFrame(table.closest(".scroll"));
}

/** Let Tab reach the frame of a table only where it scrolls and nothing inside can be reached instead. */
function setFrame(frame) {
  if (!frame) return;
  if (frame.scrollWidth > frame.clientWidth && !frame.querySelector("a[href]")) frame.tabIndex = 0;
  else frame.removeAttribute("tabindex");
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) setFrame(target);
});

/** Return the link of another row that stands in the same column as `link`, or the nearest one before it. */
function vertical(table, link, step) {
  if (!table.rows) return null;
  const { cellIndex } = link.closest("td, th");
  const rows = [...table.rows];
  for (let i = rows.indexOf(link.closest("tr")) + step; rows[i]; i += step) {
    const links = linksOf(rows[i]);
    const near = links.filter((other) => other.closest("td, th").cellIndex <= cellIndex).at(-1) ?? links[0];
    if (near) return near;
  }
  return null;
}

function next(table, link, key) {
  const row = linksOf(link.closest("tr") ?? table);
  const at = row.indexOf(link);
  switch (key) {
    case "ArrowRight": return row[at + 1];
    case "ArrowLeft": return row[at - 1];
    case "ArrowDown": return vertical(table, link, 1);
    case "ArrowUp": return vertical(table, link, -1);
    case "Home": return row[0];
    case "End": return row.at(-1);
    default: return undefined;
  }
}

function onKey(event) {
  const link = event.target.closest?.("a[href]");
  const table = link?.closest('[data-keys="arrows"]');
  if (!table || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const to = next(table, link, event.key);
  if (to === undefined) return;
  event.preventDefault();
  to?.focus();
}

function onFocus(event) {
  const table = event.target.closest?.('[data-keys="arrows"]');
  if (table && event.target.matches("a[href]")) setStop(table, event.target);
}

function prepareAll() {
  for (const table of main.querySelectorAll("table, .take, .toc")) prepare(table);
  for (const frame of main.querySelectorAll(".scroll")) sizes.observe(frame);
}

if (hint && main) {
  hint.hidden = false;
  prepareAll();
  main.addEventListener("keydown", onKey);
  main.addEventListener("focusin", onFocus);
  // answers of scenarios and panels of maps bring new tables
  new MutationObserver(prepareAll).observe(main, { childList: true, subtree: true });
}
