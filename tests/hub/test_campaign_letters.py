"""Letters with cited figures of a town, one for each official, confirmed by their sender's mailbox."""

import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairtown.hub.campaigns import sending
from fairtown.hub.campaigns.forms import BodyField, SubjectField
from fairtown.hub.campaigns.models import Campaign, Letter, Official
from fairtown.hub.campaigns.writing import filled_template
from fairtown.hub.mail.models import Mail
from fairtown.hub.mail.sending import send_due
from fairtown.hub.shelf.query import town_of
from fairtown.hub.supporters import suppressions
from fairtown.hub.supporters.addresses import hash_of
from fairtown.hub.supporters.models import Suppression
from fairtown.release.reader import OpenRelease

from .campaign_forms import ADDRESS, CLERK, MAYOR, WRITE, confirm_path, official, open_campaign, send_letter
from .loopback_smtp import MailServer

pytestmark = pytest.mark.usefixtures("quick_forms")


@pytest.fixture
def campaign(site: Client) -> Campaign:
    return open_campaign()


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
