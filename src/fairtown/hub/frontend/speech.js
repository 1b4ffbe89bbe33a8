/** The page of a speech: copy its text, or print it. Without a script the buttons are not there. */

const actions = document.querySelector(".speech-actions");
const status = actions.querySelector("[role=status]");
const copy = actions.querySelector("[data-copy-of]");

actions.hidden = false;
actions.querySelector("[data-print]").addEventListener("click", () => print());
copy.addEventListener("click", async () => {
  const text = [...document.getElementById(copy.dataset.copyOf).children].map((p) => p.textContent).join("\n\n");
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = status.dataset.copied;
  } catch {
    status.textContent = status.dataset.failed;
  }
});
