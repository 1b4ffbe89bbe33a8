// Starts the choosers of days and hours, which Wagtail starts by a script in the page: our policy has none.
const start = (found) => {
  const begin = window[found.dataset.chooser];
  if (begin) { found.remove(); begin(found.dataset.for, JSON.parse(found.dataset.config)); }
};
const look = () => document.querySelectorAll("template[data-chooser]").forEach(start);
new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
document.addEventListener("DOMContentLoaded", look);
