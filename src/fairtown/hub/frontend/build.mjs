/** Write the bundles of pages, what they share, MapLibre's worker and style sheet, and the fonts to static/built/. */

import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "built");
const { resolve } = createRequire(import.meta.url);
const maplibre = join(dirname(resolve("maplibre-gl/package.json")), "dist");

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

await build({
  entryPoints: ["site.js", "map.js", "lab.js", "scenario.js", "locate.js", "note.js", "speech.js", "help.js"].map((name) => join(here, name)),
  outdir: out,
  splitting: true,
  chunkNames: "shared-[hash]",
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "eof",
  logLevel: "warning",
});

// Django's manifest storage refuses a file that names a source map which is not served.
for (const name of ["maplibre-gl-worker.mjs", "maplibre-gl.css"]) {
  const text = await readFile(join(maplibre, name), "utf8");
  await writeFile(join(out, name), text.replace(/^(\/\/|\/\*)# sourceMappingURL=.*$/m, ""));
}

// Titles are of one weight, which weighs less than a font of all.
for (const [family, source, style] of [
  ["public-sans", "@fontsource-variable/public-sans", "wght-normal"],
  ["source-serif-4", "@fontsource/source-serif-4", "600-normal"],
]) {
  const folder = dirname(resolve(`${source}/package.json`));
  await copyFile(join(folder, "files", `${family}-latin-${style}.woff2`), join(out, `${family}.woff2`));
}

// Programs that draw pictures and print read no woff2.
for (const [family, name, weights] of [
  ["public-sans", "PublicSans", [[400, "400Regular"], [600, "600SemiBold"], [700, "700Bold"]]],
  ["source-serif-4", "SourceSerif4", [[600, "600SemiBold"]]],
]) {
  const ttf = dirname(resolve(`@expo-google-fonts/${family}/package.json`));
  for (const [weight, folder] of weights) {
    await copyFile(join(ttf, folder, `${name}_${folder}.ttf`), join(out, `${family}-${weight}.ttf`));
  }
}
