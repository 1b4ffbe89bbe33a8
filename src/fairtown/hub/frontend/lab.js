/** The laboratory: each change of the form is answered at once, on the map, in the table and in the address. */

import { makeAsk, readAnswer } from "./answer.js";
import { openMap } from "./basemap.js";
import { followForm } from "./form.js";
import { addKeyboard } from "./keyboard.js";
import { LabMap, NO_LEVELS } from "./lab-map.js";
import { followPointer } from "./marks.js";
import { byId, readMap, say, writeAddress } from "./page.js";
import { makeStyle } from "./style.js";

function readPage() {
  const container = byId("lab-map");
  const form = byId("lab-form");
  return {
    ...readMap(container),
    // the choice of shading lies over the map's upper corner
    padding: { top: 60, right: 12, bottom: 12, left: 12 },
    source: container.dataset.source,
    tractsUrl: container.dataset.tracts,
    form,
    answerUrl: form.dataset.answer,
    answer: byId("lab-answer"),
    error: byId("lab-error"),
    frame: container.closest(".map-frame"),
    controls: byId("lab-shading"),
    byLevel: byId("lab-by-level"),
    bySure: byId("lab-by-sure"),
    status: byId("lab-status"),
    legend: byId("lab-legend"),
    sureLegend: byId("lab-sure-legend"),
    starts: byId("lab-starts"),
  };
}

async function fetchTracts(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${response.url}`);
  return response.json();
}

const page = readPage();
let labMap = null;
let answer = readAnswer(page);

function show(newer) {
  answer = newer;
  if (labMap) labMap.paint(answer);
  else say(page, answer.status);
  // fetched where it is seen: on paper, or where the map cannot run
  const drawing = page.fallback.querySelector("img");
  drawing.loading = "lazy";
  const { drawing: address, frame } = page.fallback.dataset;
  drawing.src = `${address}?${answer.address}${frame}`;
  for (const link of page.starts.querySelectorAll("a")) {
    if (link.dataset.id === answer.same) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

if (location.search && !page.error.hasChildNodes()) writeAddress(`?${answer.address}`, "");
followForm(page.form, makeAsk(page, show));

const tractsFetch = fetchTracts(page.tractsUrl);
tractsFetch.catch(() => {});
const tracts = [{ source: page.source, color: NO_LEVELS, isShown: true }];
openMap(page, makeStyle(page.tilesUrl, tracts, false), async (map) => {
  labMap = new LabMap(map, page, await tractsFetch);
  followPointer(map, labMap);
  addKeyboard(map, labMap);
  labMap.paint(answer);
  page.controls.hidden = false;
}).catch(() => (labMap = null));
