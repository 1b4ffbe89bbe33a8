"""The texts of the advocate's kit: questions, and letters filled with a town's own figures; how long a speech takes.

Every number in a letter is one that argues for its cause (`zoning.arguments`), with the address that explains it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.hub.shelf.zoning_records import Hearing
from fairtown.release.reader import Row

#: People read aloud at about this pace when they are nervous.
WORDS_A_MINUTE = 125


@dataclass(frozen=True)
class Letter:
    """A letter to fill in: its name in the address, its title, when it is of use, and its text."""

    id: str
    title: str
    use: str
    text: str


def seconds(paragraphs: list[str]) -> int:
    """Return how long it takes to say so much, in tens of seconds."""
    n_words = sum(len(p.split()) for p in paragraphs)
    return round(n_words / WORDS_A_MINUTE * 6) * 10


#: Questions that fit any town; those on a subject come first where nothing is known of it.
QUESTIONS = (
    ("homes", gettext_noop("Where may a building with three or more homes be built without a hearing?")),
    (
        "homes",
        gettext_noop(
            "How many homes of each kind were allowed in the last five years, and how many refused?"
        ),
    ),
    ("lot", gettext_noop("How much land must one home have, and what is the reason for that number?")),
    ("accessory", gettext_noop("Can an owner add a small apartment without a hearing? Under which limits?")),
    ("parking", gettext_noop("How many parking spaces must a home have? How many are empty at night?")),
    ("map", gettext_noop("Where is the zoning map of today, and when was it last changed?")),
    (
        "",
        gettext_noop("When were the rules last compared with what state law asks? May we see the result?"),
    ),
    ("", gettext_noop("How does this fit the town's plan of conservation and development?")),
    (
        "",
        gettext_noop(
            "Whom did you ask before you wrote this: renters, people with a voucher, people who work here?"
        ),
    ),
)


def questions(unknown: list[str]) -> list[str]:
    """Return the questions to ask, first those on what is not known of the town."""
    return [_(question) for _subject, question in sorted(QUESTIONS, key=lambda q: q[0] not in unknown)]


def letters(
    town: Row, for_homes: Sequence[str], against_rule: Sequence[str], hearing: Hearing | None = None
) -> list[Letter]:
    """Return the letters with the town's name and figures in them.

    `for_homes`, `against_rule`: lines of figures that argue for either cause, each with its sources. `hearing`: the
    next one on record, whose body is written to.
    """
    name = {"town": town["name"]}
    body = (
        _("To: %(body)s, %(town)s") % (name | {"body": hearing.body})
        if hearing
        else _(
            "To the body that decides on zoning in %(town)s [its name, such as planning and zoning commission or town "
            "council: the town clerk knows it]"
        )
        % name
    )
    return [
        _for_the_rules(_("To the town clerk of %(town)s") % name),
        _for_the_record(body, _about(for_homes), hearing),
        _for_an_amendment(body, _about(against_rule)),
    ]


def _about(figures: Sequence[str]) -> str:
    """Return the paragraph of figures; blank where none argues for the letter."""
    return "\n".join([_("These figures describe who lives in our town:"), *figures]) if figures else ""


def _for_the_rules(clerk: str) -> Letter:
    text = _letter(
        clerk,
        _(
            "Please send me these public records, or tell me where they are published:\n"
            "- the zoning regulations in force, with the day of their last change\n"
            "- the zoning map in force\n"
            "- every pending proposal to change them\n"
            "- for each of the last five years, how many homes were allowed, by homes in the building"
        ),
        _("I ask under the state's law on public records. Files by e-mail are welcome."),
    )
    use = _("When the rules are hard to find, or this page says that something is not known.")
    return Letter("rules", _("Ask for the rules"), use, text)


def _for_the_record(body: str, about: str, hearing: Hearing | None) -> Letter:
    subject = _("About: [name or number of the proposal], hearing of [date]")
    if hearing:
        day = date_format(localtime(hearing.begins_at))
        subject = _("About: %(about)s, hearing of %(day)s") % {"about": hearing.about, "day": day}
    text = _letter(
        body,
        subject,
        _(
            "Please put this letter on the record. I support [or: oppose] the proposal because [your reason, "
            "in two sentences]."
        ),
        about,
        _("I ask that your decision say how it fits the plan of conservation and development."),
    )
    use = _("When you cannot come, or want the commission to have your figures in writing.")
    return Letter("support", _("Write for the record of a hearing"), use, text)


def _for_an_amendment(body: str, about: str) -> Letter:
    text = _letter(
        body,
        _("Petition to change the zoning regulations, section [number and title]"),
        _("The section says today:\n[copy the words in force]"),
        _("We ask that it say instead:\n[write the new words; strike out what goes, underline what is new]"),
        _("Why: [what could not be built until now, and who needs it]"),
        about,
        _("How it fits the plan of conservation and development: [page, and its words]"),
    )
    use = _("When the rule itself must change. First ask the planning office for its form and its fee.")
    return Letter("amendment", _("Ask for a change of the text"), use, text)


def _letter(*paragraphs: str) -> str:
    """Return a letter with its date and its close; blank paragraphs are left out."""
    close = _("Sincerely,\n[name]\n[address, or the part of town where you live]")
    return "\n\n".join(filter(None, (_("[date]"), *paragraphs, close)))
