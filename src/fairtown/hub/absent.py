"""What a release has nothing of, and why, in the reader's language: pages say so instead of showing blanks."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairtown.hub.errors import text_error
from fairtown.hub.release_access import current_release, nation_release, once_a_release
from fairtown.hub.shelf.labels import places_label
from fairtown.release.reader import OpenRelease, Row

#: What each subject of the site stands on: measures, of which one is enough, or a table.
SUBJECTS = {
    "index": ("opportunity.access_by_race",),
    "lab": ("opportunity.indicators",),
    "assisted": ("subsidized.assisted_share",),
    "fair_share": ("fair_share.town_figures",),
    "move": ("vouchers.reach",),
    "invest": ("displacement.income_mixing",),
    "schools": ("schools.segregation",),
    "districts": ("schools.districts",),
    "duties": ("ct_housing_law.duties",),
    "zoning": ("ct_zoning_facts.town_facts",),
    # in a release of its own
    "nation": (),
}
#: The subject of each route whose name begins so.
ROUTES = {
    "lab": "lab",
    "fair-share": "fair_share",
    "what-if": "fair_share",
    "move": "move",
    "invest": "invest",
    "schools": "schools",
    "balance": "assisted",
    "duties": "duties",
    "zoning": "zoning",
    "nation": "nation",
}


def indices(release: OpenRelease) -> tuple[str, ...]:
    """Return the measures of the indices that pages begin with, that of today first."""
    return tuple(f"opportunity.{name}" for name in release.profile.indices)


def headlines(release: OpenRelease) -> tuple[str, ...]:
    """Return the measures whose absence a page about a place tells."""
    return (*indices(release), "subsidized.assisted_share", "fair_share.town_figures")


def subjects(release: OpenRelease) -> dict[str, bool]:
    """Return which subjects of the site there are figures or tables of: in the release, and in that of the nation."""
    return _subjects_of(release) | {"nation": nation_release() is not None}


@once_a_release
def _subjects_of(release: OpenRelease) -> dict[str, bool]:
    tables = {address for address, _year in release.editions}
    found = {
        name: any(what in release.measures or what in tables for what in stands_on)
        for name, stands_on in (SUBJECTS | {"today": (release.profile.index,)}).items()
    }
    # figures of towns alone are no fair share: somebody has to say by which method pages begin
    has_method = found["fair_share"] and bool(release.profile.method)
    return found | {"fair_share": has_method}


def subject_of(route: str) -> str:
    """Return the subject that a route belongs to; "" where every state has what it shows."""
    found = (subject for start, subject in ROUTES.items() if f"{route}-".startswith(f"{start}-"))
    return next(found, "")


def not_held(request: HttpRequest, subject: str) -> HttpResponse:
    """Say that the state has nothing of a subject, why, and what it has: a page, or a line in place of a file."""
    title, why = _words(current_release().state_name)[subject]
    if not request.path.endswith("/"):
        return text_error(why, HTTPStatus.NOT_FOUND)
    wanted = SUBJECTS[subject]
    context = {"title": title, "why": why, "absent": measures(current_release(), wanted)}
    return render(request, "shelf/absent.html", context, status=HTTPStatus.NOT_FOUND)


def why(subject: str) -> str:
    """Return why the state has nothing of a subject, in a sentence or two."""
    return _words(current_release().state_name)[subject][1]


def _words(state: str) -> dict[str, tuple[str, str]]:
    """Return the title of each subject, and the sentences that say why a state has none of it."""
    names = {"state": state, "places": places_label("town")}
    titles = {
        "lab": _("Opportunity laboratory"),
        "fair_share": _("Fair share"),
        "move": _("Find a place with a voucher"),
        "invest": _("Invest without displacing"),
        "schools": _("Schools"),
        "districts": _("School districts"),
        "assisted": _("Subsidized homes"),
        "duties": _("Duties and deadlines"),
        "zoning": _("Zoning"),
        "nation": _("The United States"),
    }
    return {subject: (titles[subject], text % names) for subject, text in _reasons().items()}


def _reasons() -> dict[str, str]:
    return {
        "lab": _(
            "There is no opportunity laboratory for %(state)s. An index needs school results and other figures "
            "for every tract, and this site does not have all of them for %(state)s."
        ),
        "fair_share": _(
            "There are no fair shares for %(state)s. They divide the homes that a state needs among its "
            "%(places)s, and this site does not have the figures to do that for %(state)s."
        ),
        **_school_reasons(),
        "invest": _(
            "There is no page about investment in %(state)s, because this site does not have the incomes of its "
            "neighborhoods."
        ),
        "move": _(
            "There is no search for places with a voucher in %(state)s, because this site does not have the rents "
            "that vouchers there are paid by."
        ),
        "assisted": _(
            "There is no page about the balance of subsidized homes in %(state)s, because this site does not have "
            "a list of them."
        ),
        "duties": _(
            "There are no duties and deadlines for %(state)s. Each state sets its own by law, and this site does "
            "not have those of %(state)s."
        ),
        "nation": _(
            "There are no pages about the United States, because whoever runs this site has not built their figures."
        ),
        "zoning": _(
            "There are no zoning pages for %(state)s, because this site does not have the zoning rules of its "
            "%(places)s."
        ),
    }


def _school_reasons() -> dict[str, str]:
    return {
        "schools": _(
            "There is no page about the segregation of schools in %(state)s, because this site does not have the "
            "students of each school by race."
        ),
        "districts": _(
            "There is no page about school districts in %(state)s, because this site does not have their students by "
            "race."
        ),
    }


def measures(release: OpenRelease, wanted: Collection[str] | None = None) -> list[dict[str, Any]]:
    """Return title, id and reason of the measures without figures: all, or those of `wanted`."""
    return [
        {"id": measure, "title": row["title"], "why": reason(row)}
        for measure, row in release.absent.items()
        if wanted is None or measure in wanted
    ]


def reason(row: Row) -> str:
    """Return why a measure has no figures, and what is missing where it builds on another measure, in sentences."""
    missing = {
        "state": _("What is missing is a measure of %(detail)s only."),
        "source": _("What is missing is the table %(what)s, which only %(detail)s has."),
        "table": _("What is missing is the table %(what)s, which is not held for this state."),
        "edition": _(
            "What is missing is the table %(what)s of %(detail)s, which is not held for this state."
        ),
    }
    sentences = {
        "state": _("It is a measure of %(detail)s only."),
        "source": _("It reads the table %(what)s, which only %(detail)s has."),
        "table": _("It reads the table %(what)s, which is not held for this state."),
        "edition": _("It reads the table %(what)s of %(detail)s, which is not held for this state."),
        "measure": _("It builds on the measure %(what)s, which has no figures for this state."),
        "measure_year": _("It builds on the measure %(what)s, which has no figures for %(detail)s."),
    }
    found = [sentences[row["kind"]] % {"what": row["what"], "detail": row["detail"]}]
    if cause := row["cause"]:
        found.append(missing[cause["kind"]] % {"what": cause["what"], "detail": cause["detail"]})
    return " ".join(found)
