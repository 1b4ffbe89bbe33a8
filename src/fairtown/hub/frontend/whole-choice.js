/**
 * The closed box of a select clips an option that is longer than it, on a phone above all: the whole of what is chosen
 * stands below. Screen readers have it from the select.
 */

/** Pixels that the arrow takes. */
const ARROW = 20;
const pen = document.createElement("canvas").getContext("2d");

function isClipped(select, text) {
  const { font, paddingLeft, paddingRight } = getComputedStyle(select);
  pen.font = font;
  return pen.measureText(text).width > select.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - ARROW;
}

function show(select) {
  const text = select.selectedOptions[0]?.label.trim() ?? "";
  let line = select.parentElement.querySelector(".whole-choice");
  if (!select.clientWidth || !isClipped(select, text)) return line?.remove();
  if (!line) {
    line = document.createElement("span");
    line.className = "whole-choice";
    line.ariaHidden = "true";
    select.after(line);
  }
  line.textContent = text;
}

const selects = document.querySelectorAll(".scenario .fields select");
// what is folded has a width once it is open
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => show(target)));
for (const select of selects) {
  sizes.observe(select);
  select.addEventListener("change", () => show(select));
}
