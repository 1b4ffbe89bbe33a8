"""The fields of a fair share: their labels and bounds, and the one-line error of a value out of them.

A line names the field as the form does, with its name in an address, and its bounds in the unit that is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fairtown.concepts import TranslatableError
from fairtown.measures.fair_share.allocation.factors import FACTORS
from fairtown.measures.fair_share.allocation.figures import SHARES
from fairtown.measures.fair_share.allocation.method import (
    EXEMPT_BY,
    LONGEST_TEXT,
    MOST_HOMES,
    Method,
    short_repr,
)
from fairtown.scenarios.typed_numbers import number, written

PERCENT = 100
WEIGHT, LINE, TOWN = "w.", "x.", "town"
#: More than this tells no more of proportions, and numbers of this size still add up.
MOST_WEIGHT = 1e12
EXEMPT_FROM = "Exempt at or above: %(words)s"
CANNOT = {
    "number": "%(field)s is %(text)s, expected a number from %(least)s to %(most)s",
    "above": "%(field)s is %(text)s, expected a number above %(least)s, up to %(most)s, or nothing for none",
    "below": "%(field)s is %(text)s, expected a number from %(least)s to below %(most)s, or nothing for none",
    "whole": "%(field)s is %(text)s, expected a whole number from %(least)s to %(most)s, written like 50000 or 50,000",
    "twice": "%(field)s is given %(n)s times, expected once",
    "crossed": "%(field)s is %(text)s, below %(other)s of %(floor)s; raise the one or lower the other",
}


class CannotBe(TranslatableError):
    """An invalid value: a line of `CANNOT`, which a page translates."""

    def __init__(self, kind: str, **values: str | Field) -> None:
        """Store the message's key and its values."""
        self.kind, self.values = kind, values
        super().__init__(self.translated(str))

    def translated(self, gettext: Callable[[str], str]) -> str:
        """Return the message in the reader's language, as `gettext` translates it."""
        shown = {k: v.named(gettext) if isinstance(v, Field) else v for k, v in self.values.items()}
        return f"{gettext('Fair share').lower()}: {gettext(CANNOT[self.kind]) % shown}"


@dataclass(frozen=True)
class Field:
    """A number of a method: its name in an address, its label on the form, and its bounds as they are typed.

    `kind`: a key of `CANNOT`, which ends are left out and whether it is whole. `scale`: what is typed for 1.
    """

    key: str
    label: str
    most: float
    kind: str = "number"
    least: float = 0
    scale: float = 1

    def named(self, gettext: Callable[[str], str] = str) -> str:
        """Return what the form calls it, with its name in an address."""
        label = gettext(self.label)
        if self.key.startswith(LINE):
            label = gettext(EXEMPT_FROM) % {"words": label}
        return f"{label} ({self.key})"

    def value(self, text: str) -> float:
        """Return what is typed, in the unit of the method; raises CannotBe."""
        try:
            typed = number(text)
        except ValueError:
            raise self.cannot(text) from None
        is_whole = typed.is_integer() and "." not in text
        fits = {
            "number": self.least <= typed <= self.most,
            "above": self.least < typed <= self.most,
            "below": self.least <= typed < self.most,
            "whole": self.least <= typed <= self.most and is_whole,
        }
        if not fits[self.kind]:
            raise self.cannot(text)
        return typed / self.scale

    def cannot(self, text: str) -> CannotBe:
        """Return the error for an invalid text."""
        return CannotBe(
            self.kind,
            field=self,
            text=short_repr(text[:LONGEST_TEXT]),
            least=f"{self.least:,}",
            most=f"{self.most:,.0f}",
        )


def is_percent(figure: str) -> bool:
    """Whether the line of an exemption is written in percent."""
    return figure in SHARES


def _line(name: str, label: str) -> Field:
    if is_percent(name):
        return Field(LINE + name, label, PERCENT, scale=PERCENT)
    return Field(LINE + name, label, MOST_HOMES, kind="whole")


HOMES = Field("homes", "Your number of homes", MOST_HOMES, kind="whole")
CAP = Field("cap", "Cap, percent of the town's households", PERCENT, kind="above", scale=PERCENT)
CAP_HOMES = Field("cap_homes", "Cap, homes", MOST_HOMES, kind="whole", least=1)
FLOOR = Field("floor", "Floor, percent of the town's households", PERCENT, kind="below", scale=PERCENT)
BOUNDS = (CAP, CAP_HOMES, FLOOR)
FIELDS: Mapping[str, Field] = {
    field.key: field
    for field in (
        HOMES,
        *BOUNDS,
        *(_line(name, label) for name, label in EXEMPT_BY.items()),
        *(Field(WEIGHT + name, factor.title, MOST_WEIGHT) for name, factor in FACTORS.items()),
    )
}


def refuse_twice(given: Mapping[str, list[str]]) -> None:
    """Raise, in one line, where a parameter is given more than once; towns may be."""
    for key, values in given.items():
        if key != TOWN and len(values) > 1:
            raise CannotBe("twice", field=FIELDS.get(key, short_repr(key)), n=str(len(values)))


def refuse_crossed(base: Method, changes: Mapping[str, object]) -> None:
    """Raise, in one line and in percent, where a cap would be below the floor."""
    cap, floor = (float(str(changes.get(name, getattr(base, name)))) for name in ("cap_share", "floor_share"))
    if floor > cap:
        shown = {"text": written(cap, PERCENT), "floor": written(floor, PERCENT)}
        raise CannotBe("crossed", field=CAP, other=FLOOR, **shown)


def messages() -> list[str]:
    """Return every text that a page may have to say in another language."""
    return [*CANNOT.values(), *(field.label for field in FIELDS.values())]
