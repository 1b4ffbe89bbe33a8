/** Patterns laid over the shades of levels 2 to 4, as in drawings/svg_map.py; 1 and 5 stay plain. No data is hatched. */

const SIZE = 8;
const DARK = "#17211d";
const LIGHT = "#f1d68a";

function dot(pen) {
  pen.fillStyle = DARK;
  pen.arc(SIZE / 2, SIZE / 2, 1.1, 0, 2 * Math.PI);
  pen.fill();
}

// Each line is drawn in the neighbouring squares too, so that corners meet when the image repeats.
function strokes(pen, colour, slopes) {
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  for (const slope of slopes) {
    for (const shift of [-SIZE, 0, SIZE]) {
      const top = slope > 0 ? shift : shift + SIZE;
      pen.moveTo(top - slope * SIZE, -SIZE);
      pen.lineTo(top + slope * 2 * SIZE, 2 * SIZE);
    }
  }
  pen.stroke();
}

function hatching(pen) {
  pen.fillStyle = "#f4f3f0";
  pen.fillRect(0, 0, SIZE, SIZE);
  strokes(pen, "#8c9196", [-1]);
}

const DRAWINGS = {
  "pattern-none": hatching,
  "pattern-2": dot,
  "pattern-3": (pen) => strokes(pen, DARK, [-1]),
  "pattern-4": (pen) => strokes(pen, LIGHT, [-1, 1]),
};

/** Return {data, ratio} of the pattern called `id`, or null if there is none. */
export function drawPattern(id) {
  const draw = DRAWINGS[id];
  if (!draw) return null;
  const ratio = Math.ceil(devicePixelRatio);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * ratio;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  pen.beginPath();
  draw(pen);
  return { data: pen.getImageData(0, 0, canvas.width, canvas.height), ratio };
}
