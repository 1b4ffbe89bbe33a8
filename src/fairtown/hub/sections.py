"""The order of the site, in one list: menu, footer, site map, tests and the pages made first all read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Page:
    """A page that needs no place: the name of its route, its label, and what it stands on (`absent.SUBJECTS`)."""

    route: str
    label: str | Promise
    subject: str = ""
    #: the path of a page of editors, whose route answers all of them: "news/"
    path: str = ""

    @property
    def is_on_phones(self) -> bool:
        """Whether the one row at the top of a phone's page has room for it."""
        return self.path not in NOT_ON_PHONES

    @property
    def url(self) -> str:
        """The address of the page in the reader's language."""
        return _url(self.route, self.path, get_language(), get_script_prefix())


# a hundred times on each page, in menu and footer; language and prefix are what a route's address depends on
@lru_cache(maxsize=4_096)
def _url(route: str, path: str, _language: str | None, _prefix: str) -> str:
    return reverse(route, args=[path] if path else [])


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
    Section(
        "segregation",
        _("Segregation"),
        (
            Page("segregation", _("Segregation")),
            Page("schools", _("Schools"), "schools"),
            Page("schools-districts", _("School districts"), "districts"),
            Page("schools-homes", _("New homes and schools"), "districts"),
            Page("nation", _("The United States"), "nation"),
        ),
        ("segregation", "schools", "nation"),
    ),
    Section(
        "policy",
        _("Policy"),
        (
            Page("fair-share", _("Fair share"), "fair_share"),
            Page("fair-share-towns", _("Fair share of my towns"), "fair_share"),
            Page("what-if", _("What if?"), "fair_share"),
            Page("move", _("Find a place with a voucher"), "move"),
            Page("move-vouchers", _("What vouchers reach"), "move"),
            Page("invest", _("Invest without displacing"), "invest"),
            Page("balance", _("Subsidized homes"), "assisted"),
            Page("duties", _("Duties and deadlines"), "duties"),
        ),
        ("fair-share", "what-if", "move", "invest", "balance", "duties"),
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
)


EDITORIAL = "wagtail_serve"


def _page(path: str, label: str | Promise) -> Page:
    return Page(EDITORIAL, label, path=path)


#: Pages of the organisation, which editors write and cannot take away: at the top of each page, and in the footer.
ORGANISATION = (
    Section(
        "act",
        _("Take part"),
        (
            _page("news/", _("News")),
            _page("events/", _("Events")),
            _page("steps/", _("Five steps")),
            Page("campaigns", _("Campaigns")),
            Page("newsletters", _("Newsletters")),
            Page("join", _("Join us")),
            Page("give", _("Give")),
            _page("coalition/", _("Coalition")),
        ),
        ("news", "campaign", "newsletter", "join", "give", "you", "unsubscribe"),
    ),
    Section(
        "help",
        _("Treated unfairly?"),
        (
            Page("help", _("Help")),
            Page("help-deadlines", _("Deadlines")),
            Page("help-agencies", _("Offices that help")),
        ),
        ("help",),
    ),
    Section(
        "about",
        _("The organization"),
        (
            _page("about/", _("About us")),
            _page("opportunity/", _("What is opportunity?")),
            _page("people/", _("People")),
            _page("reports/", _("Reports")),
            _page("corrections/", _("Corrections")),
            _page("accessibility/", _("Accessibility")),
            _page("privacy/", _("Privacy")),
        ),
        (),
    ),
)
#: Paths and routes of those at the top of each page.
AT_TOP = ("news/", "about/", "join", "help", "give")
#: Those for which a phone's one row has no room: its footer has them.
NOT_ON_PHONES = ("news/", "about/")


def at_top() -> list[Page]:
    """Return the pages of the organisation that stand at the top of each page."""
    found = [
        page for section in ORGANISATION for page in section.pages if (page.path or page.route) in AT_TOP
    ]
    return sorted(found, key=lambda page: AT_TOP.index(page.path or page.route))


def shown(has: dict[str, bool]) -> list[Section]:
    """Return the sections with the pages that a release has figures for; `has`: subjects, see `absent.subjects`."""
    sections = (replace(s, pages=tuple(p for p in s.pages if has.get(p.subject, True))) for s in SECTIONS)
    return [s for s in sections if s.pages]


def current(route: str | None) -> str:
    """Return the code of the section that a route belongs to, "" where it belongs to none."""
    found = (s.code for s in SECTIONS if route and route.startswith(s.routes))
    return next(found, "")


def pages(has: dict[str, bool]) -> Iterator[Page]:
    """Return every page that a view answers, and that a release has figures for, in the order of the menu."""
    return (page for section in (*shown(has), *ORGANISATION) for page in section.pages if not page.path)
