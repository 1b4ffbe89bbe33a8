/** Which tracts are outlined: one under the pointer, one chosen. */

import { fillOf, showMarks } from "./style.js";

export class Marks {
  #map;
  #source;
  #marked = { hover: null, selected: null };

  constructor(map, source) {
    this.#map = map;
    this.#source = source;
  }

  get selected() {
    return this.#marked.selected;
  }

  /** Outline nothing, and from now on tracts of `source`. */
  use(source) {
    this.put("hover", null);
    this.put("selected", null);
    this.#source = source;
  }

  /** Return the tract at a point of the screen, if there is one. */
  at(point) {
    return this.#map.queryRenderedFeatures(point, { layers: [fillOf(this.#source)] })[0];
  }

  /** Return the pieces of a tract in the tiles that are loaded. */
  pieces(geoid) {
    return this.#map.querySourceFeatures(this.#source, {
      sourceLayer: this.#source,
      filter: ["==", ["get", "geoid"], geoid],
    });
  }

  /** Outline the tract `geoid` as "hover" or "selected"; null outlines none. */
  put(state, geoid) {
    const before = this.#marked[state];
    if (before === geoid) return;
    const tract = { source: this.#source, sourceLayer: this.#source };
    if (before) this.#map.removeFeatureState({ ...tract, id: before }, state);
    if (geoid) this.#map.setFeatureState({ ...tract, id: geoid }, { [state]: true });
    this.#marked[state] = geoid;
    showMarks(this.#map, this.#source, Object.values(this.#marked).some(Boolean));
  }

  /** Outline the tract at a point as pointed at and return it; null points at none. */
  hover(point) {
    const tract = point && this.at(point);
    this.put("hover", tract?.properties.geoid ?? null);
    this.#map.getCanvas().style.cursor = tract ? "pointer" : "";
    return tract;
  }
}

/** Tell a chooser, with hoverAt(point) and selectAt(point), of the pointer. */
export function followPointer(map, chooser) {
  map.on("click", (event) => chooser.selectAt(event.point));
  if (!matchMedia("(hover: hover)").matches) return;
  map.on("mousemove", (event) => chooser.hoverAt(event.point));
  map.on("mouseout", () => chooser.hoverAt(null));
}
