/** Buttons that copy a text to the clipboard: shown only where a script can do it. */

const SHOWN_MS = 2500;

/** Show the buttons of `root` that copy, if this browser can copy at all. */
export function showCopyButtons(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
}

async function copy(button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    // not allowed here: the text stands in the page, to be copied by hand
    for (const text of button.parentElement.querySelectorAll("details")) text.open = true;
    return;
  }
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = label; }, SHOWN_MS);
}

addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-copy]");
  if (button && button.textContent !== button.dataset.done) copy(button);
});
showCopyButtons(document);
