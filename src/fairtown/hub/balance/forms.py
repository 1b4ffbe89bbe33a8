"""What the address of the balance may ask for: the homes of a program, and a target with its year."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fairtown.hub.shelf.query import NumberField, OptionField, StrictForm
from fairtown.release.reader import OpenRelease
from fairtown.scenarios import balance

ALL = "all_programs"
USUAL_BASE, USUAL_TARGET, USUAL_YEARS = "towns", 25, 15
#: The fields of the target, which stands or falls without the rest of the page.
TARGET = ("base", "target", "by", "new")


class ProgramForm(StrictForm):
    """A program."""

    program = OptionField("program", initial=ALL)

    def __init__(self, data: QueryDict, programs: Collection[str]) -> None:
        """Take the programs."""
        super().__init__(data)
        self.fields["program"].options = programs  # type: ignore[attr-defined]


class BalanceForm(StrictForm):
    """A program, and a target for a base: percent, the year by whose end, new homes a year (blank: as so far)."""

    program = OptionField("program", initial=ALL)
    base = OptionField("base", balance.BASES, initial=USUAL_BASE)
    target = NumberField(_("Target, percent"), str(USUAL_TARGET), 100, least=0, initial=USUAL_TARGET)
    new = NumberField(_("New homes a year"), "4,000", balance.MOST_NEW, balance.LEAST_NEW, required=False)

    def __init__(self, data: QueryDict, programs: Collection[str], release: OpenRelease) -> None:
        """Take the programs, and the years that a target can be set for: they follow the last one known."""
        super().__init__(data)
        base = self.typed("base")
        self.start = balance.base(release, base if base in balance.BASES else USUAL_BASE).start
        usual, first = self.start.year + USUAL_YEARS, self.start.year + 1
        last = self.start.year + balance.MOST_YEARS
        self.fields["program"].options = programs  # type: ignore[attr-defined]
        options: dict[str, Any] = {"whole": True, "is_year": True, "initial": usual}
        self.fields["by"] = NumberField(_("By the end of"), str(usual), last, first, **options)
        self.order_fields(("program", *TARGET))
