"""From draft to outbox: a test copy, the wait for a second person, and the approval, which freezes and sends."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import override

from fairtown.hub.mail import circulars, outbox
from fairtown.hub.mail.letters import Letter
from fairtown.hub.mail.models import Mail
from fairtown.hub.newsletters import deliveries, segment
from fairtown.hub.newsletters.compose import Composition, letter_of
from fairtown.hub.newsletters.models import Edition, Newsletter, frozen
from fairtown.hub.release_access import current_release
from fairtown.hub.site_url import absolute_url
from fairtown.hub.supporters.addresses import check_key

TEST_KIND = "newsletter-test"
State = Newsletter.State


class RefusedError(Exception):
    """What a member of staff asked for is not done; its text says why, in the reader's language."""


def send_test(newsletter: Newsletter, user: User) -> int:
    """Mail a copy in each language to the member of staff who asks; return how many. Raises RefusedError."""
    if not user.email:
        raise RefusedError(_("Your account has no e-mail address. Ask whoever manages accounts to add it."))
    for code, found in Composition(newsletter).drafts.items():
        with override(code):
            subject = _("Test: %(subject)s") % {"subject": found.subject or _("no subject yet")}
        body = letter_of(found)
        copy = Letter(subject, body.text, body.html, code)
        outbox.put(copy, user.email, TEST_KIND, f"newsletter-test:{uuid4().hex}")
    return len(newsletter.languages)


def submit(newsletter: Newsletter) -> None:
    """Let a draft wait for a second person. Raises RefusedError where something is missing, or nobody would get it."""
    if faults := Composition(newsletter).faults:
        raise RefusedError(" ".join(faults))
    if not segment.readers(newsletter).exists():
        raise RefusedError(_("Nobody would get it. Choose more readers."))
    _move(newsletter, State.DRAFT, State.WAITING)


def take_back(newsletter: Newsletter) -> None:
    """Make a newsletter that waits a draft again. Raises RefusedError where it does not wait."""
    _move(newsletter, State.WAITING, State.DRAFT)


def _move(newsletter: Newsletter, before: State, after: State) -> None:
    if not Newsletter.objects.filter(pk=newsletter.pk, state=before).update(state=after):
        raise RefusedError(_("Somebody else was faster. Look at it again."))


@transaction.atomic
def approve(number: int, user: User, digest: str) -> int:
    """Freeze a newsletter and put it into the outbox, for a second person; return to how many addresses.

    `digest`: of what that person looked at. Raises RefusedError, and nothing is written, if it was written by the same
    person, does not wait, or changed since.
    """
    check_key()
    newsletter = Newsletter.objects.select_for_update().get(pk=number)
    if newsletter.writer_id == user.pk:
        raise RefusedError(_("You wrote this newsletter, so somebody else has to approve it."))
    if newsletter.state != State.WAITING:
        raise RefusedError(_("Somebody else was faster. Look at it again."))
    composition = Composition(newsletter)
    if composition.digest != digest or composition.faults:
        raise RefusedError(_("It has changed since you looked at it. Look at it again, then approve it."))
    newsletter.state, newsletter.approved_by, newsletter.approved_at = State.APPROVED, user, now()
    newsletter.release = current_release().date
    newsletter.slug = _free_slug(newsletter)
    newsletter.figures = _figures(composition)
    newsletter.n_readers = deliveries.put(newsletter, _editions(composition))
    newsletter.save()
    return newsletter.n_readers


def _editions(composition: Composition) -> dict[str, int]:
    """Store each language as it is sent; return the numbers of their texts in the outbox."""
    newsletter, numbers = composition.newsletter, {}
    for code, found in composition.drafts.items():
        Edition.objects.create(newsletter=newsletter, language=code, subject=found.subject, body=found.body)
        with override(code):
            online_url = absolute_url(newsletter.url) if newsletter.url else ""
        numbers[code] = circulars.store(letter_of(found, online_url)).pk
    return numbers


def _figures(composition: Composition) -> list[dict[str, object]]:
    newsletter, found = composition.newsletter, []
    for piece in composition.pieces:
        if piece.page:
            continue
        sentences = {}
        for code in newsletter.languages:
            with override(code):
                sentences[code] = piece.live.sentence
        found.append(frozen(piece.live, sentences, newsletter.release))
    return found


def _free_slug(newsletter: Newsletter) -> str:
    """Return an address by day and subject that no other newsletter has."""
    first = f"{localdate():%Y-%m-%d}-{slugify(newsletter.subject_en or newsletter.subject_es)[:50]}".strip(
        "-"
    )
    is_taken = Newsletter.objects.filter(slug=first).exists()
    return f"{first}-{newsletter.pk}" if is_taken else first


@transaction.atomic
def stop(newsletter: Newsletter) -> int:
    """Take back what was not sent yet; return how many. What was handed over cannot be called back."""
    _move(newsletter, State.APPROVED, State.STOPPED)
    n_mails, _by_model = deliveries.mails_of(newsletter).filter(state=Mail.State.WAITING).delete()
    return n_mails
