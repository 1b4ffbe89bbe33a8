/** The laboratory's map: tracts shaded by the levels of the answer on the page, or by how sure they are. */

import { Marks } from "./marks.js";
import { filled, say, tractName } from "./page.js";
import { byCertainty, byLevel, fillOf } from "./style.js";

const LEVEL = ["feature-state", "level"];
export const NO_LEVELS = byLevel(LEVEL);
const BY_CERTAINTY = byCertainty(["feature-state", "certainty"], 1);

export class LabMap {
  #map;
  #page;
  #geoids;
  #at;
  #marks;
  #answer = null;
  #painted = { level: "", certainty: "" };
  #names = { hover: null, selected: null };

  /** `geoids`: the tracts in the order of an answer's digits. */
  constructor(map, page, geoids) {
    this.#map = map;
    this.#page = page;
    this.#geoids = geoids;
    this.#at = new Map(geoids.map((geoid, i) => [geoid, i]));
    this.#marks = new Marks(map, page.source);
    page.controls.addEventListener("change", () => this.#shade());
  }

  /** Shade the tracts as an answer says. */
  paint(answer) {
    this.#answer = answer;
    this.#put("level", answer.levels);
    // until the survey is drawn anew the old certainty stands
    if (!answer.isPending) this.#put("certainty", answer.certainty);
    const { byLevel: levels, bySure } = this.#page;
    const canBeSure = Boolean(answer.certainty) || (answer.isPending && bySure.checked);
    if (!canBeSure && bySure.checked) levels.checked = true;
    bySure.disabled = !canBeSure;
    this.#page.legend.replaceChildren(...answer.words.map((word, i) => entry(`l${answer.shades[i]}`, word)));
    this.#page.legend.append(entry("l0", this.#page.strings.no_level));
    this.#shade();
    this.#tell();
  }

  /** Outline and tell of the tract at a point of the screen; null of none. */
  hoverAt(point) {
    this.#names.hover = this.#marks.hover(point)?.properties ?? null;
    this.#tell();
  }

  /** Choose the tract at a point of the screen, if there is one: it is told of after each change. */
  selectAt(point) {
    const tract = this.#marks.at(point)?.properties ?? null;
    this.#marks.put("selected", tract?.geoid ?? null);
    this.#names.selected = tract;
    this.#tell();
  }

  /** Choose no tract. */
  clear() {
    this.#marks.put("selected", null);
    this.#names.selected = null;
    this.#tell();
  }

  #put(name, digits) {
    const before = this.#painted[name];
    const { source } = this.#page;
    this.#geoids.forEach((id, i) => {
      if (digits[i] === before[i]) return;
      this.#map.setFeatureState({ source, sourceLayer: source, id }, { [name]: Number(digits[i] ?? 0) });
    });
    this.#painted[name] = digits;
  }

  #shade() {
    const { source, bySure, legend, sureLegend, container } = this.#page;
    const isSure = bySure.checked;
    const color = isSure ? BY_CERTAINTY : byLevel(LEVEL, this.#answer.shades);
    this.#map.setPaintProperty(fillOf(source), "fill-color", color);
    legend.hidden = isSure;
    sureLegend.hidden = !isSure;
    container.classList.toggle("is-pending", isSure && this.#answer.isPending);
  }

  /** Say the tract pointed at, or else the chosen one and what changed. */
  #tell() {
    const { hover, selected } = this.#names;
    if (hover) return say(this.#page, this.#told(hover));
    say(this.#page, [selected && this.#told(selected), this.#answer?.status].filter(Boolean).join(" "));
  }

  #told({ geoid, name }) {
    const { strings } = this.#page;
    const i = this.#at.get(geoid);
    const level = this.#answer.words[this.#answer.levels[i] - 1] ?? strings.no_level;
    const sure = strings.certainty[this.#answer.certainty[i] - 1];
    const values = { name: tractName(this.#page, name), level, sure };
    return filled(sure ? strings.tract_sure : strings.tract_level, values);
  }
}

function entry(shade, word) {
  const item = document.createElement("li");
  const swatch = document.createElement("i");
  swatch.className = `swatch ${shade}`;
  swatch.setAttribute("aria-hidden", "true");
  item.append(swatch, word);
  return item;
}
