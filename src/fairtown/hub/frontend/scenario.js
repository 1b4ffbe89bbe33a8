/** A scenario page: each change of the form is answered at once, in place and in the address. */

import { byId, writeAddress } from "./page.js";

/** Milliseconds without a change before the answer is asked for. */
const QUIET = 200;

const form = byId("scenario-form");
const error = byId("scenario-error");
const answer = byId("answer");
let timer = 0;
let request = new AbortController();

/** Put `html` in place; what was scrolled or open stays so, and the focus stays where it was. */
function put(html) {
  const focused = answer.contains(document.activeElement) ? document.activeElement.id : "";
  const scrolled = new Map([...answer.querySelectorAll(".scroll[id]")].map((e) => [e.id, [e.scrollLeft, e.scrollTop]]));
  const opened = new Set([...answer.querySelectorAll("details[open][id]")].map(({ id }) => id));
  answer.innerHTML = html;
  for (const part of answer.querySelectorAll("[id]")) {
    if (scrolled.has(part.id)) [part.scrollLeft, part.scrollTop] = scrolled.get(part.id);
    if (opened.has(part.id)) part.open = true;
    if (focused && part.id === focused) part.focus({ preventScroll: true });
  }
}

/** Say why there is no answer where the reader is: the line stays at the edge of the screen while the form is there. */
function refuse(html) {
  error.innerHTML = html;
  error.scrollIntoView({ block: "nearest" });
}

/** A number of one's own is sent only where it counts. */
function sent() {
  const { need, homes } = form.elements;
  homes.disabled = need.value !== "own";
  return new URLSearchParams(new FormData(form));
}

function take(html) {
  error.replaceChildren();
  answer.hidden = false;
  put(html);
  const { address, same } = answer.querySelector(".scenario-result").dataset;
  writeAddress(`?${address}`, "");
  for (const link of document.querySelectorAll(".pills a")) {
    if (link.dataset.id === same) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

async function ask() {
  const { signal } = (request = new AbortController());
  try {
    const response = await fetch(`${form.dataset.answer}?${sent()}`, { signal });
    const html = await response.text();
    if (response.ok) take(html);
    else if (response.status === 400) {
      answer.hidden = true;
      refuse(html);
    } else throw new Error(`${response.status} ${response.url}`);
  } catch {
    if (signal.aborted) return;
    const line = document.createElement("p");
    line.className = "alert";
    line.setAttribute("role", "alert");
    line.textContent = form.dataset.noAnswer;
    refuse(line.outerHTML);
  }
  answer.removeAttribute("aria-busy");
}

function changed() {
  answer.setAttribute("aria-busy", "true");
  clearTimeout(timer);
  request.abort();
  timer = setTimeout(ask, QUIET);
}

form.addEventListener("change", changed);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  changed();
});
form.classList.add("is-live");
