"""How many homes the rules allow on each parcel, as a screen: the least of what each rule by itself allows.

Gross is what could stand there, net what could be added to the homes that do. It is no forecast: nobody need build, and
setbacks and the shape of the parcel are left out. All assumptions are in `CapacityChoices`.
Method: parcel-by-parcel zoned capacity, with unknown apart from 0.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from fairtown.concepts import FairtownError
from fairtown.measures.zoning.ozfs.building import PERCENT
from fairtown.measures.zoning.ozfs.choices import RES_TYPE
from fairtown.measures.zoning.ozfs.most import Most
from fairtown.measures.zoning.ozfs.values import Array
from fairtown.units import SQFT_PER_ACRE

#: How a use is treated; "" is unknown, which is not prohibited.
ALLOWED, HEARING, PROHIBITED, UNKNOWN = "allowed", "hearing", "prohibited", ""
TREATMENTS = (ALLOWED, HEARING, PROHIBITED, UNKNOWN)
#: What can bind, in the order in which ties are reported.
TERMS = ("min_lot", "far", "coverage", "density", "most_homes", "parking")
ENDS = ("sure", "at_best")
#: Longest word that is quoted in a refusal.
LONGEST_QUOTED = 60
#: A quotient so little below a whole number is that number.
TIE = 1e-9


@dataclass(frozen=True)
class CapacityChoices:
    """What a capacity rests on beside the rules.

    `efficiency`: share of gross floor area that is homes. `home_sqft`: gross floor area of a home.
    `parking_space_sqft`: land of a parking space with its share of aisles. `approval_chance`: how much of a capacity
    that needs a hearing counts; none by default.
    """

    efficiency: float = 0.80
    home_sqft: float = 1_000.0
    parking_space_sqft: float = 350.0
    approval_chance: float = 0.0

    def __post_init__(self) -> None:
        """Refuse, in one line, what is no share or no area."""
        for name in ("efficiency", "approval_chance"):
            if not 0 <= getattr(self, name) <= 1:
                raise FairtownError(
                    f"capacity: {name} is {getattr(self, name)}, expected a share from 0 to 1"
                )
        for name in ("home_sqft", "parking_space_sqft"):
            if not 0 < getattr(self, name) < np.inf:
                raise FairtownError(f"capacity: {name} is {getattr(self, name)}, expected sq ft above 0")


@dataclass(frozen=True, eq=False)
class Rules:
    """What holds on each parcel, shape (parcels,) each; NaN unknown or no rule, which bounds nothing.

    `treatment`: a word of TREATMENTS. `coverage`: a share. `density`: homes per acre. `parking_ratio`: spaces per home,
    on `parking_sqft` of land. `undevelopable_sqft`: wetland, steep, flooded or open land, taken off the lot;
    `is_excluded`: nothing can be built, as where a sewer is required and there is none. A minimum lot of 0 is none.
    """

    lot_sqft: Array
    treatment: NDArray[np.str_]
    existing_homes: Array
    min_lot_sqft: Array
    far: Array
    coverage: Array
    stories: Array
    density: Array
    most_homes: Array
    parking_ratio: Array
    parking_sqft: Array
    undevelopable_sqft: Array
    is_excluded: NDArray[np.bool_]

    @classmethod
    def from_parcels(cls, lot_sqft: Array, treatment: NDArray[np.str_], **given: Array) -> Rules:
        """Return rules of parcels; what is not given is unknown, no land undevelopable and no parcel excluded.

        Raises FairtownError on unequal shapes, a negative figure or an unknown treatment.
        """
        n = len(lot_sqft)
        blank = {f.name: np.full(n, np.nan) for f in fields(cls)}
        none = {"undevelopable_sqft": np.zeros(n), "is_excluded": np.zeros(n, bool)}
        rules = cls(**{**blank, **none, **given, "lot_sqft": lot_sqft, "treatment": treatment})
        rules.check()
        return rules

    def check(self) -> None:
        """Refuse, in one line, what is no set of rules."""
        for f in fields(self):
            own = np.asarray(getattr(self, f.name))
            if own.shape != self.lot_sqft.shape:
                raise FairtownError(
                    f"capacity: {f.name} has shape {own.shape}, expected {self.lot_sqft.shape} as lot_sqft has"
                )
            if own.dtype.kind == "f" and (bad := (own < 0) | np.isinf(own)).any():
                i = int(np.argmax(bad))
                raise FairtownError(
                    f"capacity: {f.name} of parcel {i} is {own[i]}, expected a finite number of at least 0, or NaN"
                )
        if not np.isin(self.treatment, TREATMENTS).all():
            odd = self.treatment[~np.isin(self.treatment, TREATMENTS)][0]
            raise FairtownError(
                f"capacity: treatment {str(odd)[:LONGEST_QUOTED]!r} is unknown, expected one of {TREATMENTS}"
            )

    def take(self, rows: NDArray[np.intp]) -> Rules:
        """Return the rules of some parcels."""
        return replace(self, **{f.name: getattr(self, f.name)[rows] for f in fields(self)})


@dataclass(frozen=True, eq=False)
class Capacity:
    """Homes on each parcel, shape (parcels,): NaN where the treatment, or every rule, is unknown.

    `homes`: by the rules, whole, 0 where prohibited or excluded. `gross`: the same where they are allowed, times the
    chance of approval where they need a hearing. `net`: in the same way, what is more than the existing homes, at least
    0; NaN where those are unknown. `binding`: the term that bounds, "prohibited", "excluded", or "" if unknown.
    `terms`: what each rule by itself allows, by term; NaN where it says nothing.
    """

    homes: Array
    gross: Array
    net: Array
    binding: NDArray[np.object_]
    terms: dict[str, Array]

    def total(self) -> dict[str, float]:
        """Return sums over the parcels where they are known, and of how many parcels they are not."""
        return {
            "gross": float(np.nansum(self.gross)),
            "net": float(np.nansum(self.net)),
            "parcels": float(len(self.homes)),
            "gross_unknown": float(np.isnan(self.gross).sum()),
            "net_unknown": float(np.isnan(self.net).sum()),
        }


def capacity(rules: Rules, choices: CapacityChoices | None = None) -> Capacity:
    """Return how many homes rules allow on each parcel.

    The least of: lot over minimum lot per home; floor area ratio × lot × efficiency over a home; coverage × lot ×
    stories × efficiency over a home; density × acres; most homes; parking land over the land that a home's spaces need.
    """
    choices = choices or CapacityChoices()
    terms = _terms(rules, choices)
    table = np.stack(list(terms.values()))
    filled = np.where(np.isnan(table), np.inf, table)
    least = filled.min(axis=0)
    homes = np.where(np.isinf(least) | (rules.treatment == UNKNOWN), np.nan, least)
    binding = np.array(TERMS, object)[filled.argmin(axis=0)]
    binding[np.isnan(homes)] = ""
    for is_none, name in ((rules.treatment == PROHIBITED, PROHIBITED), (rules.is_excluded, "excluded")):
        homes = np.where(is_none, 0, homes)
        binding[is_none] = name
    counts = np.where(rules.treatment == HEARING, choices.approval_chance, 1)
    more = np.maximum(homes - rules.existing_homes, 0)
    return Capacity(homes, homes * counts, more * counts, binding, terms)


def _terms(rules: Rules, choices: CapacityChoices) -> dict[str, Array]:
    lot = np.maximum(rules.lot_sqft - rules.undevelopable_sqft, 0)
    in_homes = choices.efficiency / choices.home_sqft
    # a rule that allows more than a number can say bounds nothing, as a minimum lot of a billionth of a sq ft
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        of_lot = lot / np.where(rules.min_lot_sqft > 0, rules.min_lot_sqft, np.nan)
        spaces = np.where(rules.parking_ratio > 0, rules.parking_ratio, np.nan)
        terms = (
            of_lot,
            rules.far * lot * in_homes,
            rules.coverage * lot * rules.stories * in_homes,
            rules.density * lot / SQFT_PER_ACRE,
            rules.most_homes,
            rules.parking_sqft / (spaces * choices.parking_space_sqft),
        )
    whole = (np.floor(np.where(np.isfinite(term), term, np.nan) + TIE) for term in terms)
    return dict(zip(TERMS, whole, strict=True))


def rules_of(most: Most, existing_homes: Array, end: str = "sure") -> Rules:
    """Return the rules of a town's rows for a capacity, from the most that may be built there (`most.py`).

    `end`: "sure" takes the strict ends of limits that are ranges, "at_best" the relaxed ones. Lot area, density and
    number of homes all go into the most homes; what a district allows, it allows as of right.
    """
    if end not in ENDS:
        raise FairtownError(f"capacity: end is {end!r}, expected one of {', '.join(ENDS)}; correct it")
    town = most.town
    lot_sqft = town.lots.area_acres[town.parcel] * SQFT_PER_ACRE
    own = {q: np.full(len(lot_sqft), np.nan) for q in ("far", "coverage", "stories")}
    for name, by in most.by_type.items():
        mine = most.res_type == name
        for quantity, column in own.items():
            column[mine] = getattr(by[quantity], end)[mine]
    has_type, forbids = most.res_type != "", (most.res_type == "") & (most.homes.rule == RES_TYPE)
    treatment = np.where(has_type, ALLOWED, np.where(forbids, PROHIBITED, UNKNOWN))
    known = {
        q: np.where(np.isinf(v), np.nan, v) for q, v in (*own.items(), ("homes", getattr(most.homes, end)))
    }
    return Rules.from_parcels(
        lot_sqft,
        treatment,
        existing_homes=existing_homes,
        far=known["far"],
        coverage=known["coverage"] / PERCENT,
        stories=known["stories"],
        most_homes=known["homes"],
    )
