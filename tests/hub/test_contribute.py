"""The public form: what is sent in is kept for review, never shown before it, and no one is asked who they are."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairtown.hub.records.models import Contribution
from fairtown.hub.zoning import contribute

ADDRESS = "/zoning/avon/add/"
FIELDS = {
    "kind": "fact",
    "subject": "lot",
    "district": "R-40",
    "says": "A lot in R-40 needs 40,000 square feet.",
    "source": "Zoning Regulations, section 4.2, page 31",
    "source_url": "https://town.example/rules.pdf",
    "as_of": "2024-05-01",
}


def filled(site: Client, monkeypatch: pytest.MonkeyPatch, **fields: str) -> dict[str, str]:
    """Return the form as a reader would fill it; no one waits in a test."""
    monkeypatch.setattr(contribute, "SOONEST", timedelta(seconds=-1))
    html = site.get(ADDRESS).content.decode()
    token = re.search(r'name="made" value="([^"]+)"', html)
    assert token
    return FIELDS | {"made": token[1]} | fields


def test_the_database_under_test_is_named(capsys: pytest.CaptureFixture[str], db: None) -> None:
    with capsys.disabled():
        print(connection.vendor)


def test_what_is_sent_waits_for_review_and_is_not_shown(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = site.post(ADDRESS, filled(site, monkeypatch))
    assert (answer.status_code, answer.headers["Location"]) == (302, ADDRESS + "?sent=1")
    assert "kept for review" in site.get(ADDRESS + "?sent=1").content.decode()
    kept = Contribution.objects.get()
    assert (kept.town, kept.state, kept.as_sent) == ("09-02060", "received", FIELDS["says"])
    for page in (
        "/zoning/avon/",
        "/zoning/",
        "/zoning/compare/?town=avon",
        "/zoning/avon/act/",
        "/zoning/avon/act/brief/",
    ):
        assert FIELDS["says"] not in site.get(page).content.decode()


def test_once_reviewed_it_shows_at_once_with_its_source(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.post(ADDRESS, filled(site, monkeypatch))
    site.get("/zoning/avon/")
    Contribution.objects.update(state=Contribution.State.SHOWN)
    html = site.get("/zoning/avon/").content.decode()
    assert FIELDS["says"] in html
    assert f'href="{FIELDS["source_url"]}" rel="noopener nofollow"' in html
    assert "Sent in by a reader and reviewed by staff" in html
    Contribution.objects.update(state=Contribution.State.REFUSED)
    assert FIELDS["says"] not in site.get("/zoning/avon/").content.decode()


def test_the_same_sent_twice_is_kept_once(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        assert site.post(ADDRESS, filled(site, monkeypatch)).status_code == 302
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"source": ""}, "This field is required."),
        ({"source": "town"}, "Name the source"),
        ({"says": "yes"}, "Write what the rules say"),
        ({"says": "x" * 2001}, "at most 2000 characters"),
        ({"says": "zero\0byte in what it says"}, "Null characters"),
        ({"subject": "weather"}, "weather"),
        ({"kind": ""}, "This field is required."),
        ({"as_of": "2999-01-01"}, "This day is yet to come."),
        ({"as_of": "May"}, "Enter a valid date."),
        ({"source_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"website": "https://spam.example"}, "must stay empty"),
        ({"made": "forged"}, "not made by this site"),
        ({"made": ""}, "not made by this site"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_nothing_is_kept(
    site: Client, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str], told: str
) -> None:
    answer = site.post(ADDRESS, filled(site, monkeypatch, **wrong))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert told in html
    assert Contribution.objects.count() == 0
    if "says" not in wrong:
        assert FIELDS["says"] in html, "what was written is not to be written twice"


def test_a_program_that_answers_at_once_is_refused(site: Client) -> None:
    token = re.search(r'name="made" value="([^"]+)"', site.get(ADDRESS).content.decode())
    assert token
    answer = site.post(ADDRESS, FIELDS | {"made": token[1]})
    assert answer.status_code == 422
    assert "faster than anyone can read" in answer.content.decode()


def test_a_form_of_another_town_is_refused(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = site.post("/zoning/canton/add/", filled(site, monkeypatch))
    assert answer.status_code == 422
    assert "another town" in answer.content.decode()


def test_too_many_unread_are_refused(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contribute, "MOST_OF_TOWN", 2)
    for n in range(2):
        site.post(ADDRESS, filled(site, monkeypatch, says=f"{FIELDS['says']} {n}"))
    answer = site.post(ADDRESS, filled(site, monkeypatch, says="One more rule of this town."))
    assert answer.status_code == 503
    assert Contribution.objects.count() == 2


def test_no_cookie_is_set_and_no_name_is_asked(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = site.get(ADDRESS)
    assert not answer.cookies
    assert (
        answer.headers["Cache-Control"].endswith("no-store") or "no-store" in answer.headers["Cache-Control"]
    )
    html = answer.content.decode()
    assert not re.search(r'name="(e-?mail|name|phone|address)"', html)
    assert not site.post(ADDRESS, filled(site, monkeypatch)).cookies
    columns = {f.name for f in Contribution._meta.get_fields()}
    assert not columns & {"name", "email", "ip", "phone", "address"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(says=st.text(min_size=8, max_size=200), source=st.text(min_size=8, max_size=60))
def test_any_text_is_kept_as_it_is_or_refused_and_never_becomes_html(
    site: Client, monkeypatch: pytest.MonkeyPatch, says: str, source: str
) -> None:
    Contribution.objects.all().delete()
    answer = site.post(ADDRESS, filled(site, monkeypatch, says=f"<b onclick=x>{says}", source=f"<i>{source}"))
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        Contribution.objects.update(state=Contribution.State.SHOWN)
        assert "<b onclick" not in site.get("/zoning/avon/").content.decode()
        assert "<i>" not in site.get("/zoning/avon/").content.decode()
