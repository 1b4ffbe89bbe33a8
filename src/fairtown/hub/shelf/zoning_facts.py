"""Published facts on a town's zoning as pages and the printed report show them: value, when, by whom, where from."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from fairtown.hub.release_access import current_release, once_a_release
from fairtown.release.reader import OpenRelease
from fairtown.reports.town_zoning import FACTS, MEASURE, UNITS, VALUE_LABELS, Fact, Zoning


@once_a_release
def zoning(release: OpenRelease) -> Zoning:
    """Return the zoning of a release, cached for the life of the process."""
    return Zoning(release)


@dataclass(frozen=True)
class DisplayedFact:
    """A fact ready to be shown: its meaning, its value, when, by whom, and the way to its explanation."""

    meaning: str
    value: str
    fact: Fact
    href: str

    @property
    def where(self) -> str:
        """The part of the town that it is of: the code of a district as such, other texts as they are; or blank."""
        part = _(self.fact.district) if self.fact.district else ""
        is_code = part.isupper() or any(c.isdigit() for c in part)
        return _("district %(code)s") % {"code": part} if is_code else part


def displayed(fact: Fact, geoid: str) -> DisplayedFact:
    """Return a fact of the town that has this code, ready to be shown."""
    label = _(VALUE_LABELS.get(fact.value, fact.value))
    value = label if fact.number is None else f"{fact.number:,g} {_(UNITS[fact.unit])}"
    # a fact without a date, or in words, is no figure of a year: it leads to the table that holds it
    explained = reverse("explain", args=[MEASURE, geoid, fact.year]) if fact.is_explained else ""
    href = explained or reverse("table-csv", args=(FACTS, current_release().latest(FACTS)))
    return DisplayedFact(_(fact.meaning), value, fact, href)
