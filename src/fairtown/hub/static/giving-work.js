// Finds, for each puzzle, the first number whose hash with the form's token begins with so many bits of zero.

const BATCH = 64;
const encoder = new TextEncoder();

async function isSolved(text, bits) {
  const digest = new DataView(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
  return digest.getUint32(0) >>> (32 - bits) === 0;
}

async function answer(token, puzzle, bits) {
  for (let first = 0; ; first += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_none, i) => first + i);
    const found = await Promise.all(numbers.map((n) => isSolved(`${token}:${puzzle}:${n}`, bits)));
    const at = found.indexOf(true);
    if (at >= 0) return first + at;
  }
}

addEventListener("message", async ({ data: { token, puzzles, bits } }) => {
  const answers = [];
  for (let puzzle = 0; puzzle < puzzles; puzzle += 1) answers.push(await answer(token, puzzle, bits));
  postMessage(answers.join("."));
});
