/** Which tract is outlined, chosen and told of in the panel; the choice lives in the address's hash. */

import { pad, say } from "./page.js";
import { TRACTS, TRACT_FILL } from "./style.js";

const HASH = /^#tract=(\d{11})$/;
/** On a phone the panel lies below the map: after a choice its top is brought to this height. */
const PEEK = 0.75;

export class Selection {
  #map;
  #page;
  #emptyPanel;
  #marked = { hover: null, selected: null };
  #request = new AbortController();

  constructor(map, page) {
    this.#map = map;
    this.#page = page;
    this.#emptyPanel = page.panel.innerHTML;
    map.on("click", (event) => this.selectAt(event.point));
    if (matchMedia("(hover: hover)").matches) {
      map.on("mousemove", (event) => this.hoverAt(event.point));
      map.on("mouseout", () => this.hoverAt(null));
    }
    addEventListener("hashchange", () => this.followHash());
  }

  /** Outline the tract at a point of the screen; null outlines none. */
  hoverAt(point) {
    const tract = point && this.#tractAt(point);
    this.#mark("hover", tract?.properties.geoid ?? null);
    this.#map.getCanvas().style.cursor = tract ? "pointer" : "";
  }

  /** Choose the tract at a point of the screen, if there is one. */
  async selectAt(point) {
    const tract = this.#tractAt(point);
    if (!tract) return;
    this.#announce(tract.properties);
    await this.#choose(tract.properties.geoid);
    this.#peek();
  }

  /** Choose no tract. */
  clear() {
    if (!this.#marked.selected) return;
    this.#request.abort();
    this.#mark("selected", null);
    this.#page.panel.innerHTML = this.#emptyPanel;
    this.#page.panel.removeAttribute("aria-busy");
    history.replaceState(null, "", location.pathname + location.search);
    say(this.#page, "");
  }

  /** Choose the tract that the address names and bring it into view; call once tiles are there. */
  followHash() {
    const geoid = HASH.exec(location.hash)?.[1];
    if (!geoid) return this.clear();
    if (geoid === this.#marked.selected) return;
    this.#choose(geoid);
    say(this.#page, "");
    if (this.#show(geoid)) return;
    this.#map.fitBounds(this.#page.bounds, { animate: false });
    this.#map.once("idle", () => geoid === this.#marked.selected && this.#show(geoid));
  }

  /** Bring a tract into view; false if no tile that is loaded holds it. */
  #show(geoid) {
    const pieces = this.#map.querySourceFeatures(TRACTS.source, {
      sourceLayer: TRACTS.sourceLayer,
      filter: ["==", ["get", "geoid"], geoid],
    });
    if (!pieces.length) return false;
    this.#announce(pieces[0].properties);
    const points = pieces.flatMap((piece) => piece.geometry.coordinates.flat(Infinity));
    const lons = points.filter((_, i) => i % 2 === 0);
    const lats = points.filter((_, i) => i % 2 === 1);
    const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
    this.#map.fitBounds(pad(box, 0.5), { maxZoom: 12, animate: false });
    return true;
  }

  #choose(geoid) {
    this.#mark("selected", geoid);
    history.replaceState(null, "", `#tract=${geoid}`);
    return this.#load(geoid);
  }

  #announce({ name, level }) {
    say(this.#page, this.#page.strings.selected, { name, level: this.#page.levels[level - 1] });
  }

  #tractAt(point) {
    return this.#map.queryRenderedFeatures(point, { layers: [TRACT_FILL] })[0];
  }

  #mark(state, geoid) {
    const before = this.#marked[state];
    if (before === geoid) return;
    if (before) this.#map.removeFeatureState({ ...TRACTS, id: before }, state);
    if (geoid) this.#map.setFeatureState({ ...TRACTS, id: geoid }, { [state]: true });
    this.#marked[state] = geoid;
  }

  async #load(geoid) {
    const { panel, tractUrl, strings } = this.#page;
    this.#request.abort();
    const { signal } = (this.#request = new AbortController());
    panel.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(tractUrl.replace("{geoid}", geoid), { signal });
      if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
      panel.innerHTML = await answer.text();
    } catch {
      if (signal.aborted) return;
      panel.innerHTML = this.#emptyPanel;
      say(this.#page, strings.error);
    }
    panel.removeAttribute("aria-busy");
  }

  #peek() {
    const below = this.#page.panel.getBoundingClientRect().top - innerHeight * PEEK;
    if (below > 0) scrollBy({ top: below });
  }
}
