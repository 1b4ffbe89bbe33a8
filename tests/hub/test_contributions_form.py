"""The public form: what is sent in is kept for review, never shown before it, and no one is asked who they are."""

import re
import xml.sax.saxutils
from collections import deque
from datetime import date, datetime, timedelta
from time import monotonic
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairtown.hub.contributions import views
from fairtown.hub.contributions.models import Contribution
from fairtown.hub.gate import forms as gate_forms
from fairtown.hub.shelf import text as typed_text

from .as_shown import as_shown

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
    monkeypatch.setattr(gate_forms, "SOONEST", timedelta(seconds=-1))
    monkeypatch.setattr(views, "_recent_times", deque())
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
    assert answer.status_code == 302
    assert "kept for review" in site.get(answer.headers["Location"]).content.decode()
    stored = Contribution.objects.get()
    assert (stored.town, stored.state, stored.as_sent) == ("09-02060", "received", FIELDS["says"])
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
    ("wrong", "message"),
    [
        ({"source": ""}, "This field is required."),
        ({"source": "town"}, "Name the source"),
        ({"says": "yes"}, "Write what the rules say"),
        ({"says": "x" * 2001}, "At most 2000 letters; these are 2001."),
        ({"subject": "weather"}, "weather"),
        ({"kind": ""}, "This field is required."),
        ({"as_of": "2999-01-01"}, "This day is yet to come."),
        ({"as_of": "May"}, "Enter a valid date."),
        ({"source_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"website": "https://spam.example"}, "must stay empty"),
        ({"made": "forged"}, "not made by this site"),
        ({"made": ""}, "not made by this site"),
        ({"says": "A lot needs 40,000\ufffd square feet."}, "Some letters could not be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_nothing_is_kept(
    site: Client, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str], message: str
) -> None:
    answer = site.post(ADDRESS, filled(site, monkeypatch, **wrong))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert message in html
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
    assert "another page" in answer.content.decode()


def test_too_many_unread_are_refused(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_OF_TOWN", 2)
    for n in range(2):
        site.post(ADDRESS, filled(site, monkeypatch, says=f"{FIELDS['says']} {n}"))
    answer = site.post(ADDRESS, filled(site, monkeypatch, says="One more rule of this town."))
    assert answer.status_code == 503
    assert Contribution.objects.count() == 2


def test_a_form_can_be_sent_once(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    form = filled(site, monkeypatch)
    assert site.post(ADDRESS, form).status_code == 302
    answer = site.post(ADDRESS, form | {"says": "Another rule with the form of before."})
    assert answer.status_code == 422
    assert "already sent" in answer.content.decode()
    assert Contribution.objects.count() == 1


def test_a_flood_makes_all_wait_a_minute_and_no_longer(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    form = filled(site, monkeypatch)
    times = deque([monotonic()] * views.MOST_A_MINUTE)
    monkeypatch.setattr(views, "_recent_times", times)
    answer = site.post(ADDRESS, form)
    assert answer.status_code == 503
    assert "in a minute" in answer.content.decode()
    monkeypatch.setattr(views, "_recent_times", deque(t - views.MINUTE - 1 for t in times))
    assert site.post(ADDRESS, form).status_code == 302


def test_thanks_are_given_only_for_what_was_sent(site: Client) -> None:
    assert "kept for review" not in site.get(ADDRESS + "?sent=1").content.decode()


def test_the_day_is_kept_and_not_the_hour(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    site.post(ADDRESS, filled(site, monkeypatch))
    stored = Contribution.objects.values().get()
    assert type(stored["received_on"]) is date
    assert not [name for name, value in stored.items() if isinstance(value, datetime)]


def test_a_correction_is_told_as_one_beside_what_it_corrects(site: Client) -> None:
    Contribution.objects.create(
        town="09-47360", kind="correction", subject="lot", district="R-15", says="The lot is 20,000.", as_sent="",
        source="Zoning Regulations, section 21", state="shown", form="x",
    )  # fmt: skip
    for page in ("/zoning/middletown/", "/zoning/compare/?town=middletown"):
        assert "<strong>Correction:</strong> The lot is 20,000. (district R-15)" in as_shown(
            site.get(page).content.decode()
        )
    assert "A correction on this subject was sent in" in site.get("/zoning/middletown/").content.decode()


def test_the_brief_holds_reviewed_facts_and_says_how_many_it_left_out(site: Client) -> None:
    Contribution.objects.create(
        town="09-02060", kind="fact", subject="lot", says="A lot needs 40,000 square feet.", as_sent="",
        source="Zoning Regulations, section 21", state="shown", form="x",
    )  # fmt: skip
    assert "A lot needs 40,000 square feet." in site.get("/zoning/avon/act/brief/").content.decode()
    assert "of 12 facts" in site.get("/zoning/middletown/act/brief/").content.decode()


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


def test_what_no_eye_sees_is_not_kept_and_a_line_break_is_one_letter(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = "A lot\0 needs\x07 40,000\u202e square feet.\r\n" + "x\r\n" * 900
    answer = site.post(ADDRESS, filled(site, monkeypatch, says=says, source="Rules,\x0c section\r\n4.2"))
    assert answer.status_code == 302, "1,840 letters as a browser counts them"
    stored = Contribution.objects.get()
    assert stored.says.startswith("A lot needs 40,000 square feet.\nx\nx\n")
    assert stored.source == "Rules, section 4.2"


@given(st.text(max_size=60))
def test_a_kept_text_can_stand_in_xml_and_keeps_what_can_be_read(text: str) -> None:
    for cleaned in (typed_text.lines(text), typed_text.one_line(text)):
        document = xml.sax.saxutils.escape(cleaned).replace("\ufffe", "").replace("\uffff", "")
        assert ElementTree.fromstring(f"<p>{document}</p>").text in (cleaned, cleaned or None)
        assert [c for c in cleaned if c.isalnum()] == [c for c in text if c.isalnum()]
    assert "\n" not in typed_text.one_line(text)


def test_a_form_that_comes_back_to_be_mended_may_be_sent_at_once(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_ = filled(site, monkeypatch, source="")
    html = site.post(ADDRESS, given_).content.decode()
    token = re.search(r'name="made" value="([^"]+)"', html)
    assert token
    assert token[1] == given_["made"], "its clock has run already"
    assert site.post(ADDRESS, given_ | {"source": FIELDS["source"]}).status_code == 302
    again = site.post(ADDRESS, given_ | {"source": FIELDS["source"]}).content.decode()
    token = re.search(r'name="made" value="([^"]+)"', again)
    assert token
    assert token[1] != given_["made"], "what was sent is not sent again"


def test_errors_are_in_the_language_of_the_page(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = filled(site, monkeypatch, says="yes", source="town", as_of="2999-01-01")
    html = site.post("/es" + ADDRESS, wrong).content.decode()
    for english in ("Write what", "Name the source", "yet to come"):
        assert english not in html
    assert "Escriba lo que dicen las reglas" in html
