"""The own page behind a mailed link: preferences, towns, a copy, erasure; and leaving with one press."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fairtown.hub.gate.models import Counter, SentForm
from fairtown.hub.mail.models import Mail
from fairtown.hub.supporters import links, suppressions
from fairtown.hub.supporters.models import Consent, Email, Person, Suppression

from .joining_forms import ADDRESS, joined, link, send_join, token

pytestmark = pytest.mark.usefixtures("quick_forms")


def test_unsubscribing_acts_by_one_post_and_a_look_changes_nothing(site: Client) -> None:
    email = joined(site)
    path = link("unsubscribe")
    page = site.get(path).content.decode()
    assert "m…@mail.example" in page
    assert ADDRESS not in page
    assert not Suppression.objects.exists()
    answer = site.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert suppressions.reason(email.who) == Suppression.Why.UNSUBSCRIBED
    assert site.post(path).status_code == 200
    assert Consent.objects.filter(is_given=False).count() == 1, "the second press is no second row"


def test_preferences_are_changed_and_towns_followed(site: Client) -> None:
    joined(site)
    you = link("you")
    page = site.get(you).content.decode()
    assert ADDRESS in page
    form = {"given_name": "Ana", "town": "Canton", "topics": ["events"], "save": "1"}
    assert site.post(you, form).headers["Location"] == you
    person = Person.objects.get()
    assert (person.given_name, person.town_name, person.is_volunteer) == ("Ana", "Canton", False)
    assert [i.topic for i in person.interests.all()] == ["events"]
    assert site.post(you, {"follow": "Bethel"}).status_code == 302
    assert [str(f) for f in person.follows.all()] == ["Avon", "Bethel"]
    site.post(you, {"unfollow": person.follows.first().town})  # type: ignore[union-attr]
    assert [str(f) for f in person.follows.all()] == ["Bethel"]
    wrong = site.post(you, {"follow": "Nowhere at all"})
    assert wrong.status_code == 422
    assert site.post(you, {"given_name": "<i>", "save": "1"}).status_code == 422
    assert Person.objects.get().given_name == "Ana"


def test_the_copy_holds_all_that_is_stored(site: Client) -> None:
    joined(site)
    answer = site.get(link("you").rstrip("/") + "/copy.json")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    copy = json.loads(answer.content)
    assert copy["name"]["first"] == "María"
    assert copy["addresses"] == [{"address": ADDRESS, "state": "confirmed", "gets_no_mail": ""}]
    assert [row["where"] for row in copy["consent"]] == ["join", "join-confirm"]
    assert copy["follows"] == ["Avon"]
    assert [row["kind"] for row in copy["mail"]] == ["welcome", "confirm"]


def test_erasure_leaves_hashes_alone_and_no_mail_comes_again(site: Client) -> None:
    email = joined(site)
    you, stop = link("you"), link("unsubscribe")
    erase = you.rstrip("/") + "/erase/"
    assert "undone" in site.get(erase).content.decode()
    assert Person.objects.exists()
    assert "Everything is erased" in site.post(erase).content.decode()
    assert not Person.objects.exists()
    assert not Email.objects.exists()
    assert not Mail.objects.exists()
    assert suppressions.reason(email.who) == Suppression.Why.ERASED
    everything = str([list(m.objects.values()) for m in (Consent, Suppression, Counter, SentForm)])
    assert ADDRESS not in everything
    assert "María" not in everything
    assert site.get(you).status_code == 410
    assert "deleted" in site.get(you).content.decode()
    assert "e-mail you any more" in site.post(stop).content.decode()


def test_a_link_that_is_old_or_changed_says_how_to_get_a_new_one(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_join(site)
    path = link("join/confirm")
    for broken in ("/join/confirm/x/", path[:-3] + "aa/", path.replace("join/confirm", "you")):
        answer = site.get(broken)
        assert answer.status_code == 404
        assert "Copy the whole link" in answer.content.decode()
    monkeypatch.setitem(
        links.LINKS, links.CONFIRM, replace(links.LINKS[links.CONFIRM], life=timedelta(seconds=-1))
    )
    answer = site.post(path)
    assert answer.status_code == 410
    assert "expired" in answer.content.decode()
    assert Email.objects.get().state == Email.State.UNCONFIRMED


def test_the_link_to_the_own_page_is_mailed_anew_and_to_nobody_else(site: Client) -> None:
    joined(site)
    Mail.objects.all().delete()
    answers = [
        site.post("/you/", {"email": address, "made": token(site, "/you/")})
        for address in (ADDRESS.upper(), "stranger@mail.example")
    ]
    assert {a.headers["Location"] for a in answers} == {"/you/sent/"}
    assert Mail.objects.get().to == ADDRESS
    assert site.get(link("you")).status_code == 200


def test_private_pages_are_stored_by_nobody_and_listed_nowhere(site: Client) -> None:
    joined(site)
    pages = ["/join/", "/join/sent/", "/you/", link("you"), link("unsubscribe"), link("join/confirm", 1)]
    for page in pages:
        answer = site.get(page)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies


@given(st.text(max_size=120))
def test_no_text_but_a_signed_one_opens_a_page(text: str) -> None:
    for route in links.LINKS:
        assert links.follow_link(route, text).fault == "unknown"
