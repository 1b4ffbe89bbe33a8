"""Shares of land by what may be built there: as of right, after a hearing, not at all, or unknown.

Acres are added up as fractions, without rounding: the parts of a sum make exactly the sum. Overlays lie on top of other
districts and are left out. Unknown is told apart, never counted as prohibited. A kind of home that is allowed for older
people only, or as affordable homes only, is told as `limited`.
Method: National Zoning Atlas; the base of each share is named with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError
from fairtown.data.zoning_atlases.record import HOMES, TREATMENTS, Zoning

Mask = NDArray[np.bool_]
#: What a share is a share of: the kinds of districts that count, and words for it.
BASES: dict[str, tuple[tuple[str, ...], str]] = {
    "all": (("residential", "mixed", "nonresidential", "unknown"), "all zoned land"),
    "residential": (("residential", "mixed"), "land where homes are the main use, or one among others"),
    "primarily_residential": (("residential",), "land mainly for homes"),
}
#: Bits of a double-precision number before its power of two.
MANTISSA_BITS = 53
YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True)
class Acres:
    """Land by treatment, as exact fractions of acres."""

    allowed: Fraction
    limited: Fraction
    hearing: Fraction
    prohibited: Fraction
    silent: Fraction
    unknown: Fraction

    @cached_property
    def total(self) -> Fraction:
        """All of the land."""
        return sum((getattr(self, f.name) for f in fields(self)), Fraction(0))

    def share(self, part: str) -> float:
        """Return the share of a part, NaN where there is no land."""
        return float(getattr(self, part) / self.total) if self.total else float("nan")


PARTS = tuple(f.name for f in fields(Acres))


def exact_sum(acres: ArrayLike) -> Fraction:
    """Return a sum without rounding; the order does not matter. Raises FairtownError on an unknown area."""
    values = np.asarray(acres, float)
    if not np.isfinite(values).all():
        raise FairtownError("exact_sum: an area is unknown; leave the district out and say so")
    if not values.size:
        return Fraction(0)
    # whole numbers times powers of two: as fractions one by one, but added as whole numbers
    mantissa, exponent = np.frexp(values)
    whole = np.ldexp(mantissa, MANTISSA_BITS).astype(np.int64).tolist()
    least = int(exponent.min())
    total = sum(number << shift for number, shift in zip(whole, (exponent - least).tolist(), strict=True))
    return Fraction(total) * Fraction(2) ** (least - MANTISSA_BITS)


def tally(acres: ArrayLike, treatment: ArrayLike, limited: ArrayLike | None = None) -> Acres:
    """Return land by treatment from districts of known area, shape (districts,).

    `limited`: True where the homes are only for older people or only affordable ones; such land is not as of right for
    all. Raises FairtownError on an unknown treatment word, an unknown area, or unequal shapes.
    """
    land, treated = np.asarray(acres, float), np.asarray(treatment, object)
    is_limited = np.zeros(land.shape, bool) if limited is None else np.asarray(limited, bool)
    if not land.shape == treated.shape == is_limited.shape:
        raise FairtownError(
            f"tally: acres, treatment and limited have shapes {land.shape}, {treated.shape} and {is_limited.shape}; "
            "give one of each per district"
        )
    if strange := sorted(set(treated.tolist()) - set(TREATMENTS)):
        raise FairtownError(
            f"tally: treatment {strange[0]!r} is none of {', '.join(TREATMENTS)}; mend the record"
        )
    lawful = np.isin(treated.astype(str), ["allowed", "hearing"])
    return Acres(
        limited=exact_sum(land[lawful & is_limited]),
        **{
            word: exact_sum(land[(treated == word) & ~(lawful & is_limited)])
            for word in PARTS
            if word != "limited"
        },
    )


def in_base(kind: ArrayLike, overlay: ArrayLike, base: str) -> Mask:
    """Return which districts a base counts: base districts of its kinds. Raises FairtownError on an unknown base.

    `overlay`: True, False or missing; a district not known to be an overlay counts.
    """
    if base not in BASES:
        raise FairtownError(f"shares: base {base!r} is unknown; there are: {', '.join(BASES)}")
    on_top = pd.array(np.asarray(overlay, object), dtype="boolean").fillna(False).to_numpy(bool)
    return np.isin(np.asarray(kind, str), BASES[base][0]) & ~on_top


def limited_to_some(districts: pd.DataFrame, homes: str) -> Mask:
    """Return where a kind of home is only for older people or only affordable; unknown limits count as none."""
    return np.logical_or.reduce(
        [
            districts[f"{limit}_{homes}"].fillna(False).to_numpy(bool)
            for limit in ("elderly_only", "affordable_only")
        ]
    )


def single_family_only(treatments: Mapping[str, ArrayLike]) -> NDArray[np.object_]:
    """Return yes, no or unknown: whether one-family homes are allowed and no other kind is, even after a hearing.

    `treatments`: arrays of treatment words by f1, f2, f3 and f4plus. A kind on which the rules are silent or unread
    makes it unknown, unless another kind settles it.
    """
    one = np.asarray(treatments["f1"], str)
    others = np.stack([np.asarray(treatments[h], str) for h in ("f2", "f3", "f4plus")])
    lawful = ("allowed", "hearing")
    no = np.isin(others, lawful).any(axis=0) | (one == "prohibited")
    yes = np.isin(one, lawful) & (others == "prohibited").all(axis=0)
    return np.where(no, NO, np.where(yes, YES, UNKNOWN)).astype(object)


def single_family_as_of_right_only(treatments: Mapping[str, ArrayLike]) -> NDArray[np.object_]:
    """Return yes, no or unknown: whether a one-family home is the only one that is allowed as of right.

    Others may be allowed after a hearing. `treatments` as in `single_family_only`; a kind on which the rules are silent
    or unread makes it unknown, unless another kind settles it.
    """
    one = np.asarray(treatments["f1"], str)
    others = np.stack([np.asarray(treatments[h], str) for h in ("f2", "f3", "f4plus")])
    no = (others == "allowed").any(axis=0) | np.isin(one, ("hearing", "prohibited"))
    yes = (one == "allowed") & np.isin(others, ("hearing", "prohibited")).all(axis=0)
    return np.where(no, NO, np.where(yes, YES, UNKNOWN)).astype(object)


def _marked_only(districts: pd.DataFrame) -> NDArray[np.object_]:
    """Return yes, no or unknown: whether the file itself marks a district as for detached one-family homes only."""
    mark = districts.single_family_only
    return np.where(mark.isna(), UNKNOWN, np.where(mark.fillna(False).astype(bool), YES, NO)).astype(object)


#: What "one family only" can mean, narrowest first, with its words.
ONE_FAMILY: dict[str, str] = {
    "only": "one-family homes and no other, not even after a hearing",
    "as_of_right_only": "one-family homes as of right, others after a hearing at most",
    "marked_only": "marked by the file as for detached one-family homes only",
}


def one_family(districts: pd.DataFrame, by: Sequence[str], base: str = "all") -> pd.DataFrame:
    """Return shares of land for one family only by place, one row each, in the three senses of `ONE_FAMILY`.

    `share_one_family_only` and so on with the share where it is unknown beside it (`…_unknown`); `marked_only` is blank
    where the file has no such mark. Districts without an area are in no share; places as in `tabulate`.
    """
    treated = {home: districts[f"treat_{home}"] for home in ("f1", "f2", "f3", "f4plus")}
    senses = {
        "only": single_family_only(treated),
        "as_of_right_only": single_family_as_of_right_only(treated),
        "marked_only": _marked_only(districts),
    }
    counted = in_base(districts.kind, districts.overlay, base) & districts.acres.notna().to_numpy()
    acres, out = districts.acres.to_numpy(float), []
    keys = [districts[c].to_numpy(object)[counted] for c in by] or [np.zeros(int(counted.sum()), int)]
    places = np.flatnonzero(counted)
    for name, rows in pd.Series(places).groupby(keys, sort=True).indices.items():
        own = places[rows]
        place = dict(zip(by, name if isinstance(name, tuple) else (name,), strict=False))
        out.append(place | _in_each_sense(acres[own], {sense: found[own] for sense, found in senses.items()}))
    columns = [f"share_one_family_{sense}{end}" for sense in ONE_FAMILY for end in ("", "_unknown")]
    return pd.DataFrame(out, columns=[*by, *columns])


def _in_each_sense(acres: NDArray[np.float64], senses: Mapping[str, NDArray[np.object_]]) -> dict[str, float]:
    total, shares = exact_sum(acres), {}
    for sense, found in senses.items():
        is_blank = not total or (sense == "marked_only" and (found == UNKNOWN).all())
        for end, word in (("", YES), ("_unknown", UNKNOWN)):
            share = float("nan") if is_blank else float(exact_sum(acres[found == word]) / total)
            shares[f"share_one_family_{sense}{end}"] = share
    return shares


def tabulate(
    districts: pd.DataFrame,
    by: Sequence[str],
    base: str = "all",
    homes: Sequence[str] = tuple(HOMES),
    open_to_all: bool = True,
) -> pd.DataFrame:
    """Return land and shares by place and kind of home, one row each: `acres_allowed`, `share_allowed` and so on.

    `districts`: those of a `Zoning`; `by`: columns that name a place, such as region and jurisdiction; none for all of
    them together. `open_to_all`: tell homes for older people or affordable ones only apart, as `limited`.
    Districts without an area are counted in `districts_without_acres` and are in no sum. `code_date` is the earliest
    date among the districts of the place, blank if any of them has none.
    """
    counted = districts[in_base(districts.kind, districts.overlay, base)]
    acres, dates = counted.acres.to_numpy(float), counted.code_date.to_numpy(object)
    treated = {home: counted[f"treat_{home}"].to_numpy(object) for home in homes}
    limited = {home: limited_to_some(counted, home) & open_to_all for home in homes}
    keys = [counted[c].to_numpy(object) for c in by] or [np.zeros(len(counted), int)]
    out = []
    for name, rows in counted.groupby(keys, sort=True).indices.items():
        place = dict(zip(by, name if isinstance(name, tuple) else (name,), strict=False))
        known = rows[~np.isnan(acres[rows])]
        place["code_date"] = min(dates[rows])
        for home in homes:
            land = tally(acres[known], treated[home][known], limited[home][known])
            out.append({**place, "homes": home, **_acres_and_shares(land), "districts": len(known),
                        "districts_without_acres": len(rows) - len(known), "base": base})  # fmt: skip
    return pd.DataFrame(out)


def tabulate_zoning(
    zoning: Zoning,
    by: Sequence[str],
    base: str = "all",
    homes: Sequence[str] = tuple(HOMES),
    open_to_all: bool = True,
) -> pd.DataFrame:
    """Return `tabulate` of zoning, each row with what its acres are acres of (`land`) and where they come from."""
    table = tabulate(zoning.districts, by, base, homes, open_to_all)
    return table.assign(land=zoning.origin.land, source=zoning.origin.source)


def _acres_and_shares(land: Acres) -> dict[str, Any]:
    acres = {f"acres_{part}": float(getattr(land, part)) for part in PARTS}
    shares = {f"share_{part}": land.share(part) for part in PARTS}
    return {"acres": float(land.total), **acres, **shares}
