"""How a letter goes out: it waits for its sender's mailbox to confirm, then each official gets one mail, from us."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from fairtown.hub.campaigns.models import Campaign, Letter, Official
from fairtown.hub.gate.links import SignedLinks
from fairtown.hub.gate.mailboxes import normalized
from fairtown.hub.mail import outbox
from fairtown.hub.mail.letters import Letter as MailedLetter
from fairtown.hub.mail.letters import typed_letter, write
from fairtown.hub.shelf.query import town_name
from fairtown.hub.site_url import absolute_url
from fairtown.hub.supporters import suppressions
from fairtown.hub.supporters.addresses import hash_of

#: How long a mailed link confirms; what nobody confirmed is deleted then.
DRAFT_LIFE = timedelta(days=7)
LINKS = SignedLinks("fairtown.campaigns.confirm", DRAFT_LIFE)


@dataclass(frozen=True)
class LetterRequest:
    """What the form says, cleaned. `town`: key; `number`: of the form, which names the mail."""

    address: str
    number: str
    language: str
    name: str
    town: str
    subject: str
    body: str


def gets_mail(official: Official) -> bool:
    """Whether letters may be mailed to an official: there is an address, and it is not among those without mail."""
    try:
        return bool(official.mail) and not suppressions.reason(hash_of(normalized(official.mail)))
    except ValidationError:
        return False


def sends(campaign: Campaign) -> bool:
    """Whether letters of a campaign are mailed: those of a sample only where mail is written as files."""
    return not (campaign.is_sample and settings.MAIL_SERVER is not None)


def keep_draft(campaign: Campaign, request: LetterRequest, officials: Sequence[Official]) -> None:
    """Store a letter to each official and mail the link that confirms them; in the transaction that takes the form.

    Anyone may type anyone's address: who gets no mail from us gets none, and the answer is the same to everyone.
    """
    who = hash_of(request.address)
    why = suppressions.reason(who)
    if why and not suppressions.may_lift(why):
        return
    draft = uuid4()
    Letter.objects.bulk_create(
        Letter(
            campaign=campaign, official=official, draft=draft, who=who, address=request.address, name=request.name,
            town=request.town, language=request.language, subject=request.subject, body=request.body,
        )
        for official in officials
    )  # fmt: skip
    with override(request.language):
        path = reverse("campaign-confirm", args=[campaign.slug, LINKS.token(draft.hex)])
        # nothing that was typed: the form would send other people's texts to strangers
        own = {"confirm_url": absolute_url(path), "campaign": campaign.title}
        mail = write("campaigns/mail/confirm.txt", request.language, own)
    outbox.put(mail, request.address, "letter-confirm", f"letter-confirm:{request.number}")


def drafts_of(campaign: Campaign, token: str) -> tuple[list[Letter], str]:
    """Return the letters that a mailed link is for, and why there are none: "expired", "unknown", "gone"."""
    draft, fault = LINKS.read_key(token)
    if draft is None:
        return [], fault
    found = list(campaign.letters.filter(draft=draft).select_related("official").order_by("id"))
    return found, "" if found else "gone"


@transaction.atomic
def send(letters: Iterable[Letter]) -> tuple[list[Letter], list[Letter]]:
    """Put each confirmed letter into the outbox, with a copy for its sender; return those sent, and those not sent.

    Not sent: the address wrote to this official before, or the official gets no mail from us any longer.
    """
    sent: list[Letter] = []
    left_out: list[Letter] = []
    for letter in letters:
        (sent if _send(letter) else left_out).append(letter)
    if sent:
        _copy_to_sender(sent)
    return sent, left_out


def _copy_to_sender(sent: Sequence[Letter]) -> None:
    """Mail the sender what went out, and to whom: an office that answers "we never got it" is answered with that."""
    first = sent[0]
    officials = ", ".join(str(letter.official) for letter in sent)
    with override(first.language):
        subject = _("Copy of your letter: %(subject)s") % {"subject": first.subject}
        head = _("You sent this letter to: %(officials)s.") % {"officials": officials}
        note = _("Sent through %(url)s. A reply goes to you, and not to us.") % {"url": settings.SITE_URL}
    copy = typed_letter(subject, f"{head}\n\n{signed_text(first)}", note, first.language)
    outbox.put(copy, first.address, "letter-copy", first.copy_occasion)


def _send(letter: Letter) -> bool:
    """Send one letter, once for its campaign, address and official."""
    if not gets_mail(letter.official) or not letter.official.is_active:
        return False
    letter.state, letter.day = Letter.State.SENT, localdate()
    try:
        with transaction.atomic():
            letter.save(update_fields=["state", "day"])
            headers = {"Reply-To": letter.address, "Auto-Submitted": "no"}
            address = normalized(letter.official.mail)
            return outbox.put(mailed(letter), address, "letter", letter.occasion, headers)
    except IntegrityError:
        letter.state = Letter.State.DRAFT
        return False


def whole_text(letter: Letter) -> str:
    """Return a letter as its official reads it: greeting, text, name and town."""
    with override(letter.language):
        greeting = _("Dear %(official)s:") % {"official": letter.official.addressee}
    return f"{greeting}\n\n{signed_text(letter)}"


def signed_text(letter: Letter) -> str:
    """Return the text of a letter with name and town under it."""
    signature = "\n".join(
        part for part in (letter.name, town_name(letter.town) if letter.town else "") if part
    )
    return "\n\n".join(part for part in (letter.body, signature) if part)


def mailed(letter: Letter) -> MailedLetter:
    """Return the mail of a letter, every character of it escaped: what was typed is text, and no mark of ours."""
    text = whole_text(letter)
    with override(letter.language):
        note = _("Sent through %(url)s at the writer's request. A reply goes to the writer.") % {
            "url": settings.SITE_URL
        }
    return typed_letter(letter.subject, text, note, letter.language)
