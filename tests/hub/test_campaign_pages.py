"""Pages of campaigns: the town's figures, counts, calls, printed letters, what is closed, deleted, a sample."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import localdate

from fairtown.hub.campaigns import retention, seed, sending, shown
from fairtown.hub.campaigns.models import Call, Campaign, Letter, Official
from fairtown.hub.gate.models import Counter, SentForm
from fairtown.hub.mail.models import Mail
from fairtown.hub.organisation import sample_folders
from fairtown.hub.supporters import erasure, joining
from fairtown.hub.supporters.joining import JoinRequest
from fairtown.hub.supporters.models import Email

from .campaign_forms import (
    ADDRESS,
    CLERK,
    MARK,
    MAYOR,
    WRITE,
    confirm_path,
    official,
    open_campaign,
    send_letter,
    token,
)
from .loopback_smtp import MailServer

pytestmark = pytest.mark.usefixtures("quick_forms")


@pytest.fixture
def campaign(site: Client) -> Campaign:
    return open_campaign()


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


def test_what_is_said_on_the_phone_has_no_addresses(site: Client, campaign: Campaign) -> None:
    html = site.get("/campaigns/homes/call/?town=avon").content.decode()
    script, _, after = html[html.index('class="letter-text"') :].partition("</div>")
    assert "From Avon:" in script
    assert "homes in Avon were" in script or "of 100" in script
    assert "http" not in script
    assert "Sources" not in script
    assert "[1]" not in script
    assert "/explain/" in after.partition("</details>")[0], "each figure still leads to its source"


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
    # the letter quotes what a fair share would bring, to the state and to the town, and that it is no forecast
    body = unescape(html)
    assert re.search(
        r"- If every town took its fair share, 69\.1% ± [\d.]+ of Black residents would live in lower", body
    )
    assert re.search(
        r"[\d,]+ people in need would move to Avon from its region\. This is a scenario, not a forecast", body
    )
    assert body.count("/what-if/") >= 2, "each leads to the scenario"
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
