/** Chart cards: their parts as tabs, and the chart as a PNG. */

const KEYS = { ArrowRight: 1, ArrowLeft: -1 };
/** Pixels of the picture for each of the file: sharp on a slide. */
const SCALE = 2;

function addTabs(card) {
  const parts = [...card.querySelectorAll(":scope > .chart-part")];
  const list = document.createElement("div");
  list.className = "chart-tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-labelledby", `${card.id}-title`);
  const tabs = parts.map((part) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `${part.id}-tab`;
    tab.textContent = part.dataset.label;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", part.id);
    part.setAttribute("role", "tabpanel");
    list.append(tab);
    return tab;
  });
  const choose = (chosen) => {
    for (const [i, tab] of tabs.entries()) {
      tab.setAttribute("aria-selected", String(i === chosen));
      tab.tabIndex = i === chosen ? 0 : -1;
      parts[i].hidden = i !== chosen;
    }
  };
  list.addEventListener("click", ({ target }) => target.role === "tab" && choose(tabs.indexOf(target)));
  list.addEventListener("keydown", ({ key, target }) => {
    if (!KEYS[key]) return;
    const next = (tabs.indexOf(target) + KEYS[key] + tabs.length) % tabs.length;
    choose(next);
    tabs[next].focus();
  });
  for (const fold of card.querySelectorAll(".chart-fold")) fold.open = true;
  card.classList.add("has-tabs");
  parts[0].before(list);
  choose(0);
}

async function savePng({ file, name }) {
  const svg = await (await fetch(file)).blob();
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: image.naturalWidth * SCALE, height: image.naturalHeight * SCALE });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(png);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

for (const card of document.querySelectorAll("article.chart-card")) {
  addTabs(card);
  const button = card.querySelector(".chart-png");
  button.hidden = false;
  button.addEventListener("click", () => savePng(button.dataset));
}
