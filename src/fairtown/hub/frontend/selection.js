/** Which place is chosen and shown in the panel: a tract or a town; the choice stands in the address. */

import { readHash, readPosition, readView, writeHash } from "./address.js";
import { Marks } from "./marks.js";
import { pad, say, tractName } from "./page.js";
import { outlineTown } from "./style.js";

/** On a phone the panel lies below the map: after a choice its top is brought to this height. */
const PEEK = 0.75;

export class Selection {
  #map;
  #page;
  #views;
  #tooltip;
  #towns;
  #marks;
  #place = null;
  #town = null;
  #emptyPanel;
  #request = new AbortController();

  constructor(map, page, views, tooltip, towns) {
    this.#map = map;
    this.#page = page;
    this.#views = views;
    this.#tooltip = tooltip;
    this.#towns = towns;
    this.#marks = new Marks(map, views.source);
    this.#emptyPanel = page.panel.innerHTML;
    page.views.addEventListener("change", (event) => this.turnTo(event.target.value));
    addEventListener("popstate", () => this.#followHistory());
  }

  /** Outline and name the tract at a point of the screen; null outlines none. */
  hoverAt(point) {
    this.#tooltip.show(this.#marks.hover(point), point);
  }

  /** Choose the tract at a point of the screen, if there is one. */
  async selectAt(point) {
    const tract = this.#marks.at(point);
    if (!tract) return;
    this.#place = this.#map.unproject(point);
    this.#announce(tract.properties);
    await this.#choose(tract.properties.geoid, true);
    this.#peek();
  }

  /** Choose a town and bring it into view, at once or by `motion`; a town that is not known is left alone. */
  async selectTown(slug, motion, isNew = false) {
    const town = this.#towns.find((one) => one.slug === slug);
    if (!town) return;
    this.#marks.put("selected", null);
    this.#place = null;
    this.#town = slug;
    outlineTown(this.#map, slug);
    // before the map moves: without motion it moves at once, and its position belongs to the new entry of the history
    writeHash({ town: slug, tract: null }, isNew);
    this.#map.fitBounds(town.bounds, { padding: 48, maxZoom: 13, ...motion });
    say(this.#page, this.#page.strings.selected, town);
    await this.#load(this.#page.townPanelUrl.replace("{slug}", slug));
  }

  /** Choose no place. */
  clear() {
    if (!this.#marks.selected && !this.#town) return;
    this.#forget();
    writeHash({ tract: null, town: null });
    say(this.#page, "");
  }

  /** Show a view; tracts of another census have other codes and lines, so that what lies at the same place is chosen. */
  async turnTo(view) {
    const place = this.#placeInView();
    if (!this.#turn(view, true) || !place) return;
    await this.#drawn();
    const tract = this.#views.current === view && this.#marks.at(this.#map.project(place));
    if (!tract || this.#marks.selected) return;
    this.#announce(tract.properties);
    this.#choose(tract.properties.geoid);
  }

  /** Show what the address names: view, layers, place, and where the map stood; call once tiles are there. */
  async followAddress() {
    const { tract, town, at } = readHash();
    this.#views.followLayers();
    const view = readView(this.#page.usualView);
    if (this.#page.views.querySelector(`input[value="${CSS.escape(view)}"]`)) this.#turn(view);
    const position = readPosition({ at });
    if (tract) await this.#followTract(tract, position);
    else if (town) this.selectTown(town, { animate: false });
    else this.clear();
    if (position) this.#map.jumpTo(position);
  }

  /** Show what "back" or "forward" leads to; the whole state has no word in the address. */
  async #followHistory() {
    const { tract, town, at } = readHash();
    await this.followAddress();
    if (!tract && !town && !at) this.#map.fitBounds(this.#page.bounds, { padding: this.#page.padding, animate: false });
  }

  /** Choose a tract of either census, and bring it into view unless the address says where the map stood. */
  async #followTract(geoid, position) {
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
    this.#forget();
    writeHash({ tract: null });
    say(this.#page, this.#page.strings.no_tract, { geoid });
    if (!position) this.#map.fitBounds(this.#page.bounds, { animate: false });
  }

  #forget() {
    this.#request.abort();
    this.#marks.put("selected", null);
    this.#town = null;
    outlineTown(this.#map, null);
    this.#page.panel.innerHTML = this.#emptyPanel;
    this.#page.panel.removeAttribute("aria-busy");
  }

  /** Show a view and forget a chosen tract if its tracts are others; whether they are. */
  #turn(view, isNew = false) {
    const before = this.#views.source;
    this.#views.show(view, isNew);
    if (this.#views.source === before) return false;
    if (this.#marks.selected) this.clear();
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

  #choose(geoid, isNew = false) {
    if (geoid === this.#marks.selected) return;
    this.#town = null;
    outlineTown(this.#map, null);
    this.#marks.put("selected", geoid);
    writeHash({ tract: geoid, town: null }, isNew);
    return this.#load(this.#page.tractUrl.replace("{geoid}", geoid));
  }

  #announce({ name }) {
    say(this.#page, this.#page.strings.selected, { name: tractName(this.#page, name) });
  }

  async #load(url) {
    const { panel, strings } = this.#page;
    this.#request.abort();
    const { signal } = (this.#request = new AbortController());
    panel.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal });
      if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
      panel.innerHTML = await answer.text();
      panel.scrollTop = 0;
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
