"""A campaign, and the forms of those who write to officials, for tests."""

from __future__ import annotations

import re

from django.test import Client

from fairtown.hub.campaigns.models import Campaign, CampaignFigure, Official
from fairtown.hub.mail.models import Mail
from fairtown.hub.shelf.query import town_of

ADDRESS, MAYOR, CLERK = "maria@mail.example", "mayor@town.example", "clerk@town.example"
MARK = "Xq7Marked"
WRITE = "/campaigns/homes/write/?town=avon"


def open_campaign() -> Campaign:
    """Store a campaign that is open, with two officials who take mail, one of paper, and one of another town."""
    found = Campaign.objects.create(
        slug="homes", title_en="More homes", title_es="Más viviendas", ask_en="Vote yes.", ask_es="Vote sí.",
        template_en="From [[town]]:\n[Your own words.]\n[[figures]]\n\nSources:\n[[sources]]",
        template_es="Desde [[town]]:\n[[figures]]\n[[sources]]", is_published=True,
    )  # fmt: skip
    for what in ("residents.poverty:poverty_share:", "subsidized.assisted_share:assisted_share:"):
        CampaignFigure.objects.create(campaign=found, what=what)
    avon = town_of("avon")["key"]
    for office, town, mail in (
        ("Mayor", avon, MAYOR), ("Clerk", "", CLERK), ("On paper", "", ""), ("Elsewhere", "09-52070x", "x@x.example"),
    ):  # fmt: skip
        found.officials.add(
            Official.objects.create(office=office, town=town, mail=mail, phone="860-555-0100")
        )
    return found


def token(site: Client, page: str = WRITE) -> str:
    """Return the token of a form."""
    found = re.search(r'name="made" value="([^"]+)"', site.get(page).content.decode())
    assert found
    return found[1]


def official(mail: str) -> str:
    """Return the number of an official by their address."""
    return str(Official.objects.get(mail=mail).pk)


def send_letter(site: Client, page: str = WRITE, **fields: object):  # type: ignore[no-untyped-def]
    """Send the form of a letter, and return the answer."""
    form = {
        "officials": [official(MAYOR), official(CLERK)], "subject": "Homes", "body": "Please vote yes.",
        "name": "María Ruiz", "email": ADDRESS, "made": token(site, page.replace("/print/", "/write/")),
    }  # fmt: skip
    return site.post(page, form | fields)


def confirm_path() -> str:
    """Return the path of the link in the newest mail that asks for a confirmation."""
    text = Mail.objects.filter(kind="letter-confirm").order_by("-pk")[0].text
    found = re.search(r"https?://[^/\s]+(\S+/confirm/\S+)", text)
    assert found, text
    return found[1]
