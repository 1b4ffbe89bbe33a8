"""Translations: lists what the catalog of a language must hold.

python -m fairtown.hub.messages            # adds new messages to every .po, drops those no longer used
python -m fairtown.hub.messages --compile  # compiles them alone, as `make install` does
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from fairtown.concepts import FLAGS, GROUP_WORDS, MARGINS
from fairtown.hub import survey_words
from fairtown.hub.compiled_messages import LOCALE, compile_messages
from fairtown.hub.shelf.measure_ids import ASSISTED
from fairtown.release import profile
from fairtown.release.reader import OpenRelease, open_release
from fairtown.reports import complaints, duties, town_zoning
from fairtown.reports.agency_report import report
from fairtown.reports.published_claims import beside_published
from fairtown.scenarios import balance, building
from fairtown.scenarios.fair_share import fields, shares
from fairtown.scenarios.opportunity import recipes
from fairtown.scenarios.opportunity.laboratory import words_of
from fairtown.scenarios.what_if import scenario as what_if
from fairtown.vocabulary import CERTAINTY
from fairtown.work_budget import SUBJECTS

HUB = Path(__file__).parent
DRAWINGS = HUB.parent / "drawings"
KEYWORDS = {
    "gettext": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "gettext_lazy": None,
    "gettext_noop": None,
    "pgettext": ((1, "c"), 2),
}
INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
#: A text without two letters in a row is a number or a sign, the same in every language.
HAS_WORDS = re.compile(r"[A-Za-z]{2}")
#: A table whose events pages show.
CHOICE = "ct_open_choice.facts"


def template_messages() -> Iterator[tuple[str, ...]]:
    """Yield the messages of all templates, views and drawings: one text, or a text with its plural."""
    own = sorted(path for kind in ("html", "txt", "py") for path in HUB.rglob(f"*.{kind}"))
    for path in own + sorted(DRAWINGS.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # read as Python next, where indentation would mean something
            text = INDENTATION.sub("", templatize(text, origin=str(path)))
        for _line, message, _comments, _context in extract(
            "python", io.BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
        ):
            texts = message if isinstance(message, tuple) else (message,)
            if all(texts):
                yield tuple(texts)


def release_messages(release: OpenRelease) -> Iterator[str]:
    """Yield the texts that pages take from the release: measures, groups, flags, notes on claims."""
    yield from GROUP_WORDS.values()
    yield from FLAGS.values()
    yield from MARGINS.values()
    yield from CERTAINTY
    yield from profile.messages()
    yield from complaints.messages()
    yield from (release.source_of(ASSISTED)[name] for name in ("title", "publisher"))
    for recipe in recipes.built_in().values():
        yield from (recipe.title, *words_of(recipe))
    yield recipes.OWN_TITLE
    yield from policy_messages(release)
    yield from zoning_messages(release)
    for claim in release.input_rows("oca_claims.access_by_race"):
        yield claim["note"]
    for measure in release.measures.values():
        worked = measure["worked"]
        yield from (
            measure["title"],
            measure["summary"],
            measure["formula"],
            measure["margin_formula"],
            worked["given"],
            worked["result"],
        )
        yield from worked["columns"]
        yield from (cell for row in worked["rows"] for cell in row)
        yield from measure["limits"]
        yield from measure["variants"].values()
        yield from measure["group_words"].values()
        yield from (p["reference"] for p in measure["parameters"])
        yield from (text for c in measure["checks"] for text in (c["what"], c["source"]))
        for output in measure["outputs"]:
            yield from (output["meaning"], output["meaning"].split(":")[0], output["unit"])


def policy_messages(release: OpenRelease) -> Iterator[str]:
    """Yield the texts of the policy pages: methods of fair share, targets, reports, duties and points."""
    for method in shares.built_in().values():
        yield method.title
        yield from (text for c in method.claims for text in (c.part, c.what))
    yield from (need.title for need in shares.NEEDS.values())
    yield from (factor.title for factor in shares.FACTORS.values())
    yield from shares.EXEMPT_BY.values()
    yield from fields.messages()
    yield from what_if.messages()
    yield from balance.BASES.values()
    for table in (*report(release), beside_published(release)):
        yield from (table.title, table.note, table.reason, *(c.meaning for c in table.columns))
        columns = [
            n for n in table.names if n.endswith("_words") or n in ("claim", "meaning", "why_different")
        ]
        yield from (row[name] for row in table.rows for name in columns)
    law = duties.Duties(release)
    yield from duties.STANDINGS.values()
    yield from duties.LAW_STATUS.values()
    for kind in duties.KINDS.values():
        yield from (kind.title, kind.points.reference)
    for threshold in duties.THRESHOLDS.values():
        yield from (threshold.title, threshold.parameter.reference)
    for duty in law.all:
        yield from (duty.title, duty.text, duty.note)
    yield from (row["text"] for row in law.zoning)
    yield from (row["event"] for row in law.timeline)
    if CHOICE in {address for address, _year in release.editions}:
        yield from (row["event"] for row in release.input_rows(CHOICE))


def zoning_messages(release: OpenRelease) -> Iterator[str]:
    """Yield the texts of the Zoning Hub: subjects, facts and their notes, steps of a change, answers of a building."""
    zoning = town_zoning.Zoning(release)
    yield from town_zoning.SUBJECTS.values()
    yield from (label for _subject, label in town_zoning.MEANINGS.values())
    yield from (*town_zoning.VALUE_LABELS.values(), *town_zoning.UNITS.values())
    for facts in zoning.facts.values():
        yield from (text for fact in facts for text in (fact.note, fact.as_of))
        # a code of a district, like RPZ, is the same in every language
        yield from (fact.district for fact in facts if not fact.district.isupper())
    for rules in zoning.lists.values():
        yield from (rule.note for rule in rules)
    for step in zoning.steps:
        yield from (step["title"], step["text"])
    yield from (
        *building.CHECK_WORDS.values(),
        *building.REASONS.values(),
        *building.NOTICES.values(),
        *SUBJECTS.values(),
    )


def wanted(release: OpenRelease) -> list[tuple[str, ...]]:
    """Return every message that a translation must hold, once, in order of appearance."""
    return list(dict.fromkeys([*template_messages(), *wanted_of_release(release)]))


def wanted_of_release(release: OpenRelease) -> Iterator[tuple[str, ...]]:
    """Yield the messages of a release, which no template has, with a pattern for each survey that they name."""
    surveys = release.periods().values()
    for text in release_messages(release):
        if HAS_WORDS.search(text):
            yield (survey_words.pattern(text, surveys)[0],)


def update(release: OpenRelease) -> dict[str, int]:
    """Bring every .po up to date with `wanted`; return the number of untranslated messages by language."""
    left = {}
    for po in LOCALE.glob("*/LC_MESSAGES/django.po"):
        with po.open("rb") as source:
            old = read_po(source, locale=po.parts[-3])
        new = Catalog(locale=po.parts[-3], project="fairtown", fuzzy=False, charset="utf-8")
        for texts in wanted(release):
            known = old.get(texts if len(texts) > 1 else texts[0])
            new.add(texts if len(texts) > 1 else texts[0], known.string if known else "")
        with po.open("wb") as out:
            write_po(out, new, width=110, omit_header=False, no_location=True)
        left[po.parts[-3]] = sum(1 for m in new if m.id and not is_translated(m.string))
    return left


def is_translated(string: object) -> bool:
    """Whether a translation is there: every form of it, if there are several."""
    forms = string if isinstance(string, list | tuple) else (string,)
    return all(bool(form) for form in forms)


if __name__ == "__main__" and sys.argv[1:] == ["--compile"]:
    compile_messages()
elif __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairtown.hub.settings")
    for code, missing in update(open_release()).items():
        print(f"{code}: {missing} messages without translation")
