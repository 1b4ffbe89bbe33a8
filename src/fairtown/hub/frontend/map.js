/** The opportunity map: three views of the state's tracts, on the page the server wrote. */

import { openMap } from "./basemap.js";
import { addControls } from "./controls.js";
import { addKeyboard } from "./keyboard.js";
import { followPointer } from "./marks.js";
import { byId, readMap } from "./page.js";
import { Selection } from "./selection.js";
import { makeStyle } from "./style.js";
import { tractsOf, Views } from "./views.js";

function readPage() {
  const container = byId("map");
  const views = byId("map-views");
  return {
    ...readMap(container),
    tractUrl: container.dataset.tractUrl,
    townUrl: container.dataset.townUrl,
    views,
    view: views.querySelector("input:checked").value,
    viewLinks: byId("map-view-links"),
    panel: byId("map-panel"),
    controls: byId("map-controls"),
    status: byId("map-status"),
    legend: byId("legend"),
    dotLegend: byId("dot-legend"),
    search: byId("map-search"),
    showDots: byId("show-dots"),
    showPatterns: byId("show-patterns"),
    showTowns: byId("show-towns"),
  };
}

const page = readPage();
let selection = null;
page.viewLinks.hidden = true;
openMap(page, makeStyle(page.tilesUrl, tractsOf(page.view), true), (map, towns) => {
  selection = new Selection(map, page, new Views(map, page));
  followPointer(map, selection);
  addControls(map, page, towns);
  addKeyboard(map, selection, page.panel);
}).then(
  () => selection.followHash(),
  () => (page.viewLinks.hidden = false),
);
