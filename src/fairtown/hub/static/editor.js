// Starts what Wagtail starts by a script in the page, which our policy has not: choosers, and panels of rows.
const named = (name) => name.split(".").reduce((object, part) => object?.[part], window);
const start = (found) => {
  const { chooser, new: made, for: id, config } = found.dataset;
  const begin = named(chooser ?? made);
  if (!begin) return;
  found.remove();
  const given = [id, config && JSON.parse(config)].filter((value) => value !== undefined);
  if (chooser) begin(...given);
  else new begin(...given);
};
// the one text that the page of a translation writes in English in every language
const MORE = "More actions";
const translate = (label) => {
  const words = window.gettext?.(MORE) ?? MORE;
  // a text that stays would be a change to look at again, without end
  if (label.textContent === MORE && words !== MORE) label.textContent = words;
};
const look = () => {
  document.querySelectorAll("template[data-chooser], template[data-new]").forEach(start);
  document.querySelectorAll(".w-dropdown__toggle .w-sr-only").forEach(translate);
};
new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
document.addEventListener("DOMContentLoaded", look);
