"""A donor's own gifts: by a link that is mailed, without an account; a monthly gift is changed at the gateway."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters

from fairtown.hub.gate.fields import AddressForm
from fairtown.hub.gate.forms import TOKEN, SignedForm
from fairtown.hub.gate.links import SignedLinks
from fairtown.hub.gate.private_pages import private_page
from fairtown.hub.gate.refusals import take_once
from fairtown.hub.giving import letters, statements, stripe_api
from fairtown.hub.giving.desk_forms import RangeForm
from fairtown.hub.giving.models import Gift, Plan
from fairtown.hub.giving.stripe_api import GatewayError
from fairtown.hub.giving.views import see_other, to_gateway
from fairtown.hub.site_url import page_url
from fairtown.hub.supporters.addresses import hash_of

ASK = SignedForm("give-manage")
LINKS = SignedLinks("fairtown.giving.manage", timedelta(hours=1))


@sensitive_post_parameters("email")
@private_page
def ask(request: HttpRequest) -> HttpResponse:
    """Take an address and mail it a link to its gifts; the answer is the same whether it has any."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    is_sent, error, status = take_once(
        request, ASK, form, lambda: mail_link(form.cleaned_data["email"], ASK.number(request.POST))
    )
    if is_sent:
        return redirect("give-manage-sent")
    given = {
        "form": form,
        "error": error,
        "email": request.POST.get("email", ""),
        "token": ASK.token(request.POST.get(TOKEN, "")),
    }
    return render(request, "giving/manage_ask.html", given, status=status)


def mail_link(email: str, number: str) -> None:
    """Mail the link to whoever has gifts; nothing to others."""
    who = hash_of(email)
    own = {"who": who, "livemode": settings.GIVING.is_live}
    if Gift.objects.filter(settled_at__isnull=False, **own).exists() or Plan.objects.filter(**own).exists():
        language = get_language() or "en"
        url = page_url("give-own", language, LINKS.token(who))
        letters.put("manage", language, email, f"gift-manage:{number}", url=url)


@private_page
def sent(request: HttpRequest) -> HttpResponse:
    """Say what comes next, the same to everyone."""
    return render(request, "giving/manage_sent.html")


@private_page
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Show a donor's monthly gifts and a statement of any days; or lead on to the gateway's page of one."""
    who, fault = LINKS.read(token)
    if fault:
        return render(request, "giving/link_fault.html", {"fault": "expired"}, status=HTTPStatus.GONE)
    mine = {"who": who, "livemode": settings.GIVING.is_live}
    plans = Plan.objects.filter(**mine).exclude(state=Plan.State.PENDING)
    given: dict[str, Any] = {"plans": plans, "takes_cards": settings.GIVING.takes_cards}
    if request.method == "POST":
        found = next((p for p in plans if str(p.uuid) == request.POST.get("plan") and p.customer), None)
        if found and settings.GIVING.takes_cards:
            try:
                back = page_url("give-own", found.language, token)
                return see_other(stripe_api.portal_url(found.customer, back, get_language() or "en"))
            except GatewayError:
                given["is_away"] = True
    usual = dict(zip(("first", "last"), statements.usual_days(who, localdate()), strict=True))
    form = RangeForm(request.GET if "first" in request.GET else None, initial=usual)
    if form.is_valid():
        usual = form.cleaned_data
    found_statement = statements.statement_of_hash(who, usual["first"], usual["last"], get_language() or "en")
    given |= {"form": form, "statement": found_statement}
    return to_gateway(render(request, "giving/own.html", given))
