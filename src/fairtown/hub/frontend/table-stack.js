/**
 * On a phone a table that is wider than the screen becomes a row of cards: one for each row, each value behind the
 * head of its column, so that what is compared stands together. A list of many places keeps its rows, and the name of
 * each in sight.
 */

const narrow = matchMedia("(max-width: 40rem)");
const MOST_ROWS = 40;
const main = document.querySelector("main");

/** Return the head of each column, where there are two rows of heads both of them. */
function headsOf(table) {
  const heads = [];
  const rows = [...(table.tHead?.rows ?? [])];
  rows.forEach((row, r) => {
    let column = 0;
    for (const cell of row.cells) {
      while (heads[column]?.[r] !== undefined) column += 1;
      for (let c = column; c < column + cell.colSpan; c += 1) {
        heads[c] ??= [];
        for (let s = r; s < r + cell.rowSpan; s += 1) heads[c][s] = s === r ? cell.textContent.trim() : "";
      }
    }
  });
  return heads.map((texts) => texts.filter(Boolean).join(", "));
}

// an element that is no longer laid out as a table is read as one only by its role
const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };

function roleOf(element) {
  if (element.tagName !== "TH") return ROLES[element.tagName];
  return element.closest("thead") ? "columnheader" : "rowheader";
}

/** Put what a cell holds beside the head of its column; a cell without a value has no line. */
function label(cell, head) {
  const text = cell.textContent.trim();
  if (!text || (text === "–" && !cell.firstElementChild)) return;
  if (!cell.dataset.head) {
    const value = document.createElement("span");
    value.append(...cell.childNodes);
    cell.append(value);
  }
  cell.dataset.head = head;
}

function stack(table) {
  const heads = headsOf(table);
  for (const cell of table.querySelectorAll("tbody td")) label(cell, heads[cell.cellIndex] ?? "");
  for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) part.setAttribute("role", roleOf(part));
  table.classList.add("stacked");
}

function unstack(table) {
  for (const part of [table, ...table.querySelectorAll("[role]")]) part.removeAttribute("role");
  table.classList.remove("stacked", "is-list");
}

/** Let the tables of a frame be cards where the frame is narrow and scrolls, and tables again where it is not. */
function fit(frame) {
  for (const table of frame.querySelectorAll("table")) {
    if (!narrow.matches) unstack(table);
    else if (frame.clientWidth && frame.scrollWidth > frame.clientWidth + 1) {
      if (table.rows.length > MOST_ROWS) table.classList.add("is-list");
      else if (table.tHead) stack(table);
    }
  }
}

if (main) {
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) fit(target);
  });
  const observe = () => {
    for (const frame of main.querySelectorAll(".scroll")) sizes.observe(frame);
  };
  observe();
  narrow.addEventListener("change", () => main.querySelectorAll(".scroll").forEach(fit));
  // answers of scenarios bring new tables
  new MutationObserver(observe).observe(main, { childList: true, subtree: true });
}
