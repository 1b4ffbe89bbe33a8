"""The sentence of a comparison: which place has more, and whether that is more than the error of the surveys."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fairtown.formatting import format_estimate, format_points
from fairtown.hub.shelf.figures import Figure, filled_in
from fairtown.release.intervals import difference, rank_ranges

#: Units whose differences are told in points.
SHARES = ("share",)
TWO = 2


@dataclass(frozen=True)
class Entry:
    """A place of a comparison: its name as sentences have it, its address and its figure, None where not known."""

    name: str
    url: str
    figure: Figure | None

    @property
    def is_known(self) -> bool:
        """Whether there is a figure that tells something."""
        return self.figure is not None and self.figure.known and not self.figure.tells_nothing

    @property
    def interval(self) -> tuple[float, float]:
        """Value and margin; 0 where the figure is no estimate."""
        assert self.figure is not None
        return float(self.figure.row["value"]), float(self.figure.row["moe"] or 0.0)

    @property
    def estimate(self) -> str:
        """The figure as text."""
        assert self.figure is not None
        return self.figure.estimate


def verdict(entries: list[Entry], label: str, is_segregation: bool = False) -> SafeString | str:
    """Return one sentence on the places whose figure is known, "" where fewer than two are.

    `label`: of the figure; `is_segregation`: a higher one means that groups live farther apart.
    """
    known = sorted((e for e in entries if e.is_known), key=lambda e: -e.interval[0])
    if len(known) < TWO:
        return ""
    return (
        _of_two(known[0], known[1], label, is_segregation) if len(known) == TWO else _of_several(known, label)
    )


def _of_two(higher: Entry, lower_one: Entry, label: str, is_segregation: bool) -> SafeString:
    gap, moe = difference(*lower_one.interval, *higher.interval)
    unit = higher.figure.unit if higher.figure else ""
    text = format_points(gap, moe, signed=False) if unit in SHARES else format_estimate(gap, moe, unit)
    values = {
        "label": label,
        "one": higher.name,
        "other": lower_one.name,
        "first": higher.estimate,
        "second": lower_one.estimate,
        "gap": text,
    }
    if gap <= moe:
        sentence = _(
            "%(label)s: %(first)s in %(one)s, %(second)s in %(other)s. Which is higher cannot be told, as the "
            "difference, %(gap)s, is within its margin of error."
        )
    elif is_segregation:
        sentence = _(
            "Groups live farther apart in %(one)s than in %(other)s. %(label)s: %(first)s against "
            "%(second)s. The difference, %(gap)s, is larger than its margin of error."
        )
    else:
        sentence = _(
            "%(label)s: higher in %(one)s, %(first)s, than in %(other)s, %(second)s. The difference, %(gap)s, is "
            "larger than its margin of error."
        )
    return filled_in(sentence, **values)


def _of_several(known: list[Entry], label: str) -> SafeString:
    """Return the sentence on three or more places, the highest first."""
    ranks = rank_ranges([e.interval for e in known])
    may_be_first = [e.name for e, (first, _last) in zip(known, ranks, strict=True) if first == 1]
    values = {
        "label": label,
        "most": known[0].name,
        "first": known[0].estimate,
        "names": ", ".join(may_be_first),
    }
    values |= {"least": known[-1].name, "last": known[-1].estimate}
    if len(may_be_first) == 1:
        sentence = _(
            "%(label)s: highest in %(most)s, %(first)s, by more than the margin of error; lowest in %(least)s, "
            "%(last)s."
        )
    else:
        sentence = _(
            "%(label)s: any of these can be the highest, within the margin of error: %(names)s. The lowest figure is "
            "that of %(least)s, %(last)s."
        )
    return filled_in(sentence, **values)
