"""A newsletter: written by one, approved by another, figures frozen, sent to those who agreed and to nobody else."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import now

from fairtown.hub.mail import sending
from fairtown.hub.mail.models import Circular, Mail
from fairtown.hub.newsletters import approval, compose, deliveries, segment
from fairtown.hub.newsletters.approval import RefusedError
from fairtown.hub.newsletters.compose import Composition, letter_of
from fairtown.hub.newsletters.models import Newsletter, Piece
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf import slots
from fairtown.hub.supporters import erasure, joining, suppressions
from fairtown.hub.supporters.models import Email, Suppression

from .loopback_smtp import MailServer
from .newsletter_people import colleague, newsletter, reader
from .staff_session import pass_factor, signed_in

FIGURE = {"what": "residents.poverty:poverty_share:", "place": "town:hartford", "year": 2023}
AVON, HARTFORD = "09-02060", "09-37070"
PAGE = "/staff/newsletters/"


@pytest.fixture
def writer(site: Client) -> User:
    return colleague("writer")


@pytest.fixture
def second(site: Client) -> User:
    return colleague("second")


def approved(own: Newsletter, second: User) -> Newsletter:
    approval.submit(own)
    approval.approve(own.pk, second, Composition(own).digest)
    own.refresh_from_db()
    return own


def text_of(message: object, kind: str) -> str:
    part = message.get_body((kind,))  # type: ignore[attr-defined]
    return str(part.get_content()).replace("\r\n", "\n")


def test_from_an_empty_form_to_two_mailboxes(
    writer: User, second: User, server: MailServer, site: Client
) -> None:
    reader("anna")
    reader("berta", "es")
    desk = signed_in(writer)
    fields = {"subject_en": "Homes", "opening_en": "Hello.", "subject_es": "Viviendas", "opening_es": "Hola."}
    answer = desk.post(f"{PAGE}new/", fields | {"is_public": "on"})
    own = Newsletter.objects.get()
    page = answer.headers["Location"]
    assert page == f"{PAGE}{own.pk}/"
    desk.post(f"{page}pieces/", FIGURE)
    post = next(shown for shown in slots.ask(slots.QUOTABLE, "en") if shown.kind == "News")
    desk.post(f"{page}pieces/", {"page": post.key})
    for button in ("up", "remove"):
        assert desk.post(f"{page}pieces/", {button: "x" * 30}).status_code == 302
    assert [piece.page for piece in own.pieces.all()] == ["", post.key]
    assert "2 readers would get it now." in " ".join(desk.get(page).content.decode().split())
    desk.post(f"{page}act/", {"do": "test"})
    assert {m.to for m in Mail.objects.all()} == {"writer@town.example"}
    desk.post(f"{page}act/", {"do": "submit"})
    assert "somebody else has to approve it" in desk.get(page).content.decode()
    desk.post(f"{page}act/", {"do": "approve", "digest": Composition(own).digest})
    assert Newsletter.objects.get().state == Newsletter.State.WAITING, "nobody approves their own"
    tired = pass_factor(signed_in(second), ago=3600)
    answer = tired.post(f"{page}act/", {"do": "approve", "digest": Composition(own).digest})
    assert answer.headers["Location"].startswith("/staff/account/"), (
        "what cannot be called back needs the factor"
    )
    other = signed_in(second)
    assert [work.title for work in slots.ask(slots.WAITING, second)] == ["1 newsletter to approve"]
    digest = re.search(r'name="digest" value="(\w+)"', other.get(page).content.decode())
    assert digest
    other.post(f"{page}act/", {"do": "approve", "digest": digest[1]})
    assert Newsletter.objects.get().state == Newsletter.State.APPROVED
    assert sending.send_due("machine:worker") == 4
    english, spanish = (
        next(m for m in server.messages if m["To"] == f"{name}@mail.example") for name in ("anna", "berta")
    )
    assert (english["Subject"], spanish["Subject"]) == ("Homes", "Viviendas")
    assert "25.5% ± 1.8, 2019-2023" in text_of(english, "plain")
    assert "release" in text_of(english, "plain")
    assert post.title in text_of(english, "plain")
    assert "Hola." in text_of(spanish, "plain")
    for message in (english, spanish):
        html = text_of(message, "html")
        assert "<img" not in html
        assert not re.findall(r"(?:src|background)\s*=|url\(|@import|<link", html)
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["List-Unsubscribe"].strip("<>") in html.replace("&amp;", "&")
        assert message["Auto-Submitted"] is None
        assert "READER-" not in message.as_string()
    assert english["List-Unsubscribe"] != spanish["List-Unsubscribe"]
    assert english["Message-ID"] != spanish["Message-ID"]
    online = site.get(Newsletter.objects.get().url).content.decode()
    assert "25.5" in online
    assert "READER-" not in online
    assert "unsubscribe" not in online.lower()
    path = english["List-Unsubscribe"].strip("<>").partition("localhost")[2].partition("/")[2]
    site.post(f"/{path}", {"List-Unsubscribe": "One-Click"})
    assert suppressions.reason(Email.objects.get(address="anna@mail.example").who) == "unsubscribed"


def test_who_gets_it(writer: User) -> None:
    anna = reader("anna", town=AVON, topics=("news", "events"))
    berta = reader("berta", "es", HARTFORD, ("action",))
    for name, state in (("fresh", "unconfirmed"), ("gone", "dead"), ("back", "bouncing")):
        Email.objects.filter(pk=reader(name).pk).update(state=state)
    second_address = reader("second")
    Email.objects.filter(pk=second_address.pk).update(is_first=False)
    suppressions.suppress(reader("stopped").who, Suppression.Why.UNSUBSCRIBED)
    joining.log(reader("changed-mind"), is_given=False, wording="no", form="import")
    reader("never-asked", has_consented=False)

    def chosen(**values: str) -> set[str]:
        found = segment.readers(Newsletter(writer=writer, **values))
        return {email.address.partition("@")[0] for email in found}

    assert chosen() == {"anna", "berta"}
    assert chosen(topic="news") == {"anna"}
    assert chosen(language="es") == {"berta"}
    assert chosen(town=AVON) == {"anna"}
    assert chosen(region="09110") == {"anna", "berta"}
    assert chosen(region="09120") == set()
    assert {anna.pk, berta.pk} == set(segment.readers(Newsletter()).values_list("pk", flat=True))


def test_who_says_no_after_the_approval_gets_nothing(writer: User, second: User, server: MailServer) -> None:
    for name in ("stays", "unsubscribes", "is-imported-as-no", "is-erased", "dies"):
        reader(name)
    own = approved(newsletter(writer), second)
    assert own.n_readers == 5

    def email_of(name: str) -> Email:
        return Email.objects.get(address=f"{name}@mail.example")

    joining.stop(email_of("unsubscribes"), "one-click")
    suppressions.suppress(email_of("is-imported-as-no").who, Suppression.Why.DO_NOT_CONTACT)
    erasure.erase(email_of("is-erased").person)
    Email.objects.filter(address__startswith="dies").update(state=Email.State.DEAD)
    sending.send_due("machine:worker")
    assert set(server.arrived) == {"stays@mail.example"}
    assert deliveries.counts(own) == {"sent": 1, "doubts": 0}


def test_figures_stay_as_they_were_approved(writer: User, second: User) -> None:
    reader("anna")
    own = newsletter(writer)
    Piece.objects.create(newsletter=own, position=1, **FIGURE)
    approved(own, second)
    (figure,) = own.figures
    assert (figure["year"], figure["release"]) == (2023, current_release().date)
    assert figure["value"] == pytest.approx(0.2546, abs=1e-4)
    assert figure["moe"] == pytest.approx(0.0176, abs=1e-4)
    assert "About 25 of 100 people in Hartford" in figure["sentences"]["en"]
    # the page it was put together from changes afterwards: what was sent does not
    Piece.objects.all().delete()
    assert "25.5" in own.editions.get(language="en").body
    assert "25.5" in Circular.objects.get(language="es").text


def test_what_changed_since_it_was_looked_at_is_not_approved(writer: User, second: User) -> None:
    reader("anna")
    own = newsletter(writer)
    approval.submit(own)
    seen = Composition(own).digest
    Piece.objects.create(newsletter=own, position=1, **FIGURE)
    with pytest.raises(RefusedError):
        approval.approve(own.pk, second, seen)
    assert not Mail.objects.exists()
    approval.approve(own.pk, second, Composition(own).digest)
    with pytest.raises(RefusedError):
        approval.approve(own.pk, second, Composition(own).digest)
    assert Mail.objects.count() == 1


def test_the_database_refuses_an_approval_by_the_writer(writer: User) -> None:
    own = newsletter(writer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Newsletter.objects.filter(pk=own.pk).update(approved_by=writer)


def test_what_is_missing_is_named_before_anyone_waits_for_it(writer: User) -> None:
    own = newsletter(writer, opening_es="", subject_en="")
    Piece.objects.create(newsletter=own, position=1, page="page:gone")
    Piece.objects.create(
        newsletter=own, position=2, what="residents.poverty:poverty_share:", place="town:atlantis"
    )
    with pytest.raises(RefusedError) as error:
        approval.submit(own)
    for text in ("opening in Spanish", "subject in English", "no longer published", "not known for atlantis"):
        assert text in str(error.value)
    with pytest.raises(RefusedError, match="Nobody would get it"):
        approval.submit(newsletter(writer))
    only_english = newsletter(writer, language="en", subject_es="", opening_es="")
    assert Composition(only_english).faults == []


def test_a_newsletter_is_stopped_midway(writer: User, second: User, server: MailServer) -> None:
    reader("anna")
    reader("berta")
    own = approved(newsletter(writer), second)
    Mail.objects.filter(to="anna@mail.example").update(state=Mail.State.SENT)
    answer = signed_in(second).post(f"{PAGE}{own.pk}/act/", {"do": "stop"}, follow=True)
    assert "1 reader does not get it." in answer.content.decode()
    assert sending.send_due("machine:worker") == 0


def test_what_was_typed_is_text(writer: User) -> None:
    own = newsletter(
        writer, opening_en="<script>x</script> & <b>\n\n--\n\nREADER-UNSUBSCRIBE", opening_es="x"
    )
    letter = letter_of(Composition(own).drafts["en"])
    assert "<script" not in letter.html
    assert "&lt;b&gt;" in letter.html
    assert letter.text.count("\n-- \n") == 1, "no one begins the small print but us"


def test_a_page_of_staff_puts_a_newsletter_together_once(
    writer: User, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader("anna")
    own = newsletter(writer)
    Piece.objects.create(newsletter=own, position=1, **FIGURE)
    approval.submit(own)
    pages = [signed_in(second), signed_in(writer)]
    rendered: list[str] = []
    render = compose.render_to_string

    def counted(template: str, context: dict[str, object]) -> str:
        rendered.append(template)
        return render(template, context)

    monkeypatch.setattr(compose, "render_to_string", counted)
    for desk in pages:
        rendered.clear()
        desk.get(f"{PAGE}{own.pk}/")
        assert rendered == ["newsletters/mail/body.txt"] * 2, "once in each language"
    rendered.clear()
    approval.approve(own.pk, second, Composition(own).digest)
    # the digest of the second person's page, and of what is sent: put together apart, so that a change is seen
    assert rendered.count("newsletters/mail/body.txt") == 4


def test_who_may_what(writer: User, second: User) -> None:
    own = newsletter(writer)
    looks = signed_in(colleague("looks", "view_newsletter"))
    nobody = signed_in(User.objects.create_user("nobody", is_staff=True))
    for path in ("", "new/", f"{own.pk}/", f"{own.pk}/en/", f"{own.pk}/en.html"):
        assert Client().get(PAGE + path).status_code == 302
        assert nobody.get(PAGE + path).status_code == 403
    assert looks.get(f"{PAGE}{own.pk}/").status_code == 200
    assert looks.get(f"{PAGE}new/").status_code == 403
    assert looks.post(f"{PAGE}{own.pk}/pieces/", FIGURE).status_code == 403
    for action in ("submit", "approve", "stop", "test", "nonsense"):
        assert looks.post(f"{PAGE}{own.pk}/act/", {"do": action}).status_code == 404
    looks.post(f"{PAGE}{own.pk}/", {"subject_en": "Mine"})
    assert Newsletter.objects.get().subject_en == "Homes in May"


def test_who_changes_it_last_is_its_writer(writer: User, second: User) -> None:
    reader("anna")
    own = newsletter(writer)
    signed_in(second).post(f"{PAGE}{own.pk}/pieces/", FIGURE)
    approval.submit(own)
    with pytest.raises(RefusedError):
        approval.approve(own.pk, second, Composition(own).digest)
    assert approval.approve(own.pk, writer, Composition(own).digest) == 1


def test_its_html_is_framed_with_its_own_style_alone(writer: User) -> None:
    own = newsletter(writer)
    answer = signed_in(writer).get(f"{PAGE}{own.pk}/es.html")
    policy = answer["Content-Security-Policy"]
    assert "style-src 'sha256-" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "Hola." in answer.content.decode()
    assert signed_in(writer).get(f"{PAGE}{own.pk}/fr/").status_code == 404


def test_only_those_approved_for_it_are_on_the_website(writer: User, second: User, site: Client) -> None:
    reader("anna")
    hidden = approved(newsletter(writer, subject_en="Hidden"), second)
    shown = approved(newsletter(writer, subject_en="Shown", is_public=True), second)
    newsletter(writer, subject_en="Draft", is_public=True)
    page = site.get("/newsletters/").content.decode()
    assert "Shown" in page
    assert "Hidden" not in page
    assert "Draft" not in page
    assert site.get(f"/newsletters/{hidden.slug}/").status_code == 404
    assert "Viviendas en mayo" in site.get(f"/es/newsletters/{shown.slug}/").content.decode()
    assert f"/newsletters/{shown.slug}/" in site.get("/sitemap-pages.xml").content.decode()


def test_a_link_that_someone_waits_for_is_not_behind_a_newsletter(
    writer: User, second: User, server: MailServer
) -> None:
    from fairtown.hub.mail import leases, outbox
    from fairtown.hub.mail.letters import letter

    reader("anna")
    approved(newsletter(writer), second)
    outbox.put(letter("Your link", "x", "en"), "late@mail.example", "link", "link:1", due_at=now())
    assert [mail.to for mail in leases.lease("machine:worker")] == ["late@mail.example", "anna@mail.example"]
