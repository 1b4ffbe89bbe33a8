/** Points in tracts, from the boundaries that a release keeps: see drawings/tract_rings.py. */

const METERS_PER_DEGREE = 111_320;
const DIRECTIONS = 16;

/** Return the geoids of the tracts that hold any point within `meters` of a position, tried around it in rings. */
export function tractsNear({ steps, tracts }, longitude, latitude, meters) {
  const found = new Set();
  for (const share of [0, 0.5, 1]) {
    for (let i = 0; i < (share ? DIRECTIONS : 1); i++) {
      const angle = (2 * Math.PI * i) / DIRECTIONS;
      const north = (share * meters * Math.sin(angle)) / METERS_PER_DEGREE;
      const squeeze = Math.cos((latitude * Math.PI) / 180);
      const east = (share * meters * Math.cos(angle)) / (METERS_PER_DEGREE * squeeze);
      const geoid = tractAt(tracts, (longitude + east) * steps, (latitude + north) * steps);
      if (geoid) found.add(geoid);
    }
  }
  return [...found];
}

function tractAt(tracts, x, y) {
  return Object.keys(tracts).find((geoid) => isInside(tracts[geoid].rings, x, y));
}

/** Whether a point lies in a shape: a line from it eastward crosses its rings, holes too, an odd number of times. */
function isInside(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    const corners = cornersOf(ring);
    let [x1, y1] = corners.at(-1);
    for (const [x2, y2] of corners) {
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
      [x1, y1] = [x2, y2];
    }
  }
  return inside;
}

function cornersOf(ring) {
  const corners = [];
  for (let i = 0, x = 0, y = 0; i < ring.length; i += 2) corners.push([(x += ring[i]), (y += ring[i + 1])]);
  return corners;
}
