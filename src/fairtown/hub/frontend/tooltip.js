/** What is under the pointer: neighborhood and town, level, how sure it is, who lives there. */

import { filled, tractName } from "./page.js";

const GAP = 14;

function line(className, ...content) {
  const element = document.createElement("span");
  element.className = className;
  element.append(...content);
  return element;
}

export class Tooltip {
  #map;
  #page;
  #box = document.createElement("div");
  #people = {};

  constructor(map, page) {
    this.#map = map;
    this.#page = page;
    this.#box.className = "map-tip";
    this.#box.hidden = true;
    this.#box.setAttribute("aria-hidden", "true");
    map.getContainer().append(this.#box);
    fetch(page.peopleUrl).then((answer) => answer.json()).then((people) => (this.#people = people), () => {});
  }

  /** Show a tract's box beside a point of the screen; without a tract none. */
  show(tract, point) {
    this.#box.hidden = !tract;
    if (!tract) return;
    this.#box.replaceChildren(...this.#lines(tract.properties));
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const { offsetWidth, offsetHeight } = this.#box;
    const left = point.x + GAP + offsetWidth > clientWidth ? point.x - GAP - offsetWidth : point.x + GAP;
    const top = point.y + GAP + offsetHeight > clientHeight ? point.y - GAP - offsetHeight : point.y + GAP;
    this.#box.style.translate = `${Math.max(left, 4)}px ${Math.max(top, 4)}px`;
  }

  #lines({ geoid, name, level, certainty }) {
    const { strings } = this.#page;
    const swatch = line(`swatch l${level ?? 0}`);
    const lines = [
      line("map-tip-name", tractName(this.#page, name)),
      line("", swatch, strings.levels[level - 1] ?? strings.no_level),
    ];
    if (certainty !== undefined) lines.push(line("quiet", strings.sure[certainty]));
    const [people, share] = this.#people[geoid] ?? [];
    if (people) {
      const values = { n: people.toLocaleString("en-US"), share: `${Math.round(100 * share)}%` };
      lines.push(line("quiet", filled(strings.people, values)));
    }
    return lines;
  }
}
