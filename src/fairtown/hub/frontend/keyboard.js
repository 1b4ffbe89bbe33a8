/** The map without a mouse: a crosshair at the centre, Enter chooses, Escape lets go. */

const KEYED = "is-keyed";

/**
 * Let the keyboard choose tracts; MapLibre itself pans by arrows and zooms by + and -.
 *
 * `chooser` has hoverAt(point), selectAt(point) and clear(); `panel` is where it tells of the choice, if anywhere.
 */
export function addKeyboard(map, chooser, panel = null) {
  const container = map.getContainer();
  const canvas = map.getCanvas();
  const crosshair = document.createElement("div");
  crosshair.className = "map-crosshair";
  crosshair.setAttribute("aria-hidden", "true");
  container.append(crosshair);

  const isKeyed = () => container.classList.contains(KEYED);
  const centre = () => map.project(map.getCenter());
  const setKeyed = (keyed) => {
    if (keyed === isKeyed()) return;
    container.classList.toggle(KEYED, keyed);
    chooser.hoverAt(keyed ? centre() : null);
  };

  canvas.addEventListener("focus", () => setKeyed(canvas.matches(":focus-visible")));
  canvas.addEventListener("blur", () => setKeyed(false));
  canvas.addEventListener("pointerdown", () => setKeyed(false));
  canvas.addEventListener("keydown", (event) => {
    if (["Escape", "Tab", "Shift"].includes(event.key)) return;
    setKeyed(true);
    if (event.key === "Enter") chooser.selectAt(centre());
  });
  map.on("moveend", () => isKeyed() && chooser.hoverAt(centre()));

  const letGo = (event) => {
    if (event.key !== "Escape") return;
    chooser.clear();
    if (panel?.contains(event.target)) canvas.focus();
  };
  container.addEventListener("keydown", letGo);
  panel?.addEventListener("keydown", letGo);
}
