/** Says on a place's page what the search was asked for, where that is another name of the place. */

import { byId, filled } from "./page.js";

const LONGEST = 60;
const note = byId("search-note");
const typed = new URLSearchParams(location.hash.slice(1)).get("found");
if (note && typed) {
  note.textContent = filled(note.dataset.text, { text: typed.slice(0, LONGEST) });
  note.hidden = false;
  // whoever passes the address on searched for nothing
  history.replaceState(null, "", location.pathname + location.search);
}
