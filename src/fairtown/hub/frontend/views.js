/** The views of the map: which tracts are shaded, by what, and what lies over them. */

import { readHash, writeHash, writeView } from "./address.js";
import {
  byCertainty, byLevel, DOT_LAYERS, DOT_SCALES, dotScale, fillOf, layersOf, patternsOf, showLayers, TOWN_LAYERS,
} from "./style.js";

const LEVEL = byLevel(["get", "level"]);
const VIEWS = {
  today: { source: "tracts_2020", color: LEVEL, hasLevels: true },
  index: { source: "tracts", color: LEVEL, hasLevels: true },
  sure: { source: "tracts_2020", color: byCertainty(["get", "certainty"], 0), hasLevels: false },
};
/** What is known of each tract that has a shade in every view of its source. */
const VALUES = { tracts: ["level"], tracts_2020: ["level", "certainty"] };
const SOURCES = Object.keys(VALUES);

/** Return what the style needs to know of the tracts when the page opens with `view`. */
export const tractsOf = (view) =>
  SOURCES.map((source) => ({
    source,
    color: VIEWS[view].source === source ? VIEWS[view].color : LEVEL,
    isShown: VIEWS[view].source === source,
    values: VALUES[source],
  }));

export class Views {
  #map;
  #page;
  /** Whether the reader switched dots on or off; null while the zoom decides. */
  #dots = null;

  constructor(map, page) {
    this.#map = map;
    this.#page = page;
    this.current = page.view;
    page.showDots.addEventListener("change", () => (this.#dots = page.showDots.checked));
    for (const box of [page.showDots, page.showPatterns, page.showTowns]) {
      box.addEventListener("change", () => {
        this.#draw();
        this.#write();
      });
    }
    map.on("zoom", () => this.#drawDots());
    this.followLayers();
  }

  /** The source of the tracts in view. */
  get source() {
    return VIEWS[this.current].source;
  }

  /** Whether the tracts in view have levels of the index that is usual. */
  get hasLevels() {
    return VIEWS[this.current].hasLevels;
  }

  /** The first view of each source that the page offers, that of the tracts in view first. */
  get ofEachSource() {
    const offered = [...this.#page.views.querySelectorAll("input")].map(({ value }) => value);
    const others = SOURCES.filter((source) => source !== this.source);
    const first = (source) => offered.find((id) => VIEWS[id].source === source);
    return [this.current, ...others.map(first).filter(Boolean)];
  }

  /** Show a view: on the map, in the words around it and, `isNew` or not, in the address. */
  show(id, isNew = false) {
    if (id === this.current) return;
    this.current = id;
    writeView(id, this.#page.usualView, isNew);
    for (const part of document.querySelectorAll("[data-view]")) {
      part.hidden = !part.dataset.view.split(" ").includes(id);
    }
    for (const radio of this.#page.views.querySelectorAll("input")) radio.checked = radio.value === id;
    this.#map.setPaintProperty(fillOf(this.source), "fill-color", VIEWS[id].color);
    this.#draw();
  }

  /** Show the layers that the address names. */
  followLayers() {
    const { dots, patterns, towns } = readHash();
    this.#dots = dots ? dots === "1" : null;
    this.#page.showPatterns.checked = patterns === "1";
    this.#page.showTowns.checked = towns !== "0";
    this.#draw();
  }

  #write() {
    writeHash({
      dots: this.#dots === null ? null : Number(this.#dots),
      patterns: this.#page.showPatterns.checked ? 1 : null,
      towns: this.#page.showTowns.checked ? null : 0,
    });
  }

  #draw() {
    const { showPatterns, showTowns, legend } = this.#page;
    const { source, hasLevels } = VIEWS[this.current];
    showLayers(this.#map, TOWN_LAYERS, showTowns.checked);
    for (const one of SOURCES) {
      showLayers(this.#map, layersOf(one), one === source);
      showLayers(this.#map, [patternsOf(one)], one === source && hasLevels && showPatterns.checked);
    }
    legend?.classList.toggle("with-patterns", showPatterns.checked);
    this.#drawDots();
  }

  /** Dots show from a zoom on at which they leave the shading to be seen, or by choice; never where levels are unsure. */
  #drawDots() {
    const { showDots, dotLegend, strings } = this.#page;
    const zoom = this.#map.getZoom();
    const isShown = this.#dots ?? (this.hasLevels && zoom >= DOT_SCALES[0].from);
    showDots.checked = isShown;
    showLayers(this.#map, DOT_LAYERS, isShown);
    dotLegend.closest("p").hidden = !isShown;
    const text = strings.dots[dotScale(zoom).people];
    if (dotLegend.textContent !== text) dotLegend.textContent = text;
  }
}
