"""The rules that can be checked, and what the standard leaves open."""

from __future__ import annotations

from dataclasses import dataclass

from fairtown.concepts import FairtownError
from fairtown.measures.zoning.ozfs.building import FOOTPRINTS, RES_TYPE

#: Rules that are held against the quantity of the same name (section 3.3 of the description).
QUANTITIES = (
    "lot_area", "lot_cov_bldg", "far", "height", "height_eave", "stories", "fl_area", "fl_area_first", "fl_area_top",
    "footprint", "unit_density", "total_units", "units_0bed", "units_1bed", "units_2bed", "units_3bed", "units_4bed",
    "unit_pct_0bed", "unit_pct_1bed", "unit_pct_2bed", "unit_pct_3bed", "unit_pct_4bed", "unit_size_avg",
    "parking_enclosed",
)  # fmt: skip
#: Rules of the standard about something of which the files say nothing.
NOT_CHECKABLE = (
    "parking_covered", "parking_uncovered", "setback_side_sum", "setback_front_sum", "setback_dist_boundary",
)  # fmt: skip
UNIT_SIZE, FIT, PLANNED = "unit_size", "bldg_fit", "planned_dev"
CHECKS = (RES_TYPE, *QUANTITIES, UNIT_SIZE, *NOT_CHECKABLE, FIT)
#: Which parcels are checked for room: all, those that no other check refuses, or none.
FITS = ("all", "where_needed", "none")
UNREAD = ("maybe", "no_requirement")


@dataclass(frozen=True)
class Choices:
    """What the standard leaves open.

    `footprint`: the area of level 1, or width × depth. `unread`: a rule that cannot be read is open ("maybe"), or asks
    for nothing as in the standard's own program. `fit`: which parcels are asked for room. `checks`: the checks to be
    made, all if empty.
    """

    footprint: str = "level_1"
    unread: str = "maybe"
    fit: str = "all"
    checks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse, in one line, a choice that there is not."""
        for name, known in (("footprint", FOOTPRINTS), ("unread", UNREAD), ("fit", FITS)):
            got = getattr(self, name)
            if got not in known:
                raise FairtownError(
                    f"choices: {name} is {got!r}, expected one of {', '.join(known)}; correct it"
                )
        if unknown := [c for c in self.checks if c not in CHECKS]:
            raise FairtownError(
                f"choices: check {unknown[0]!r} is unknown, expected one of {', '.join(CHECKS)}; correct it"
            )

    def makes(self, check: str) -> bool:
        """Return whether a check is to be made."""
        return not self.checks or check in self.checks


STANDARD = Choices()
