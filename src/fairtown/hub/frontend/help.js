/** Pages of help: leave at once, by the link or Esc twice, and print. What the browser's history holds stays there. */

const exit = document.querySelector("[data-exit]");
/** Two presses within this time are one wish to leave. */
const MILLISECONDS = 2000;
let last = -Infinity;

function leave(event) {
  event?.preventDefault();
  // the page is gone from sight before the other one has come
  document.documentElement.hidden = true;
  document.title = "";
  location.replace(exit.href);
}

exit.addEventListener("click", leave);
document.querySelector("[data-exit-keys]").hidden = false;
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  if (event.timeStamp - last < MILLISECONDS) leave();
  last = event.timeStamp;
});
// who comes back by the button of the browser gets the page anew, not the one that was hidden
addEventListener("pageshow", (event) => event.persisted && location.reload());

for (const part of document.querySelectorAll("[data-print]")) {
  part.hidden = false;
  part.querySelector("button").addEventListener("click", () => print());
}
