"""Scenarios from the command line: the numbers of the pages, with more draws, for a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from fairtown import files
from fairtown.concepts import GROUP_WORDS, FairtownError
from fairtown.formatting import format_estimate, format_points
from fairtown.measures.opportunity.index.by_area import lower_levels
from fairtown.measures.opportunity.index.by_recipe import words_of
from fairtown.measures.opportunity.index.draws import DRAWS, LEAST_DRAWS, SEED
from fairtown.measures.opportunity.index.evaluate import Evaluated
from fairtown.measures.zoning.ozfs.notices import Notice
from fairtown.release.reader import OpenRelease, Row
from fairtown.scenarios import balance as targets
from fairtown.scenarios import building as tries
from fairtown.scenarios.fair_share import shares as shares
from fairtown.scenarios.fair_share.published_need import published_need
from fairtown.scenarios.opportunity import published_index, recipes
from fairtown.scenarios.opportunity.laboratory import Laboratory, changed, is_numbered, table
from fairtown.scenarios.what_if.frames import district_table, outcome_table, town_table, tract_table
from fairtown.scenarios.what_if.indices import HEADLINES, OUTCOMES
from fairtown.scenarios.what_if.plan import Result, WhatIf
from fairtown.vocabulary import CERTAINTY

FORMATS = ("csv", "json")
#: More draws than this take longer than anyone waits, and tell no more.
MOST_DRAWS = 100_000
PERCENT = 100
#: Towns that are named where two methods are compared.
MOVED_SHOWN = 5


@dataclass(frozen=True)
class RunOptions:
    """Options of a run and its output: draws of survey error (0 for none), seed, format, file (None: text)."""

    n: int = DRAWS
    seed: int = SEED
    format: str = "csv"
    out: Path | None = None

    def __post_init__(self) -> None:
        """Validate; raises FairtownError, in one line, naming what is allowed."""
        if self.format not in FORMATS:
            raise FairtownError(
                f"scenario: format {self.format!r} is unknown; there are: {', '.join(FORMATS)}"
            )
        if self.n != 0 and not LEAST_DRAWS <= self.n <= MOST_DRAWS:
            raise FairtownError(
                f"scenario: draws is {self.n}, expected 0 for none, or {LEAST_DRAWS} to {MOST_DRAWS:,}"
            )
        if self.seed < 0:
            raise FairtownError(f"scenario: seed is {self.seed}, expected a whole number ≥ 0")
        if self.out is not None:
            files.check(self.out)

    def write(self, rows: pd.DataFrame) -> str | None:
        """Return the table as text, or write it to `out`, whole or not at all, and return None."""
        text = _text(rows, self.format)
        if self.out is None:
            return text
        files.write(self.out, text)
        return None


def opportunity(
    release: OpenRelease,
    recipe: str,
    options: RunOptions,
    year: int | None = None,
    against: str | None = None,
    correlation: float | None = None,
) -> tuple[str | None, str]:
    """Work out a recipe (a file, or the id of one of ours) and return (the table as text, its summary).

    The table has a row per tract; None where it was written to a file. `against`: another recipe, to see which tracts
    change level. `correlation`: of the errors of household-based indicators, default that of the recipe. Raises
    FairtownError if anything is wrong.
    """
    chosen_recipes = [recipes.read(name) for name in (recipe, against) if name is not None]
    chosen_recipes = [r if year is None else r.for_year(year) for r in chosen_recipes]
    if correlation is not None:
        chosen_recipes[0] = replace(chosen_recipes[0], correlation=correlation)
    laboratory = Laboratory(release, chosen_recipes[0].year)
    bar = tqdm(total=options.n, file=sys.stderr, disable=None, desc="draws", leave=False)
    index = laboratory.work_out(chosen_recipes[0], options.n, options.seed, bar.update)
    bar.close()
    other = laboratory.work_out(chosen_recipes[1].for_year(chosen_recipes[0].year), 0) if against else None
    text = summary(index, laboratory.who_lives_where(index), other)
    if moved := published_index.other_than_published(laboratory):
        text += f"as published, the index of 2014 has another level in {'; '.join(moved)}\n"
    return options.write(table(index, other)), text


def fair_share(
    release: OpenRelease, method: str | None, address: str | None, against: str | None, options: RunOptions
) -> tuple[str | None, str]:
    """Work out a fair share, by one of our methods or an address of the page, and return (table, summary).

    Without either it is the method that the pages of the state begin with.
    The table has a row per town; None where it was written to a file. Raises FairtownError if anything is wrong.
    """
    if method is not None and address is not None:
        raise FairtownError("scenario: give --method or --address, one of them; see `fairtown list methods`")
    usual = release.profile.method
    chosen, other = (
        shares.read_address(address or "", usual) if method is None else (shares.named(method), None)
    )
    if against is not None:
        other = shares.named(against)
    town_figures = shares.FairShare(release)
    allocation = town_figures.work_out(chosen, options.n, options.seed)
    comparison = town_figures.comparison(chosen, other) if other else None
    return options.write(shares.table(allocation, comparison)), _fair_share_summary(allocation, comparison)


def what_if(
    release: OpenRelease, method: str | None, address: str | None, table: str, options: RunOptions
) -> tuple[str | None, str]:
    """Carry out a fair share, by one of our methods or an address of the page, and return (table, summary).

    `table`: outcomes, towns, tracts or districts. Raises FairtownError if anything is wrong.
    """
    if method is not None and address is not None:
        raise FairtownError("scenario: give --method or --address, one of them; see `fairtown list methods`")
    plan = WhatIf(release)
    result = plan.work_out(plan.scenario(f"method={method}" if method else address or ""))
    tables = {
        "outcomes": lambda: outcome_table(result),
        "towns": lambda: town_table(plan, result),
        "tracts": lambda: tract_table(plan, result),
        "districts": lambda: district_table(result),
    }
    return options.write(tables[table]()), _what_if_summary(plan, result)


def _what_if_summary(plan: WhatIf, result: Result) -> str:
    """Return the summary of a scenario, some lines: who moves, what changes, how sure, where it reaches too far."""
    need, moved = plan.world(result.scenario.income).need.sum(), result.moves.households.sum()
    lines = [
        "a scenario, not a forecast: nobody else reacts, prices do not move, levels of places stay",
        f"{need:,.0f} renters in need, {result.homes.sum():,.0f} homes of the plan: {moved:,.0f} households, "
        f"{result.people:,.0f} people move; {result.moves.short.sum():,.0f} homes are left for others",
    ]
    for outcome in HEADLINES:
        at = OUTCOMES.index(outcome)
        after = result.published[at] + result.change[at]
        ends = (format_points(end[at], None) for end in (result.assumed.least, result.assumed.most))
        change = format_points(result.change[at], result.survey.moe[at])
        line = f"  {' '.join(filter(None, outcome)):<34} {result.published[at]:.3f} -> {after:.3f}; change {change}"
        lines.append(f"{line} points, over all assumptions {' to '.join(ends)}")
    if (students := result.students) is not None:
        change = format_points(students.change[0], students.moe[0])
        ends = (format_points(end[0], None) for end in (students.least, students.most))
        lines.append(
            f"  {'H between school districts':<34} {students.before[0]:.3f} -> {students.after[0]:.3f}; change "
            f"{change} points, over all assumptions {' to '.join(ends)}; {students.people:,.0f} students move"
        )
    n = len(result.emptied)
    lines.append(f"{n} tracts would lose over a fifth of their people: there the plan reaches too far")
    return "\n".join(lines) + "\n"


def balance(
    release: OpenRelease,
    base: str,
    percent: float,
    by_year: int,
    new_per_year: float | None,
    options: RunOptions,
) -> tuple[str | None, str]:
    """Work out what a target for the balance of subsidized homes takes, and return (a row per year, summary)."""
    target = targets.worked_out(release, base, percent, by_year, new_per_year)
    start = target.start
    lines = [
        f"{targets.BASES[base]}: {start.in_area:,.0f} of {start.homes:,.0f} in {start.year}; "
        f"{start.new_per_year:,.0f} new homes a year"
    ]
    if target.is_reached:
        lines.append(f"{percent:g}% is reached already, and stays so until {by_year} whatever new homes do")
    elif target.is_out_of_reach:
        when = f"; the earliest year is {target.earliest_year}" if target.earliest_year else ""
        most = f"with all of them there it would be {target.most * PERCENT:.1f}% in {by_year}"
        lines.append(f"{percent:g}% is out of reach by new homes alone: {most}{when}")
    else:
        lines.append(
            f"{target.needed * PERCENT:.1f}% of each year's new homes must go there for {percent:g}% in {by_year}"
        )
    return options.write(targets.table(target)), "\n".join(lines) + "\n"


def building(files: Mapping[str, Path], options: RunOptions) -> tuple[str | None, str]:
    """Try a building on every parcel, and return (a row per parcel and base district, summary)."""
    result = tries.tried(files)
    outcomes = ", ".join(f"{n:,} {word}" for word, n in result.counts.items())
    lines = [f"{result.place}, rules in force on {result.date}: {outcomes}"]
    for district in result.districts:
        counts = ", ".join(f"{n:,} {word}" for word, n in district.counts.items() if n)
        lines.append(f"  {district.abbr:<10} {counts}")
        lines += [
            f"    {c.n:>7,} {c.outcome:<5} {tries.CHECK_WORDS.get(c.check, c.check)}: {tries.REASONS[c.reason]}"
            for c in district.causes
        ]
    lines += [f"note: {tries.NOTICES[n.code]}{_where(n)}" for n in result.evaluation.notices]
    return options.write(result.table()), "\n".join(lines) + "\n"


def _where(notice: Notice) -> str:
    where = ", ".join(filter(None, (notice.district, notice.rule, notice.text)))
    return f" ({where})" if where else ""


def _fair_share_summary(allocation: shares.Shared, comparison: shares.Shared | None) -> str:
    """Return the summary of a fair share, some lines: need, what is shared out, who is exempt or capped."""
    method = allocation.method
    need = shares.NEEDS[method.need].title if method.need in shares.NEEDS else "a need of your own"
    published = published_need(allocation.figures)
    if method.need == published.nearest:
        need += f"; nearest to what others published, {published.low:,.0f} to {published.high:,.0f}"
    lines = [
        f"{method.title}: {allocation.homes.sum():,} of {allocation.need.sum():,.0f} homes shared out ({need})",
        f"{allocation.is_exempt.sum()} towns exempt, {allocation.is_capped.sum()} held at their cap, "
        f"{allocation.unallocated.sum():,.0f} homes that no town can take",
    ]
    lines += _exemptions(allocation)
    for name, homes, left in zip(
        allocation.figures.regions, allocation.need, allocation.unallocated, strict=True
    ):
        lines.append(f"  {name:<76} need {homes:>7,.0f}" + (f", {left:,.0f} left over" if left else ""))
    if comparison is not None:
        lines.append(_moved(allocation, comparison))
    if allocation.is_interval_partial.any() and np.isfinite(allocation.lo90).any():
        lines.append("the intervals leave out figures without a published margin: they are too narrow")
    return "\n".join(lines) + "\n"


def _exemptions(allocation: shares.Shared) -> list[str]:
    """Return a line for each town whose exemption survey error leaves open, or that is exempt because of students."""
    young, moe = (
        allocation.figures.values.get(shares.YOUNG_SHARE),
        allocation.figures.margin(shares.YOUNG_SHARE),
    )
    lines = []
    for i in np.flatnonzero(allocation.is_open | allocation.rests_on_students):
        note = "exempt"
        if allocation.is_open[i]:
            note = f"exempt in {allocation.draws.p_exempt[i] * PERCENT:.0f}% of draws"
            note += (
                f", {allocation.homes_if_not_exempt[i]:,.0f} homes if not" if allocation.is_exempt[i] else ""
            )
        if allocation.rests_on_students[i] and young is not None:
            students = format_estimate(float(young[i]), float(moe[i]), "share")
            note += f"; students: {students} of its poor people are 18 to 24"
        lines.append(f"  {allocation.figures.names[i]}: {note}")
    return lines


def _moved(allocation: shares.Shared, comparison: shares.Shared) -> str:
    """Return which towns move most against another method, on which need, or that none does."""
    usual = shares.named(comparison.method.id)
    need = "" if shares.has_need_of(usual, allocation.method) else " on the same need"
    far = shares.moved(allocation, comparison)
    far = far[far.difference != 0].head(MOVED_SHOWN).rename(columns={"name": "town"})
    if far.empty:
        return f"against {comparison.method.title}{need}, no town's share moves"
    moves = ", ".join(f"{r.town} {r.difference:+,d}" for r in far.itertuples())
    return f"against {comparison.method.title}{need}, these towns move most: {moves}"


def _text(rows: pd.DataFrame, format_: str) -> str:
    if format_ == "csv":
        return rows.to_csv(index=False)
    plain = rows.astype(object).where(rows.notna(), None)
    return json.dumps(plain.to_dict("records"), ensure_ascii=False, indent=1, default=str) + "\n"


def summary(index: Evaluated, people: list[Row], other: Evaluated | None) -> str:
    """Return the summary of a recipe, some lines: levels, how sure, who lives where, which tracts change."""
    recipe, labels = index.recipe, words_of(index.recipe)
    counts = [int((index.levels == i).sum()) for i in range(1, recipe.n_levels + 1)]
    lines = [
        f"{recipe.title}: {int((~np.isnan(index.scores)).sum())} of {len(index.scores)} tracts have a score",
        "levels: " + ", ".join(f"{w} {n}" for w, n in zip(labels, counts, strict=True)),
    ]
    if index.sure is not None:
        sure = [int((index.sure.certainty == i).sum()) for i in range(len(CERTAINTY))]
        certainties = ", ".join(f"{n} {w}" for w, n in zip(reversed(CERTAINTY), reversed(sure), strict=True))
        together = f"errors of household figures correlated by {recipe.correlation:g}"
        lines.append(f"how sure (draws with the level shown; {together}): {certainties}")
    else:
        lines.append("how sure: not known, these figures have no margins or no draws were made")
    if people:
        n = lower_levels(recipe)
        low = f"Levels 1 to {n}" if n > 1 and is_numbered(recipe) else " and ".join(labels[:n])
        lines.append(f"share living in {low} tracts: as mapped; with survey error taken out ± 90% margin")
        lines += [f"  {GROUP_WORDS[p['group']]:<32} {_share(p)}" for p in people]
    if other is not None:
        lines.append(_compared(index, other))
    return "\n".join(lines) + "\n"


def _compared(index: Evaluated, other: Evaluated) -> str:
    """Return how many tracts change level, or why they cannot be compared."""
    name = f"{other.recipe.title}, on the figures of {other.recipe.year}"
    if index.recipe.n_levels != other.recipe.n_levels:
        return f"levels cannot be compared with {name}: {index.recipe.n_levels} here, {other.recipe.n_levels} there"
    return f"{len(changed(index, other))} of {len(index.levels)} tracts change level against {name}"


def _share(row: Row) -> str:
    if row["value"] is None:
        return "not known"
    text = f"{row['value'] * PERCENT:5.1f}%"
    if row["corrected"] is not None and row["moe"] is not None:
        text += f"; {format_estimate(row['corrected'], row['moe'], 'share')}"
    return text
