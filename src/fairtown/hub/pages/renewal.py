"""Sample pages brought to what this version writes: missing ones are added, edited ones are never touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import transaction
from wagtail.blocks import StreamValue
from wagtail.models import Page

from fairtown.hub.pages.models import HomePage
from fairtown.hub.pages.seed import LANGUAGES, Sample, add_page, page_of, sample_texts, samples
from fairtown.hub.release_access import current_release

#: What a sample of a day in the future is written from; it moves no event that stands.
DAYS = "in_days"
ALWAYS = ("title", "intro", "body")


@dataclass
class Renewal:
    """Pages that were added and renewed, and the addresses of those that editors have changed."""

    added: int = 0
    renewed: int = 0
    edited: list[str] = field(default_factory=list)


@transaction.atomic
def renew() -> Renewal:
    """Add the sample pages that are missing and renew those that nobody edited; pages are never deleted.

    Edited is a page with a version of its own, or without the mark of samples. Nothing is done where there are no pages
    at all: `seed` begins them.
    """
    homes = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}
    done, texts = Renewal(), sample_texts()
    if set(homes) >= set(LANGUAGES):
        for sample in samples(current_release().state):
            _renew(sample, homes, texts, done)
    return done


def _renew(sample: Sample, homes: dict[str, HomePage], texts: dict[str, str], done: Renewal) -> None:
    parents = {
        code: _child(homes[code], sample.parent) if sample.parent else homes[code] for code in LANGUAGES
    }
    pages = {code: _child(parent, sample.slug) for code, parent in parents.items()}
    key = next((page.translation_key for page in pages.values() if page), uuid4())
    for code, page in pages.items():
        parent = parents[code]
        if page is None and parent is not None:
            add_page(page_of(sample, code, texts), parent, homes[code].locale, key)
            done.added += 1
        elif page is not None and _is_edited(page):
            done.edited.append(page.url_path.partition("/")[2].partition("/")[2] + f" ({code})")
        elif page is not None and DAYS not in sample.common:
            done.renewed += _update(page, page_of(sample, code, texts), sample)


def _child(parent: Page | None, slug: str) -> Any:
    found = parent.get_children().filter(slug=slug).first() if parent else None
    return found.specific if found else None


def _is_edited(page: Any) -> bool:
    return page.latest_revision_id is not None or not getattr(page, "is_sample", False)


def _update(page: Any, new: Any, sample: Sample) -> bool:
    """Give a page the values of a new one of the same kind where they differ; return whether any did."""
    if type(page) is not type(new):
        return False
    names = {*ALWAYS, *sample.common, *sample.by_language["en"]}
    changed = [n for n in sorted(names) if hasattr(page, n) and _plain(page, n) != _plain(new, n)]
    for name in changed:
        setattr(page, name, getattr(new, name))
    if changed:
        page.save()
    return bool(changed)


def _plain(page: Any, name: str) -> Any:
    """Return a value of a page, of blocks what they hold without the numbers that they were given."""
    value = getattr(page, name)
    # blocks that nobody looked at are as they were written, in short or in full
    return (
        [_without_ids(child.get_prep_value()) for child in value] if isinstance(value, StreamValue) else value
    )


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(part) for key, part in value.items() if key != "id"}
    if isinstance(value, list):
        return [_without_ids(part) for part in value]
    return value
