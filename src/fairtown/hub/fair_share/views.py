"""Fair shares: a method chosen, changed, compared and shared; the same as fragment, file and address."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from fairtown.concepts import FairtownError
from fairtown.hub.errors import error_message, errors_as_text
from fairtown.hub.fair_share import forms
from fairtown.hub.fair_share.answer import FairShareQuery, context, town_figures, usual_against
from fairtown.hub.fair_share.forms import FairShareForm
from fairtown.hub.fair_share.shown import shown_table
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import frame_response, table_response
from fairtown.scenarios.fair_share import shares
from fairtown.scenarios.fair_share.published_need import published_need


def read_query(request: HttpRequest) -> FairShareQuery:
    """Return what the address asks for; raises FairtownError if the method cannot be."""
    found = FairShareForm.address(request.GET)
    return FairShareQuery(found.method, found.against or usual_against(found.method), found.sort)


def page(request: HttpRequest) -> HttpResponse:
    """Show the form, the map and every town's share; an invalid method gets one line that says why, and no share."""
    try:
        query = read_query(request)
        answer = context(request, current_release(), query)
    except FairtownError as error:
        return _refused(request, error)
    if "go" in request.GET:
        return HttpResponseRedirect(f"{request.path}?{urlencode(query.parameters(query.sort))}#answer")
    published = published_need(town_figures(current_release()).figures)
    shown = forms.context(
        query.method, query.against, answer["need"], query.sort, current_release(), published
    )
    base = dict(shares.to_query(query.method, forms.usual_method()))["method"]
    starts = forms.starts(query.method, request.path)
    return render(
        request,
        "fair_share/page.html",
        answer | shown | {"starts": starts, "base": base, "towns": current_release().towns},
    )


def _refused(request: HttpRequest, error: FairtownError) -> HttpResponse:
    """Show the form as it was filled in, and why it cannot be answered."""
    methods = shares.built_in(forms.usual_method())
    method = methods.get(request.GET.get("method", ""), next(iter(methods.values())))
    query = FairShareQuery(method, usual_against(method), shares.SORTS[0])
    figures = town_figures(current_release()).figures
    need = float(figures.need(method)[0].sum())
    plain = forms.context(method, query.against, need, query.sort, current_release(), published_need(figures))
    shown = forms.as_typed(plain, request.GET)
    starts = forms.starts(None, request.path)
    given = {
        "starts": starts,
        "base": method.id,
        "error": error_message(error),
        "towns": current_release().towns,
    }
    return render(request, "fair_share/page.html", shown | given, status=HTTPStatus.BAD_REQUEST)


def answer(request: HttpRequest) -> HttpResponse:
    """Return what changes with the method, for the page to put in place."""
    try:
        return render(
            request, "fair_share/_answer.html", context(request, current_release(), read_query(request))
        )
    except FairtownError as error:
        return render(
            request, "shelf/_error.html", {"error": error_message(error)}, status=HTTPStatus.BAD_REQUEST
        )


@errors_as_text
def towns_csv(request: HttpRequest) -> HttpResponse:
    """Return every town's share under both methods as CSV, as the page shows it; a blank is unknown."""
    release = current_release()
    query = read_query(request)
    fair_share = town_figures(release)
    rows = shares.table(fair_share.shown(query.method), fair_share.comparison(query.method, query.against))
    return frame_response(rows, f"fairtown-fair-share-{query.method.id}-{release.date}.csv")


@errors_as_text
def table_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Return every town's share as the page shows it, as csv or xlsx."""
    return table_response(shown_table(current_release(), read_query(request)), kind)
