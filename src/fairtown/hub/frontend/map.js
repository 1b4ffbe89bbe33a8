/** The opportunity map: three views of the state's tracts, on the page the server wrote. */

import { openMap } from "./basemap.js";
import { addControls } from "./controls.js";
import { addKeyboard } from "./keyboard.js";
import { followPointer } from "./marks.js";
import { byId, readMap } from "./page.js";
import { Selection } from "./selection.js";
import { makeStyle } from "./style.js";
import { Tooltip } from "./tooltip.js";
import { tractsOf, Views } from "./views.js";

/** Return the room that what lies over the map leaves for the state, in pixels on each side. */
const roomAround = () =>
  innerWidth < 960
    ? { top: 124, right: 12, bottom: 24, left: 12 }
    : { top: 76, right: 28, bottom: 28, left: 28 };

function readPage() {
  const container = byId("map");
  const views = byId("map-views");
  return {
    ...readMap(container),
    padding: roomAround(),
    tractUrl: container.dataset.tractUrl,
    townPanelUrl: container.dataset.townPanelUrl,
    peopleUrl: container.dataset.people,
    usualView: container.dataset.usualView,
    views,
    view: views.querySelector("input:checked").value,
    viewLinks: byId("map-view-links"),
    panel: byId("map-place"),
    frame: byId("map-page"),
    controls: byId("map-controls"),
    status: byId("map-status"),
    legend: byId("legend"),
    legendBox: byId("map-legend"),
    dotLegend: byId("dot-legend"),
    search: byId("map-search"),
    sources: document.querySelectorAll("[data-source]"),
    showDots: byId("show-dots"),
    showPatterns: byId("show-patterns"),
    showTowns: byId("show-towns"),
    layersButton: byId("map-layers-button"),
    share: byId("map-share"),
    picture: byId("map-picture"),
    fullScreen: byId("map-full-screen"),
    home: byId("map-home"),
  };
}

const page = readPage();
let selection = null;
page.viewLinks.hidden = true;
page.views.hidden = false;
openMap(page, makeStyle(page.tilesUrl, tractsOf(page.view), true), (map, towns) => {
  selection = new Selection(map, page, new Views(map, page), new Tooltip(map, page), towns);
  followPointer(map, selection);
  addControls(map, page, towns, selection);
  addKeyboard(map, selection, page.panel);
}).then(
  () => selection.followAddress(),
  () => {
    page.viewLinks.hidden = false;
    page.views.hidden = true;
  },
);
