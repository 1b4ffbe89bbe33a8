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
const look = () => document.querySelectorAll("template[data-chooser], template[data-new]").forEach(start);
new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
document.addEventListener("DOMContentLoaded", look);
