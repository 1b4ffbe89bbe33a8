"""Campaigns for everyone: the list, what one asks with the figures of a town, and what to say on the phone."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from fairtown.hub.campaigns import shown
from fairtown.hub.campaigns.forms import CallForm, TownQuery, town_typed
from fairtown.hub.campaigns.models import Call, Campaign, Official
from fairtown.hub.campaigns.sending import gets_mail
from fairtown.hub.campaigns.writing import call_script, cited_figures
from fairtown.hub.errors import TranslatedError
from fairtown.hub.gate.forms import TOKEN, SignedForm
from fairtown.hub.gate.private_pages import private_page
from fairtown.hub.gate.refusals import take_once
from fairtown.hub.shelf.live_figures import LiveFigure, of_town
from fairtown.hub.shelf.query import without_parameters
from fairtown.hub.site_url import absolute_url
from fairtown.release.reader import Row

#: Counts and towns change: caches ask again after a minute.
SHORT = 60


def campaign_of(slug: str) -> Campaign:
    """Return the published campaign of a slug; raises TranslatedError if there is none."""
    campaign = Campaign.objects.published().filter(slug=slug).first()
    if campaign is None:
        raise TranslatedError(_("There is no campaign at this address. See the list of campaigns."))
    return campaign


def town_context(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """Return the campaign, the reader's town with its officials and figures, and why no town was found."""
    typed = str(TownQuery.read(request.GET)["town"])
    town, error = town_typed(typed)
    return {
        "campaign": campaign,
        "town": town,
        "typed": typed,
        "town_error": error,
        "officials": campaign.officials_of(town["key"]) if town else [],
    }


def figures_of(campaign: Campaign, town: Row) -> list[LiveFigure]:
    """Return the figures of a campaign for a town, those not known too."""
    return [of_town(row.what, str(town["slug"])) for row in campaign.figures.all()]


@cache_control(public=True, max_age=SHORT)
@without_parameters
def index(request: HttpRequest) -> HttpResponse:
    """List the campaigns, those that are open first."""
    campaigns = list(Campaign.objects.published())
    given = {
        "open_rows": [_row(campaign) for campaign in campaigns if campaign.is_open],
        "closed_rows": [_row(campaign) for campaign in campaigns if not campaign.is_open],
    }
    return render(request, "campaigns/index.html", given)


def _row(campaign: Campaign) -> dict[str, Any]:
    return {"campaign": campaign, "counts": shown.counts(campaign)}


@cache_control(public=True, max_age=SHORT)
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is asked, the figures of the reader's town, how many took part, and links to share."""
    campaign = campaign_of(slug)
    given = town_context(request, campaign)
    town = given["town"]
    given |= {
        "counts": shown.counts(campaign),
        "figures": figures_of(campaign, town) if town else [],
        "share": share_links(campaign),
    }
    return render(request, "campaigns/page.html", given)


def share_links(campaign: Campaign) -> list[tuple[str, str]]:
    """Return label and address of plain links that share a campaign: nothing is loaded from anywhere."""
    url = absolute_url(reverse("campaign", args=[campaign.slug]))
    title, quoted = quote(campaign.title), quote(url, safe="")
    return [
        (_("By e-mail"), f"mailto:?subject={title}&body={quoted}"),
        ("WhatsApp", f"https://wa.me/?text={title}%20{quoted}"),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={quoted}"),
        ("Bluesky", f"https://bsky.app/intent/compose?text={title}%20{quoted}"),
    ]


@private_page
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the numbers and what to say, and count a call; who calls is not asked."""
    campaign = campaign_of(slug)
    given = town_context(request, campaign)
    town = given["town"]
    given["officials"] = [official for official in given["officials"] if official.phone]
    given["signed"] = signed = SignedForm("campaign-call", f"{slug}/{town['slug'] if town else ''}")
    status: int = HTTPStatus.OK
    if request.method == "POST" and town and campaign.is_open:
        given["is_counted"], given["error"], status = _count_call(
            request, campaign, signed, given["officials"]
        )
    figures = cited_figures(campaign, town) if town else []
    given |= {
        "script": call_script(campaign, town, figures) if town else "",
        "figures": figures,
        "token": signed.token(request.POST.get(TOKEN, "")),
    }
    return render(request, "campaigns/call.html", given, status=status)


def _count_call(
    request: HttpRequest, campaign: Campaign, signed: SignedForm, officials: list[Official]
) -> tuple[bool, str, int]:
    """Count a call; return whether it is counted, why not, and the status of the answer."""
    form = CallForm(request.POST, officials)

    def store() -> None:
        Call.objects.create(campaign=campaign, official_id=int(form.cleaned_data["official"]))

    return take_once(request, signed, form, store, mailbox="", mend=_("Choose whom you called."))


def mail_rows(officials: list[Official]) -> list[dict[str, Any]]:
    """Return officials with whether letters may be mailed to them."""
    return [{"official": official, "gets_mail": gets_mail(official)} for official in officials]
