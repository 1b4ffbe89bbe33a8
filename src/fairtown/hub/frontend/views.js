/** The views of the map: which tracts are shaded, and by what. The page's radio buttons choose, the address tells. */

import { writeAddress } from "./page.js";
import { byCertainty, byLevel, DOT_LAYERS, fillOf, layersOf, patternsOf, showLayers, TOWN_LAYERS } from "./style.js";

const LEVEL = byLevel(["get", "level"]);
const VIEWS = {
  index: { source: "tracts", color: LEVEL, hasLevels: true },
  today: { source: "tracts_2020", color: LEVEL, hasLevels: true },
  sure: { source: "tracts_2020", color: byCertainty(["get", "certainty"], 0), hasLevels: false },
};
const USUAL = "index";
const SOURCES = ["tracts", "tracts_2020"];

/** Return what the style needs to know of the tracts when the page opens with `view`. */
export const tractsOf = (view) =>
  SOURCES.map((source) => ({
    source,
    color: VIEWS[view].source === source ? VIEWS[view].color : LEVEL,
    isShown: VIEWS[view].source === source,
  }));

export class Views {
  #map;
  #page;

  constructor(map, page) {
    this.#map = map;
    this.#page = page;
    this.current = page.view;
    for (const box of [page.showDots, page.showPatterns, page.showTowns]) {
      box.addEventListener("change", () => this.#draw());
    }
    this.#draw();
  }

  /** The source of the tracts in view. */
  get source() {
    return VIEWS[this.current].source;
  }

  /** The first view of each source, that of the tracts in view first. */
  get ofEachSource() {
    const others = SOURCES.filter((source) => source !== this.source);
    const first = (source) => Object.keys(VIEWS).find((id) => VIEWS[id].source === source);
    return [this.current, ...others.map(first)];
  }

  /** Show a view: on the map, in the words around it and in the address. */
  show(id) {
    if (id === this.current) return;
    this.current = id;
    const search = new URLSearchParams(location.search);
    if (id === USUAL) search.delete("view");
    else search.set("view", id);
    writeAddress(search.size ? `?${search}` : "", location.hash);
    for (const part of document.querySelectorAll("[data-view]")) {
      part.hidden = !part.dataset.view.split(" ").includes(id);
    }
    for (const radio of this.#page.views.querySelectorAll("input")) radio.checked = radio.value === id;
    this.#map.setPaintProperty(fillOf(this.source), "fill-color", VIEWS[id].color);
    this.#draw();
  }

  #draw() {
    const { showDots, showPatterns, showTowns, legend, dotLegend } = this.#page;
    const { source, hasLevels } = VIEWS[this.current];
    showLayers(this.#map, DOT_LAYERS, showDots.checked);
    showLayers(this.#map, TOWN_LAYERS, showTowns.checked);
    for (const one of SOURCES) {
      showLayers(this.#map, layersOf(one), one === source);
      showLayers(this.#map, [patternsOf(one)], one === source && hasLevels && showPatterns.checked);
    }
    dotLegend.closest("p").hidden = !showDots.checked;
    legend.classList.toggle("with-patterns", showPatterns.checked);
  }
}
