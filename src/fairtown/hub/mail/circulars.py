"""Mail to many: one text for all of them, into which the links of each reader are written as it is sent.

Who the readers are, the outbox does not know: the app that keeps people connects itself, says who still wants the
mail, and gives the links.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from fairtown.hub.mail.letters import Letter
from fairtown.hub.mail.models import Circular, Mail

#: Stand in a text for the tokens of a reader's own links: the one that ends all mail, and the one to the own page.
UNSUBSCRIBE_MARK, PREFERENCES_MARK = "READER-UNSUBSCRIBE", "READER-PREFERENCES"
MARKS = (UNSUBSCRIBE_MARK, PREFERENCES_MARK)


@dataclass(frozen=True)
class OwnLinks:
    """What a mail to many has of its reader: the token for each mark, and headers."""

    tokens: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Readers:
    """Who gets mail to many. `wanted`: of keys, those that may get it now; `links`: of a key, in a language."""

    wanted: Callable[[Collection[str]], Collection[str]] = lambda keys: keys
    links: Callable[[str, str], OwnLinks] = lambda _key, _language: OwnLinks()


#: One for the site; an app fills it in as it starts.
READERS = Readers()


def store(letter: Letter) -> Circular:
    """Store a letter that goes to many; its text may hold the marks."""
    return Circular.objects.create(
        language=letter.language, subject=letter.subject, text=letter.text, html=letter.html
    )


def still_wanted(batch: list[Mail]) -> list[Mail]:
    """Return a batch without the mails to many whose readers no longer want them; those are deleted."""
    keys = {mail.reader for mail in batch if mail.circular_id}
    unwanted = keys - set(READERS.wanted(keys)) if keys else set()
    if not unwanted:
        return batch
    late = [mail for mail in batch if mail.circular_id and mail.reader in unwanted]
    Mail.objects.filter(pk__in=[mail.pk for mail in late], state=Mail.State.WAITING).delete()
    return [mail for mail in batch if mail not in late]


def fill_in(batch: list[Mail]) -> None:
    """Write text, HTML and headers into the mails to many of a batch, in memory alone."""
    for mail in batch:
        if mail.circular is None:
            continue
        own = READERS.links(mail.reader, mail.language)
        mail.text, mail.html = mail.circular.text, mail.circular.html
        for mark, token in own.tokens.items():
            mail.text, mail.html = mail.text.replace(mark, token), mail.html.replace(mark, token)
        mail.headers = {**mail.headers, **own.headers}
