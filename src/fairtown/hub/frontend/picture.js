/** The map as a picture to keep: the canvas, with title, legend and source below it. */

const MARGIN = 16;
const LINE = 22;
const INK = "#17211d";
const QUIET = "#4c5853";

/** Return a copy of the map's canvas, which is only there while it is drawn. */
function snapshot(map) {
  return new Promise((resolve) => {
    map.once("render", () => {
      const copy = document.createElement("canvas");
      const { width, height } = map.getCanvas();
      Object.assign(copy, { width, height });
      copy.getContext("2d").drawImage(map.getCanvas(), 0, 0);
      resolve(copy);
    });
    map.triggerRepaint();
  });
}

/** Return [color, words] of each line of the legend that is shown; without a color: hatched. */
const legendOf = (box) =>
  [...box.querySelectorAll("li")]
    .filter((item) => item.offsetParent !== null)
    .map((item) => {
      const color = getComputedStyle(item.querySelector(".swatch")).backgroundColor;
      return [color === "rgba(0, 0, 0, 0)" ? null : color, item.textContent.trim()];
    });

function drawSwatch(pen, color, x, y) {
  pen.fillStyle = color ?? "#f4f3f0";
  pen.fillRect(x, y, 20, 14);
  pen.strokeStyle = color ? "#5b6762" : "#8c9196";
  pen.strokeRect(x, y, 20, 14);
  if (color) return;
  pen.beginPath();
  for (const from of [0, 6, 12]) {
    pen.moveTo(x + from, y + 14);
    pen.lineTo(x + Math.min(from + 14, 20), y + Math.max(0, from - 6));
  }
  pen.stroke();
}

/** Break words into lines no wider than `width`. */
function wrapped(pen, text, width) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (lines.at(-1) && pen.measureText(longer).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** Draw title, legend and source from `top` on, and return how far down they reach. */
function drawFoot(pen, page, family, width, top) {
  let y = top + LINE;
  const write = (text, font, color) => {
    pen.font = `${font} ${family}`;
    pen.fillStyle = color;
    for (const line of wrapped(pen, text, width - 2 * MARGIN)) {
      pen.fillText(line, MARGIN, y);
      y += LINE;
    }
  };
  write(page.views.querySelector("input:checked").dataset.title, "600 17px", INK);
  let x = MARGIN;
  pen.font = `400 14px ${family}`;
  for (const [color, words] of legendOf(page.legendBox)) {
    const wide = 28 + pen.measureText(words).width + 18;
    if (x > MARGIN && x + wide > width - MARGIN) [x, y] = [MARGIN, y + LINE];
    drawSwatch(pen, color, x, y - 12);
    pen.fillStyle = INK;
    pen.fillText(words, x + 28, y);
    x += wide;
  }
  y += LINE;
  if (!page.dotLegend.closest("p").hidden) write(page.dotLegend.textContent, "400 14px", INK);
  write([...page.sources].find((line) => !line.hidden)?.dataset.source ?? "", "400 13px", QUIET);
  write(location.href, "400 13px", QUIET);
  return y - LINE / 2;
}

/** Save the map as it stands as a PNG. */
export async function savePicture(map, page) {
  const shot = await snapshot(map);
  const ratio = shot.width / map.getContainer().clientWidth;
  const [width, height] = [shot.width / ratio, shot.height / ratio];
  const family = getComputedStyle(page.container).fontFamily;
  const canvas = document.createElement("canvas");
  // drawn once to know how tall it is, then on a canvas of that size
  const tall = drawFoot(canvas.getContext("2d"), page, family, width, height);
  Object.assign(canvas, { width: shot.width, height: Math.ceil(tall * ratio) });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(shot, 0, 0);
  pen.scale(ratio, ratio);
  drawFoot(pen, page, family, width, height);
  const file = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `fairtown-${page.views.querySelector("input:checked").value}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
