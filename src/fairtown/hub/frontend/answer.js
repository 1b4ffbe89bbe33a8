/** The answer to a recipe: asked of the server after each change of the form, put in its place on the page. */

import { say, writeAddress } from "./page.js";

/** Milliseconds without a change before the answer is asked for, and before the survey is drawn for it. */
const QUIET = 120;
const QUIET_BEFORE_DRAWING = 500;

/** Return what the answer on the page says of the map; null where there is none. */
export function readAnswer(page) {
  const made = page.answer.querySelector(".lab-result");
  if (!made) return null;
  const { levels, certainty, words, shades, cuts, address, same, status } = made.dataset;
  return {
    levels,
    certainty,
    words: JSON.parse(words),
    shades: shades.split(",").map(Number),
    cuts,
    address,
    same,
    status,
    isPending: "pending" in made.dataset,
  };
}

/** Put `html` in place; what was open stays open, what was scrolled stays so, and the focus stays where it was. */
function put(answer, html) {
  const focused = answer.contains(document.activeElement) ? document.activeElement.id : "";
  const opened = new Map([...answer.querySelectorAll("details[id]")].map(({ id, open }) => [id, open]));
  const scrolled = new Map([...answer.querySelectorAll(".scroll[id]")].map(({ id, scrollLeft }) => [id, scrollLeft]));
  answer.innerHTML = html;
  for (const part of answer.querySelectorAll("[id]")) {
    if (opened.has(part.id)) part.open = opened.get(part.id);
    if (scrolled.has(part.id)) part.scrollLeft = scrolled.get(part.id);
    if (part.id === focused) part.focus({ preventScroll: true });
  }
}

/** Return a function to call on each change of the form; `show(answer)` is called with each answer. */
export function makeAsk(page, show) {
  let timer = 0;
  let request = new AbortController();

  const rest = () => page.answer.removeAttribute("aria-busy");
  const refuse = (line) => {
    page.error.innerHTML = line;
    page.answer.hidden = true;
    // the map is still that of the last recipe that could be
    page.frame.classList.add("is-refused");
    say(page, "");
    rest();
  };
  const take = (html) => {
    page.error.replaceChildren();
    page.answer.hidden = false;
    page.frame.classList.remove("is-refused");
    put(page.answer, html);
    const answer = readAnswer(page);
    const { levels, cuts } = page.form.elements;
    // who goes over to fixed cuts begins with those that there are
    if (levels.value !== "cuts") cuts.value = answer.cuts;
    writeAddress(`?${answer.address}`, "");
    show(answer);
    if (answer.isPending) timer = setTimeout(ask, QUIET_BEFORE_DRAWING, true);
    else rest();
  };
  const ask = async (isSure) => {
    const { signal } = (request = new AbortController());
    const asked = new URLSearchParams(new FormData(page.form));
    if (isSure) asked.set("sure", "1");
    try {
      const response = await fetch(`${page.answerUrl}?${asked}`, { signal });
      const html = await response.text();
      if (response.ok) take(html);
      else if (response.status === 400) refuse(html);
      else throw new Error(`${response.status} ${response.url}`);
    } catch {
      if (signal.aborted) return;
      say(page, page.strings.no_answer);
      rest();
    }
  };
  return () => {
    page.answer.setAttribute("aria-busy", "true");
    clearTimeout(timer);
    request.abort();
    timer = setTimeout(ask, QUIET, false);
  };
}
