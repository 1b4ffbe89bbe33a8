"""Campaigns: letters with cited figures of a town, one for each official, confirmed by their sender's mailbox."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairtown.hub.campaigns import report, retention, seed, sending, shown
from fairtown.hub.campaigns.forms import BodyField, SubjectField
from fairtown.hub.campaigns.models import Call, Campaign, CampaignFigure, Letter, LobbyTime, Official
from fairtown.hub.campaigns.writing import filled_template
from fairtown.hub.gate import forms as gate_forms
from fairtown.hub.gate.models import Counter, SentForm
from fairtown.hub.mail.models import Mail
from fairtown.hub.mail.sending import send_due
from fairtown.hub.mail.server import mail_server
from fairtown.hub.organisation import sample_folders
from fairtown.hub.shelf.query import town_of
from fairtown.hub.supporters import erasure, joining, suppressions
from fairtown.hub.supporters.addresses import hash_of
from fairtown.hub.supporters.joining import JoinRequest
from fairtown.hub.supporters.models import Email, Suppression
from fairtown.release.reader import OpenRelease

from . import loopback_smtp
from .loopback_smtp import MailServer
from .staff_session import signed_in

ADDRESS, MAYOR, CLERK = "maria@mail.example", "mayor@town.example", "clerk@town.example"
MARK = "Xq7Marked"
WRITE = "/campaigns/homes/write/?town=avon"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No one waits in a test."""
    monkeypatch.setattr(gate_forms, "SOONEST", timedelta(seconds=-1))


@pytest.fixture
def campaign(site: Client) -> Campaign:
    """A campaign that is open, with two officials who take mail, one of paper, and one of another town."""
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


@pytest.fixture
def server(settings: LazySettings) -> Iterator[MailServer]:
    with loopback_smtp.mail_server() as running:
        settings.MAIL_SERVER = mail_server(running.url)
        yield running


def token(site: Client, page: str = WRITE) -> str:
    found = re.search(r'name="made" value="([^"]+)"', site.get(page).content.decode())
    assert found
    return found[1]


def official(mail: str) -> str:
    return str(Official.objects.get(mail=mail).pk)


def send_letter(site: Client, page: str = WRITE, **fields: object):  # type: ignore[no-untyped-def]
    form = {
        "officials": [official(MAYOR), official(CLERK)], "subject": "Homes", "body": "Please vote yes.",
        "name": "María Ruiz", "email": ADDRESS, "made": token(site, page.replace("/print/", "/write/")),
    }  # fmt: skip
    return site.post(page, form | fields)


def confirm_path() -> str:
    text = Mail.objects.filter(kind="letter-confirm").order_by("-pk")[0].text
    found = re.search(r"https?://[^/\s]+(\S+/confirm/\S+)", text)
    assert found, text
    return found[1]


def test_the_database_under_test_is_named(capsys: pytest.CaptureFixture[str], db: None) -> None:
    with capsys.disabled():
        print(connection.vendor)


def test_each_official_gets_one_mail_from_us_with_the_reply_to_its_writer(
    site: Client, campaign: Campaign, server: MailServer
) -> None:
    answer = send_letter(site, name="María <Ruiz", email="MARIA@mail.example")
    assert answer.status_code == 422
    answer = send_letter(site, email="MARIA@mail.example", body="Vote <yes> & be [kind] https://x.example")
    assert answer.status_code == 422, "HTML is refused in plain words"
    assert "without HTML" in answer.content.decode()
    answer = send_letter(
        site, email="MARIA@mail.example", body="## 3 < 4 & [kind] https://x.example/\n-- \n- no"
    )
    assert answer.headers["Location"] == "/campaigns/homes/sent/"
    send_due("machine:worker")
    (asked_first,) = server.messages
    assert asked_first["To"] == ADDRESS, "nothing goes to an official before the mailbox says yes"
    path = confirm_path()
    page = site.get(path)
    assert "Yes, send my letter" in page.content.decode()
    assert "3 &lt; 4 &amp; [kind]" in page.content.decode()
    assert not Letter.objects.filter(state=Letter.State.SENT).exists(), "a look sends nothing"
    assert "on its way" in site.post(path).content.decode()
    assert "on its way" in site.post(path).content.decode(), "pressed again, it says so and sends nothing"
    send_due("machine:worker")
    assert server.arrived == {ADDRESS: 2, MAYOR: 1, CLERK: 1}, "its writer has a copy"
    message = next(m for m in server.messages if m["To"] == MAYOR)
    assert message["From"] == "fairtown <noreply@localhost>"
    assert message["Reply-To"] == ADDRESS
    assert message.get_all("Auto-Submitted") == ["no"]
    assert message["Subject"] == "Homes"
    plain, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert plain.startswith("Dear Mayor:")
    assert "## 3 < 4 & [kind] https://x.example/" in plain
    assert "María Ruiz\nAvon" in plain.replace("\r\n", "\n")
    assert "## 3 &lt; 4 &amp; [kind] https://x.example/" in html
    assert "<a" not in html, "what was typed makes no button and no link"


def test_a_letter_quotes_the_figures_of_its_town_with_permanent_addresses(
    site: Client, campaign: Campaign, release: OpenRelease
) -> None:
    text = filled_template(campaign, town_of("avon"))
    assert text.startswith("From Avon:\n[Your own words.]\n- ")
    rows = release.observations(["residents.poverty"], [p for p in release.all_places if p["slug"] == "avon"])
    newest = max((r for r in rows if r["output"] == "poverty_share"), key=lambda r: r["year"])
    assert f"{newest['value']:.1f}"[:1] in text
    urls = re.findall(r"^\[(\d)\] fairtown, release \S+: (https?://\S+)$", text, re.MULTILINE)
    assert [n for n, _url in urls] == ["1", "2"]
    for _n, url in urls:
        assert site.get(url.split("localhost", 1)[1]).status_code == 200
    assert re.findall(r"\[(\d)\]$", text.split("Sources:")[0], re.MULTILINE) == ["1", "2"]
    assert "[[" not in text


def test_words_that_ask_for_own_ones_are_not_sent(site: Client, campaign: Campaign) -> None:
    answer = send_letter(site, body=filled_template(campaign, town_of("avon")))
    assert answer.status_code == 422
    assert "[Your own words.]" in answer.content.decode()
    body = filled_template(campaign, town_of("avon")).replace("[Your own words.]", "I live here.")
    assert send_letter(site, body=body).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"subject": "Homes\r\nBcc: all@mail.example"}, "on one line"),
        ({"subject": "Homes\u2028Bcc: all@mail.example"}, "on one line"),
        ({"subject": "<b>Homes</b>"}, "without HTML"),
        ({"body": "<script>alert(1)</script>"}, "without HTML"),
        ({"body": "x" * 6001}, "At most 6000 letters"),
        ({"body": "a\ufffdb"}, "garbled"),
        ({"name": ""}, "required"),
        ({"email": "maria"}, "look like an e-mail address"),
        ({"email": ""}, "required"),
        ({"officials": []}, "at least one official"),
        ({"officials": ["999999"]}, "999999"),
        ({"website": "https://spam.example"}, "must stay empty"),
        ({"made": "forged"}, "not made by this site"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(
    site: Client, campaign: Campaign, wrong: dict[str, object], message: str
) -> None:
    answer = send_letter(site, **wrong)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Letter.objects.exists()
    assert not Mail.objects.exists()
    if "body" not in wrong:
        assert "Please vote yes." in answer.content.decode(), "what was written is not to be written twice"


def test_an_official_of_another_town_or_on_paper_gets_no_mail(site: Client, campaign: Campaign) -> None:
    page = site.get(WRITE).content.decode()
    assert "Mayor" in page
    assert "Elsewhere" not in page
    assert "on paper only" in page
    paper = str(Official.objects.get(office="On paper").pk)
    assert send_letter(site, officials=[paper]).status_code == 422
    assert send_letter(site, officials=[official("x@x.example")]).status_code == 422


def test_an_address_writes_to_an_official_once_and_others_change_nothing(
    site: Client, campaign: Campaign
) -> None:
    send_letter(site)
    first = confirm_path()
    send_letter(site, body="Something else, by whoever typed the address.")
    site.post(first)
    second = confirm_path()
    assert second != first
    assert "already wrote to them" in site.post(second).content.decode()
    sent = Letter.objects.filter(state=Letter.State.SENT)
    assert sorted(letter.official.mail for letter in sent) == [CLERK, MAYOR]
    assert {letter.body for letter in sent} == {"Please vote yes."}
    assert Mail.objects.filter(kind="letter").count() == 2
    copy = Mail.objects.get(kind="letter-copy")
    assert copy.subject.startswith("Copy of your letter: ")
    assert all(str(official) in copy.text for official in Official.objects.filter(letters__state="sent"))


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from((MAYOR, CLERK))), max_size=8))
def test_whatever_the_order_each_pair_is_sent_once(
    site: Client, campaign: Campaign, order: list[tuple[str, str]]
) -> None:
    with transaction.atomic():
        for n, (who, mail) in enumerate(order):
            request = sending.LetterRequest(f"{who}@mail.example", f"{n}", "en", "A", "", "S", "B")
            sending.keep_draft(campaign, request, [Official.objects.get(mail=mail)])
            sending.send(Letter.objects.order_by("-pk")[:1])
        sent = Letter.objects.filter(state=Letter.State.SENT).values_list("who", "official__mail")
        assert sorted(sent) == sorted({(hash_of(f"{who}@mail.example"), mail) for who, mail in order})
        assert Mail.objects.filter(kind="letter").count() == len(set(order))
        transaction.set_rollback(True)


def test_the_database_itself_refuses_a_second_letter(campaign: Campaign) -> None:
    to = Official.objects.get(mail=MAYOR)
    row = {"campaign": campaign, "official": to, "state": Letter.State.SENT}
    Letter.objects.create(**row, who="h")
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(**row, who="h")
    Letter.objects.create(**row, who="")
    Letter.objects.create(**row, who="")


@given(text=st.text(max_size=200))
def test_whatever_is_typed_is_refused_or_stays_text(text: str) -> None:
    letter = Letter(official=Official(office="Mayor"), language="en", name="A", address=ADDRESS)
    try:
        letter.subject = SubjectField(max_length=150).clean(text)
        letter.body = BodyField(max_length=6000).clean(text)
    except ValidationError:
        return
    mail = sending.mailed(letter)
    assert "\n" not in mail.subject
    assert mail.subject.isprintable() or mail.subject.replace("\u200d", "").replace("\u200c", "")
    inner = mail.html.partition("<main>")[2].partition("</main>")[0]
    assert set(re.findall(r"<[^>]*>", inner)) == {"<p>", "</p>"} | ({"<br>"} if "<br>" in inner else set())
    typed = "".join(letter.body.split())
    assert typed in "".join(unescape(re.sub(r"<[^>]*>", "", inner)).split()), "it reads as it was typed"


def test_no_letter_goes_to_who_gets_no_mail(site: Client, campaign: Campaign) -> None:
    send_letter(site)
    suppressions.suppress(hash_of(MAYOR), Suppression.Why.COMPLAINT)
    page = site.post(confirm_path()).content.decode()
    assert "take no e-mail from us" in page
    assert [m.to for m in Mail.objects.filter(kind="letter")] == [CLERK]
    assert send_letter(site, officials=[official(MAYOR)]).status_code == 422
    suppressions.suppress(hash_of("stop@mail.example"), Suppression.Why.DO_NOT_CONTACT)
    answer = send_letter(site, officials=[official(CLERK)], email="stop@mail.example")
    assert answer.headers["Location"] == "/campaigns/homes/sent/", "the same answer to everyone"
    assert not Mail.objects.filter(to="stop@mail.example").exists()
    assert not Letter.objects.filter(address="stop@mail.example").exists()


def test_a_printed_letter_leaves_a_count_and_no_word(site: Client, campaign: Campaign) -> None:
    paper = str(Official.objects.get(office="On paper").pk)
    fields = {"officials": [paper], "name": MARK, "body": f"Vote. {MARK}", "email": "", "made": token(site)}
    for _ in range(2):
        answer = send_letter(site, "/campaigns/homes/print/?town=avon", **fields)
        page = answer.content.decode()
        assert (answer.status_code, page.count(MARK)) == (200, 2)
        assert "Dear On paper:" in page
        assert "no-store" in answer["Cache-Control"]
    assert shown.counts(campaign) == shown.Counts(printed=1), "printed again, the same form counts once"
    assert MARK not in everything()


def everything() -> str:
    """Return all that the database holds, as text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += cursor.fetchall()
    return str(rows)


def test_a_call_is_counted_and_nobody_asked(site: Client, campaign: Campaign) -> None:
    page = "/campaigns/homes/call/?town=avon"
    html = site.get(page).content.decode()
    assert "tel:860-555-0100" in html
    assert "From Avon:" in html
    form = {"official": official(MAYOR), "made": token(site, page)}
    assert "Your call is counted" in site.post(page, form).content.decode()
    assert site.post(page, form).status_code == 422
    assert Call.objects.count() == 1
    assert [f.name for f in Call._meta.get_fields()] == ["id", "campaign", "official", "day"]
    assert "Calls: 1" in site.get("/campaigns/homes/").content.decode()


def test_the_page_shows_the_town_the_count_and_plain_links(site: Client, campaign: Campaign) -> None:
    html = site.get("/campaigns/homes/?town=avon%20").content.decode()
    assert "Figures of Avon" in html
    assert "/explain/residents.poverty/" in html
    assert "https://wa.me/?text=More%20homes%20http" in html
    sources = re.findall(r'<(?:script|img|iframe|link)[^>]*(?:src|href)="(https?:[^"]+)"', html)
    assert [url for url in sources if "localhost" not in url] == []
    assert "find a town" in site.get("/campaigns/homes/?town=Chicago").content.decode()
    assert site.get("/campaigns/homes/?colour=red").status_code == 404
    assert "/campaigns/homes/" in site.get("/campaigns/").content.decode()
    assert "Más viviendas" in site.get("/es/campaigns/").content.decode()


def test_a_campaign_that_is_closed_or_hidden_takes_nothing(site: Client, campaign: Campaign) -> None:
    send_letter(site)
    path = confirm_path()
    campaign.opens_on, campaign.closes_on = date(2020, 1, 1), date(2020, 2, 1)
    campaign.save()
    assert "This campaign is closed" in site.get("/campaigns/homes/").content.decode()
    assert site.post(path).status_code == 410
    assert not Letter.objects.filter(state=Letter.State.SENT).exists()
    campaign.is_published = False
    campaign.save()
    assert site.get("/campaigns/homes/").status_code == 404
    assert "/campaigns/homes/" not in site.get("/campaigns/").content.decode()


def test_a_link_that_is_old_or_changed_says_so(
    site: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_letter(site)
    path = confirm_path()
    assert site.get("/campaigns/homes/confirm/x/").status_code == 404
    monkeypatch.setattr(sending, "LINKS", replace(sending.LINKS, life=timedelta(seconds=-1)))
    assert site.post(path).status_code == 410
    assert not Mail.objects.filter(kind="letter").exists()


def test_texts_are_deleted_after_a_year_and_drafts_after_a_week(site: Client, campaign: Campaign) -> None:
    send_letter(site, officials=[official(MAYOR)], name=MARK, body=MARK)
    site.post(confirm_path())
    send_letter(site, officials=[official(CLERK)])
    Letter.objects.filter(state=Letter.State.SENT).update(day=localdate() - timedelta(days=366))
    Letter.objects.filter(state=Letter.State.DRAFT).update(day=localdate() - timedelta(days=8))
    retention.delete_old()
    letter = Letter.objects.get()
    assert (letter.body, letter.name, letter.address, letter.subject) == ("", "", "", "")
    assert shown.counts(campaign).sent == 1
    send_letter(site, officials=[official(MAYOR)])
    assert "already wrote to them" in site.post(confirm_path()).content.decode()


def test_who_is_erased_is_forgotten_here_too(site: Client, campaign: Campaign) -> None:
    send_letter(site, name=MARK, body=MARK)
    site.post(confirm_path())
    joining.join(JoinRequest(ADDRESS, "n", "en"))
    person = Email.objects.get().person
    copy = erasure.copy_of(person)["letters_to_officials"]
    assert [row["text"] for row in copy] == [MARK, MARK]
    erasure.erase(person)
    assert MARK not in everything()
    assert ADDRESS not in everything()
    assert shown.counts(campaign).sent == 2


def test_a_marked_text_is_only_where_it_may_be(site: Client, campaign: Campaign, tmp_path: Path) -> None:
    send_letter(site, name=MARK, body=f"Vote. {MARK}", subject=MARK)
    mail = Mail.objects.get()
    assert MARK not in mail.text + mail.html + mail.subject, "unconfirmed, it is mailed to nobody"
    site.post(confirm_path())
    for page in (
        "/campaigns/",
        "/campaigns/homes/?town=avon",
        WRITE,
        f"/search/?q={MARK}",
        "/sitemap-pages.xml",
    ):
        html = site.get(page).content.decode().replace(f"q={MARK}", "").replace(f'"{MARK}"', "")
        assert MARK not in html or page.startswith("/search/"), page
    holders = {
        m.__name__ for m in (Letter, Mail, Counter, SentForm, Call) if MARK in str(list(m.objects.values()))
    }
    assert holders == {"Letter", "Mail"}
    assert ADDRESS not in str([list(m.objects.values()) for m in (Counter, SentForm, Call)])


def test_the_sample_sends_nothing_over_a_real_server(site: Client, server: MailServer) -> None:
    sample = Campaign.objects.get(slug="fair-share")
    assert sample.is_sample
    page = "/campaigns/fair-share/write/?town=avon"
    html = site.get(page).content.decode()
    assert "This campaign is a sample" in html
    assert 'name="email"' not in html
    answer = site.post(page, {"made": token(site, page)})
    assert answer.status_code == 422
    assert "nothing is sent from here" in answer.content.decode()


def test_other_states_begin_without_a_sample_and_search_finds_this_one(site: Client) -> None:
    assert [f for f in sample_folders("zz") if (f / seed.FOLDER).exists()] == []
    assert seed.seed() == 0, "not written twice"
    assert "/campaigns/fair-share/" in site.get("/search/?q=fair-share+law").content.decode()
    assert "/es/campaigns/fair-share/" in site.get("/es/search/?q=cuántas").content.decode()
    assert "/es/campaigns/fair-share/" in site.get("/es/search/?q=cuantas").content.decode()
    assert "/es/campaigns/fair-share/" in site.get("/sitemap-pages.xml").content.decode()


#: 26 U.S.C. 4911(c)(2), (c)(4): exempt-purpose expenditures, lobbying and grass roots nontaxable amounts.
@pytest.mark.parametrize(
    ("spent", "lobbying", "grassroots"),
    [
        ("0", "0.00", "0.00"),
        ("500000", "100000.00", "25000.00"),
        ("1000000", "175000.00", "43750.00"),
        ("1500000", "225000.00", "56250.00"),
        ("2000000", "250000.00", "62500.00"),
        ("17000000", "1000000.00", "250000.00"),
        ("90000000", "1000000.00", "250000.00"),
    ],
)
def test_the_limits_are_those_of_the_statute(spent: str, lobbying: str, grassroots: str) -> None:
    assert str(report.lobbying_limit(Decimal(spent))) == lobbying
    assert str(report.grassroots_limit(Decimal(spent))) == grassroots


def test_hours_and_costs_are_reported_by_year(site: Client) -> None:
    rows = [
        LobbyTime(day=date(2026, 1, 2), what="=a", hours=Decimal("2.5"), rate=40, cost=Decimal("3.1"), kind="direct"),
        LobbyTime(day=date(2026, 3, 2), what="Flyer", hours=1, rate=30, cost=20, kind="grassroots"),
        LobbyTime(day=date(2026, 3, 3), what="Rule", hours=4, rate=30, kind="direct", exception="rule"),
        LobbyTime(day=date(2025, 3, 3), what="Hearing", hours=1, rate=10, kind="direct"),
    ]  # fmt: skip
    LobbyTime.objects.bulk_create(rows)
    User.objects.create_superuser("ada", password="long-enough-pass")
    assert site.get("/staff/campaigns/lobbytime/report.csv").status_code == 302, "staff alone"
    signed_in(User.objects.get(), site)
    answer = site.get("/staff/campaigns/lobbytime/report.csv?spending=500000")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert table[1] == ["2026", "103.10", "50.00", "153.10", "120.00", "7.50"]
    assert table[2] == ["2025", "10.00", "0", "10.00", "0", "1.00"]
    cells = [cell for row in table for cell in row]
    assert "'=a" in cells
    assert ["lobbying_limit_usd", "100000.00"] in table
    assert any("4911" in cell for cell in cells)
    without = site.get("/staff/campaigns/lobbytime/report.csv").content.decode()
    assert "lobbying_limit_usd" not in without
    assert "left out" in without


def test_staff_see_who_got_what_and_who_was_not_checked(site: Client, campaign: Campaign) -> None:
    send_letter(site)
    User.objects.create_superuser("ada", password="long-enough-pass")
    staff = signed_in(User.objects.get())
    letters = "/staff/campaigns/letter/"
    assert "María Ruiz" not in staff.get(letters).content.decode(), "not before its mailbox confirms"
    site.post(confirm_path())
    html = staff.get(letters).content.decode()
    assert "María Ruiz" in html
    assert "waiting to be sent" in html
    Official.objects.filter(mail=CLERK).update(checked_on=localdate())
    due = staff.get("/staff/campaigns/official/?checked=due").content.decode()
    assert MAYOR in due
    assert CLERK not in due
    assert staff.get(f"/staff/campaigns/campaign/{campaign.pk}/change/").status_code == 200
    assert "Report as CSV" in staff.get("/staff/campaigns/lobbytime/").content.decode()
    for page in ("official/add/", "lobbytime/add/", f"letter/{Letter.objects.all()[0].pk}/change/", "call/"):
        assert staff.get(f"/staff/campaigns/{page}").status_code == 200


def test_staff_are_told_of_marks_that_nothing_fills_in(site: Client, campaign: Campaign) -> None:
    User.objects.create_superuser("ada", password="long-enough-pass")
    signed_in(User.objects.get(), site)
    page = f"/staff/campaigns/campaign/{campaign.pk}/change/"
    form = {
        "slug": "homes", "kind": "letter", "title_en": "A", "title_es": "B", "ask_en": "C", "ask_es": "D",
        "template_en": "[[city]]", "template_es": "<b>x</b>", "opens_on": "2026-01-02", "closes_on": "2026-01-01",
        "figures-TOTAL_FORMS": "0", "figures-INITIAL_FORMS": "0",
    }  # fmt: skip
    html = site.post(page, form).content.decode()
    assert "[[city]] is not known" in html
    assert "without HTML" in html
    assert "before the first" in html
