"""Help: what to do today, deadlines that are computed and stored nowhere, and who to call."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fairtown.hub.gate.refusals import UNPROCESSABLE
from fairtown.hub.referrals.forms import ActForm, month_choices
from fairtown.hub.referrals.models import Agency
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.day_words import weekday_words
from fairtown.reports import complaints

View = Callable[..., HttpResponse]
#: Where the exit leads: a page that anyone may have open.
EXIT_URL = "https://www.weather.gov/"
#: Agencies that the top of each page names.
MOST_FIRST = 2


def help_page(view: View) -> View:
    """Mark a page that others who use the computer should not find again: nothing stores it, no site learns of it."""

    @wraps(view)
    def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "no-referrer"
        return response

    # no cookie, so no token of one either; nothing that is sent here changes anything
    return csrf_exempt(sensitive_post_parameters()(marked))


def shared_context() -> dict[str, Any]:
    """Return what each page of help shows: the exit, the agencies, read once, and those to call first."""
    shown = list(Agency.objects.shown())
    return {
        "exit_url": EXIT_URL,
        "shown": shown,
        "first_agencies": [a for a in shown if a.phone][:MOST_FIRST],
    }


@help_page
@require_http_methods(["GET", "HEAD"])
def index(request: HttpRequest) -> HttpResponse:
    """Say what to do today, who to call, and what the law protects."""
    own = complaints.of_state(current_release().state)
    context = shared_context()
    agencies = [agency for agency in context["shown"] if agency.phone]
    context |= {
        "call_first": [agency for agency in agencies if "complaint" in agency.need_codes],
        "evictions": [agency for agency in agencies if "eviction" in agency.need_codes],
        "form": ActForm(),
        "months": month_choices(),
        "protected": complaints.PROTECTED,
        "protected_too": own.protected,
    }
    return render(request, "referrals/index.html", context)


@help_page
@require_http_methods(["GET", "HEAD", "POST"])
def deadlines(request: HttpRequest) -> HttpResponse:
    """Show the form, or the deadlines of a day that was sent: they are computed, shown and forgotten."""
    state = current_release().state
    form = ActForm(request.POST if request.method == "POST" else None)
    is_answer = request.method == "POST" and form.is_valid()
    context = shared_context()
    context |= {
        "form": form,
        "months": month_choices(),
        "typed": {name: form[name].value() or "" for name in form.fields},
        "rows": _rows(form, state, context["shown"]) if is_answer else [],
        "act": form.act if is_answer else None,
        "limits": complaints.limits(state),
        "cautions": complaints.of_state(state).cautions,
        "today": localdate(),
    }
    status = HTTPStatus.OK if is_answer or request.method != "POST" else UNPROCESSABLE
    response = render(request, "referrals/deadlines.html", context, status=status)
    if request.method == "POST":
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _rows(form: ActForm, state: str, shown: list[Agency]) -> list[dict[str, Any]]:
    """Return the deadlines after the day of a form, each with the agency that takes what is filed."""
    by_code = {agency.code: agency for agency in shown if agency.code}
    today = localdate()
    return [
        {
            "limit": deadline.limit,
            "last": deadline.last,
            "label": weekday_words(deadline.last),
            "friday": weekday_words(deadline.safe) if deadline.safe != deadline.last else "",
            "days_left": deadline.days_left(today),
            "agency": by_code.get(deadline.limit.office),
        }
        for deadline in complaints.deadlines(form.act.earliest, state)
    ]


@help_page
@require_http_methods(["GET", "HEAD"])
def agencies(request: HttpRequest) -> HttpResponse:
    """List the agencies by what people need."""
    context = shared_context()
    groups = [
        {"code": code, "label": _(label), "agencies": [a for a in context["shown"] if code in a.need_codes]}
        for code, label in complaints.NEEDS.items()
    ]
    context["groups"] = [group for group in groups if group["agencies"]]
    return render(request, "referrals/agencies.html", context)
