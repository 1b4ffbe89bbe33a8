"""What a fair share would bring: a scenario chosen, changed and shared, as a page and as files."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairtown.concepts import FairtownError
from fairtown.hub.errors import error_message, errors_as_text
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import frame_response, table_response
from fairtown.hub.shelf.what_if import what_if
from fairtown.hub.what_if import forms, tables
from fairtown.hub.what_if.answer import context
from fairtown.hub.what_if.forms import WhatIfForm
from fairtown.scenarios.fair_share.shares import built_in
from fairtown.scenarios.what_if.frames import district_table, town_table, tract_table
from fairtown.scenarios.what_if.scenario import Scenario, read, to_query


def query_of(scenario: Scenario) -> str:
    """Return the parameters of the shortest address of a scenario."""
    return urlencode(to_query(scenario, current_release().profile.method))


def plan_title(scenario: Scenario) -> str:
    """Return what the plan of a scenario is called."""
    if scenario.own:
        return _("Your own numbers")
    ours = built_in().get(scenario.method.id)
    return _(ours.title) if ours else _("A method of your own")


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show the form, and what the scenario brings; one that cannot be gets one line that says why, and no figure."""
    release = current_release()
    try:
        scenario = WhatIfForm.scenario(request.GET)
        result = what_if(release).work_out(scenario)
    except FairtownError as error:
        usual = read([], release.profile.method)
        shown = forms.context(usual, request.GET) | {"error": error_message(error)}
        return render(request, "what_if/page.html", shown, status=HTTPStatus.BAD_REQUEST)
    if "go" in request.GET:
        return HttpResponseRedirect(f"{request.path}?{query_of(scenario)}#answer")
    shown = forms.context(scenario) | context(release, result, query_of(scenario))
    return render(request, "what_if/page.html", shown | {"plan": plan_title(scenario)})


@cached_page
def printed(request: HttpRequest) -> HttpResponse:
    """Show a scenario for paper: what is assumed first, then every table open; a bad one is sent to the form."""
    release = current_release()
    try:
        scenario = WhatIfForm.scenario(request.GET)
        result = what_if(release).work_out(scenario)
    except FairtownError:
        return HttpResponseRedirect(f"{reverse('what-if')}?{request.GET.urlencode()}")
    shown = context(release, result, query_of(scenario)) | {
        "is_printed": True,
        "open": " open",
        "plan": plan_title(scenario),
    }
    return render(request, "what_if/print.html", shown)


@errors_as_text
def towns_csv(request: HttpRequest) -> HttpResponse:
    """Return people by group in every town before and after, for programs."""
    return _csv(request, "towns")


@errors_as_text
def tracts_csv(request: HttpRequest) -> HttpResponse:
    """Return people by group in every neighborhood before and after, for programs."""
    return _csv(request, "tracts")


@errors_as_text
def districts_csv(request: HttpRequest) -> HttpResponse:
    """Return students by group in every school district before and after, for programs."""
    return _csv(request, "districts")


def _csv(request: HttpRequest, kind: str) -> HttpResponse:
    plan = what_if(current_release())
    result = plan.work_out(WhatIfForm.scenario(request.GET))
    tables_of = {
        "towns": lambda: town_table(plan, result),
        "tracts": lambda: tract_table(plan, result),
        "districts": lambda: district_table(result),
    }
    rows = tables_of[kind]()
    return frame_response(rows, f"fairtown-what-if-{kind}-{current_release().date}.csv")


@errors_as_text
def table_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the table of outcomes as the page shows it, as csv or xlsx."""
    release = current_release()
    scenario = WhatIfForm.scenario(request.GET)
    result = what_if(release).work_out(scenario)
    return table_response(tables.shown_table(release, result, query_of(scenario)), kind)
