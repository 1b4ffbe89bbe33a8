"""Shares of land by what may be built there, from a zoning atlas's table or layer: a table and its summary.

The file is read and answered; nothing of it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.data.zoning_atlases import connecticut, national
from fairtown.data.zoning_atlases.record import HOMES, Origin, Zoning
from fairtown.measures.zoning.lot_sizes import ACRE, BUILDERS_ACRE, Needing, needing
from fairtown.measures.zoning.shares import BASES, in_base, one_family, tabulate_zoning

#: How the columns of a file are called.
COLUMNS = {
    "national": "the columns of the National Zoning Atlas",
    "connecticut": "the short codes of the Connecticut Zoning Atlas: Z, T, Ty, 1F …",
}
#: What shares can be grouped by.
BY = ("region", "county", "jurisdiction", "district", "kind")
PERCENT = 100
#: Lines on land where one family is the only one; see `shares.ONE_FAMILY`.
ONE_FAMILY_WORDS = {
    "only": "one-family homes and no other",
    "as_of_right_only": "one family as of right only",
    "marked_only": "marked as detached homes only",
}
#: Shares below this would be rounded to nothing.
LEAST_TOLD = 0.0005
NOT_TOLD = "as the file has it: what was taken out of it is not told"


@dataclass(frozen=True)
class ShareRequest:
    """What to read and tabulate: the file's columns, the places that shares are given by, the base, the land."""

    columns: str = "national"
    by: tuple[str, ...] = ("jurisdiction",)
    base: str = "all"
    acres: str = ""
    land: str = NOT_TOLD
    source: str = ""
    date: str = ""

    def __post_init__(self) -> None:
        """Validate; raises FairtownError, in one line, naming what is allowed."""
        if self.columns not in COLUMNS:
            raise FairtownError(
                f"zoning: columns {self.columns!r} are unknown; there are: {', '.join(COLUMNS)}"
            )
        if strange := [name for name in self.by if name not in BY]:
            raise FairtownError(f"zoning: by {strange[0]!r} is unknown; there are: {', '.join(BY)}, or none")
        if len(set(self.by)) != len(self.by):
            raise FairtownError(f"zoning: by {','.join(self.by)} names one twice; name each once")
        if self.base not in BASES:
            raise FairtownError(f"zoning: base {self.base!r} is unknown; there are: {', '.join(BASES)}")
        if self.acres and self.columns == "connecticut":
            raise FairtownError("zoning: that atlas has one column of land, MA; leave --acres out")


def read(file: Path, request: ShareRequest) -> Zoning:
    """Return the zoning of a file; raises FairtownError, in one line, for the first thing that is wrong in it."""
    origin = Origin(request.source or file.name, "", "", request.land, request.date)
    if request.columns == "connecticut":
        return connecticut.read(file, origin)
    return national.read(file, origin, acres=request.acres)


def shares(zoning: Zoning, request: ShareRequest) -> pd.DataFrame:
    """Return a row per place and kind of home: acres and shares as of right, limited, by hearing, not, unknown.

    The rows of one-family homes also have the shares of land where one family is the only one (`one_family`).
    """
    rows = tabulate_zoning(zoning, request.by, request.base)
    if rows.empty:
        raise FairtownError(
            f"zoning: {zoning.name} has no district of base {request.base}; there are: {', '.join(BASES)}"
        )
    only = one_family(zoning.districts, request.by, request.base).assign(homes="f1")
    return rows.merge(only, how="left", on=[*request.by, "homes"])


def summary(zoning: Zoning, request: ShareRequest) -> str:
    """Return a summary of the whole file, some lines, with its notes."""
    whole = tabulate_zoning(zoning, (), request.base).set_index("homes")
    first = whole.iloc[0]
    n = zoning.districts.jurisdiction.nunique()
    lines = [
        f"{zoning.name}: {first.districts:,} districts of {n:,} {'place' if n == 1 else 'places'}, "
        f"{first.acres:,.0f} acres ({BASES[request.base][1]}); land: {zoning.origin.land}"
    ]
    if first.districts_without_acres:
        lines.append(f"without an area, in no sum: {first.districts_without_acres:,} districts")
    lines += [f"  {HOMES[home]:<32} {_parts(row)}" for home, row in whole.iterrows()]
    lines += [*_one_family(zoning, request), *_lots(zoning)]
    lines += [f"note: {note}" for note in zoning.notes]
    return "\n".join(lines) + "\n"


def _parts(row: pd.Series) -> str:
    labels = {
        "allowed": "as of right", "limited": "for some only", "hearing": "after a hearing", "prohibited": "not allowed",
        "silent": "not mentioned", "unknown": "unknown",
    }  # fmt: skip
    parts = [f"{_percent(row[f'share_{p}'])} {w}" for p, w in labels.items() if row[f"acres_{p}"] > 0]
    return ", ".join(parts) or "no land"


def _one_family(zoning: Zoning, request: ShareRequest) -> list[str]:
    """Return the shares of land where one family is the only one, in each sense that the file can tell."""
    found = one_family(zoning.districts, (), request.base)
    if found.empty:
        return [f"  {label:<32} no land" for label in list(ONE_FAMILY_WORDS.values())[:1]]
    (row,) = found.to_dict("records")
    lines = []
    for sense, label in ONE_FAMILY_WORDS.items():
        share, unknown = (row[f"share_one_family_{sense}{end}"] for end in ("", "_unknown"))
        if share == share:
            more = f", {_percent(unknown)} unknown" if unknown else ""
            lines.append(f"  {label:<32} {_percent(share)}{more}")
    return lines


def _lots(zoning: Zoning) -> list[str]:
    """Return how much of the land for one-family homes needs an acre for each; nothing where no rule on it was read."""
    rows = zoning.districts
    low, high, form = zoning.limits("min_lot", "f1")
    homes = in_base(rows.kind, rows.overlay, "residential") & rows.acres.notna().to_numpy()
    homes &= rows.treat_f1.isin(["allowed", "hearing"]).to_numpy()
    if not (form[homes] != "").any():
        return []
    lots = {
        label: needing(rows.acres[homes], low[homes], high[homes], form[homes], line)
        for label, line in (("an acre or more", ACRE), ("40,000 square feet or more", BUILDERS_ACRE))
    }
    lines = [f"least lot of a one-family home, of {BASES['residential'][1]} that allows it:"]
    return lines + [f"  {label:<32} {_between(lot)}" for label, lot in lots.items()]


def _between(lots: Needing) -> str:
    if lots.surely == lots.at_most:
        return _percent(lots.surely)
    shares = f"{_percent(lots.surely)} surely, {_percent(lots.at_most)} at most"
    return f"{shares}: rules with conditions may or may not ask for it"


def _percent(share: float) -> str:
    """Return a share in percent; a share above 0 is never shown as 0."""
    return "under 0.1%" if 0 < share < LEAST_TOLD else f"{share * PERCENT:.1f}%"
