/** Which tract is chosen and told of in the panel; the choice lives in the address's hash. */

import { Marks } from "./marks.js";
import { pad, say, tractName, writeAddress } from "./page.js";

const HASH = /^#tract=(\d{11})$/;
/** On a phone the panel lies below the map: after a choice its top is brought to this height. */
const PEEK = 0.75;

export class Selection {
  #map;
  #page;
  #views;
  #marks;
  #place = null;
  #emptyPanel;
  #request = new AbortController();

  constructor(map, page, views) {
    this.#map = map;
    this.#page = page;
    this.#views = views;
    this.#marks = new Marks(map, views.source);
    this.#emptyPanel = page.panel.innerHTML;
    page.views.addEventListener("change", (event) => this.turnTo(event.target.value));
    addEventListener("hashchange", () => this.followHash());
  }

  /** Outline the tract at a point of the screen; null outlines none. */
  hoverAt(point) {
    this.#marks.hover(point);
  }

  /** Choose the tract at a point of the screen, if there is one. */
  async selectAt(point) {
    const tract = this.#marks.at(point);
    if (!tract) return;
    this.#place = this.#map.unproject(point);
    this.#announce(tract.properties);
    await this.#choose(tract.properties.geoid);
    this.#peek();
  }

  /** Choose no tract. */
  clear() {
    if (!this.#marks.selected) return;
    this.#request.abort();
    this.#marks.put("selected", null);
    this.#page.panel.innerHTML = this.#emptyPanel;
    this.#page.panel.removeAttribute("aria-busy");
    writeAddress(location.search, "");
    say(this.#page, "");
  }

  /** Show a view; tracts of another census have other codes and lines, so that what lies at the same place is chosen. */
  async turnTo(view) {
    const place = this.#placeInView();
    if (!this.#turn(view) || !place) return;
    await this.#drawn();
    const tract = this.#views.current === view && this.#marks.at(this.#map.project(place));
    if (!tract || this.#marks.selected) return;
    this.#announce(tract.properties);
    this.#choose(tract.properties.geoid);
  }

  /** Choose the tract that the address names, of either census, and bring it into view; call once tiles are there. */
  async followHash() {
    const geoid = HASH.exec(location.hash)?.[1];
    if (!geoid) return this.clear();
    if (geoid === this.#marks.selected) return;
    const before = this.#views.current;
    say(this.#page, "");
    for (const view of this.#views.ofEachSource) {
      this.#turn(view);
      this.#choose(geoid);
      if (await this.#found(geoid)) return;
      if (geoid !== this.#marks.selected) return;
    }
    this.#turn(before);
    this.#choose(geoid);
  }

  /** Show a view and forget the choice if its tracts are others; whether they are. */
  #turn(view) {
    const before = this.#views.source;
    this.#views.show(view);
    if (this.#views.source === before) return false;
    this.clear();
    this.#marks.use(this.#views.source);
    return true;
  }

  /** Return where the chosen tract was pointed at, if that is in sight. */
  #placeInView() {
    const there = this.#place && this.#marks.selected && this.#marks.at(this.#map.project(this.#place));
    return there?.properties.geoid === this.#marks.selected ? this.#place : null;
  }

  #drawn() {
    this.#map.triggerRepaint();
    return this.#map.once("idle");
  }

  /** Bring a tract into view, where need be after a look at the whole state; whether the tracts in view have it. */
  async #found(geoid) {
    if (this.#show(geoid)) return true;
    this.#map.fitBounds(this.#page.bounds, { animate: false });
    await this.#drawn();
    return geoid === this.#marks.selected && this.#show(geoid);
  }

  /** Bring a tract into view; false if no tile that is loaded holds it. */
  #show(geoid) {
    const pieces = this.#marks.pieces(geoid);
    if (!pieces.length) return false;
    this.#announce(pieces[0].properties);
    const points = pieces.flatMap((piece) => piece.geometry.coordinates.flat(Infinity));
    const lons = points.filter((_, i) => i % 2 === 0);
    const lats = points.filter((_, i) => i % 2 === 1);
    const [west, south, east, north] = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
    this.#place = [(west + east) / 2, (south + north) / 2];
    this.#map.fitBounds(pad([west, south, east, north], 0.5), { maxZoom: 12, animate: false });
    return true;
  }

  #choose(geoid) {
    if (geoid === this.#marks.selected) return;
    this.#marks.put("selected", geoid);
    writeAddress(location.search, `#tract=${geoid}`);
    return this.#load(geoid);
  }

  #announce({ name }) {
    say(this.#page, this.#page.strings.selected, { name: tractName(this.#page, name) });
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
