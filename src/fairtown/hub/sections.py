"""The order of the site, in one list: menu, footer, site map, tests and the pages made first all read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Page:
    """A page that needs no place: the name of its route, its label, and what it stands on (`absent.SUBJECTS`)."""

    route: str
    label: str | Promise
    subject: str = ""


@dataclass(frozen=True)
class Section:
    """A word of the menu: its pages, the first of which it leads to, and the apps whose pages belong to it."""

    code: str
    label: str | Promise
    pages: tuple[Page, ...]
    #: routes of the section start with one of these
    routes: tuple[str, ...]
    #: the menu opens its pages in place; pages of other sections are linked from their first
    is_in_place: bool = False

    @property
    def first(self) -> Page:
        """The page that the word of the menu leads to."""
        return self.pages[0]


SECTIONS = (
    Section("map", _("Map"), (Page("map", _("Map")), Page("lab", _("Laboratory"), "lab")), ("map", "lab")),
    Section(
        "places",
        _("Places"),
        (Page("places", _("Places")), Page("towns", _("All towns")), Page("compare", _("Compare places"))),
        ("place", "town", "tract", "compare"),
    ),
    Section("segregation", _("Segregation"), (Page("segregation", _("Segregation")),), ("segregation",)),
    Section(
        "policy",
        _("Policy"),
        (
            Page("fair-share", _("Fair share"), "fair_share"),
            Page("balance", _("Subsidized homes"), "assisted"),
            Page("duties", _("Duties and deadlines"), "duties"),
        ),
        ("fair-share", "balance", "duties"),
        is_in_place=True,
    ),
    Section("zoning", _("Zoning"), (Page("zoning", _("Zoning"), "zoning"),), ("zoning",)),
    Section(
        "data",
        _("Data and methods"),
        (
            Page("methods", _("Methods")),
            Page("glossary", _("Glossary")),
            Page("sources", _("Sources")),
            Page("data", _("Take the data")),
            Page("data-dictionary", _("Data dictionary")),
            Page("api-docs", _("API")),
        ),
        ("method", "glossary", "source", "api", "explain", "data"),
        is_in_place=True,
    ),
    Section("act", _("Act"), (Page("join", _("Join us")),), ("join", "you", "unsubscribe")),
)


def shown(has: dict[str, bool]) -> list[Section]:
    """Return the sections with the pages that a release has figures for; `has`: subjects, see `absent.subjects`."""
    sections = (replace(s, pages=tuple(p for p in s.pages if has.get(p.subject, True))) for s in SECTIONS)
    return [s for s in sections if s.pages]


def current(route: str | None) -> str:
    """Return the code of the section that a route belongs to, "" where it belongs to none."""
    found = (s.code for s in SECTIONS if route and route.startswith(s.routes))
    return next(found, "")


def pages(has: dict[str, bool]) -> Iterator[Page]:
    """Return every page of every section that a release has figures for, in the order of the menu."""
    return (page for section in shown(has) for page in section.pages)
