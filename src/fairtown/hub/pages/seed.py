"""Fills the site with pages to begin with: sample words with real figures, in both languages, at one address each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate, make_aware, now
from wagtail.models import Locale, Page, Site

from fairtown.hub import sections
from fairtown.hub.organisation import FILE, organisation, sample_folders
from fairtown.hub.pages.models import EditorialPage, HomePage
from fairtown.hub.release_access import current_release

#: Between what a figure is of, its place and its year, as samples write it.
BETWEEN = "@"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Sample:
    """A page of a sample file: its type, its place in the tree, and its fields by language."""

    kind: str
    slug: str
    parent: str
    order: int
    common: dict[str, Any]
    by_language: dict[str, dict[str, Any]]


def samples(state: str) -> list[Sample]:
    """Return the pages of a state, parents before children; its own files stand in for those of every state."""
    paths: dict[str, Path] = {}
    for folder in reversed(sample_folders(state)):
        paths |= {path.name: path for path in folder.glob("*.toml") if path.name != FILE}
    found = [_sample(tomllib.loads(path.read_text(encoding="utf-8"))) for path in paths.values()]
    return sorted(found, key=lambda s: (bool(s.parent), s.order, s.common.get("number", 0), s.slug))


def _sample(values: dict[str, Any]) -> Sample:
    by_language = {code: values.pop(code) for code in LANGUAGES}
    kind, slug = values.pop("type"), values.pop("slug")
    return Sample(kind, slug, values.pop("parent", ""), values.pop("order", 0), values, by_language)


def is_seeded() -> bool:
    """Whether the site has pages of editors."""
    return HomePage.objects.exists()


@transaction.atomic
def seed() -> int:
    """Write the sample pages of the state and publish them; return how many.

    Where there are pages already, only those that the menu of this version leads to and an older one did not have.
    """
    state = current_release().state
    if not is_seeded():
        found = samples(state)
        return _write(found, _homes(current_release().state_name))
    homes = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}
    missing = [s for s in samples(state) if not s.parent and s.slug in _of_menu() and not _stands(s, homes)]
    return _write(missing, homes) if missing else 0


def _of_menu() -> set[str]:
    pages = (page for section in sections.ORGANISATION for page in section.pages if page.path)
    return {page.path.strip("/") for page in pages}


def _stands(sample: Sample, homes: dict[str, HomePage]) -> bool:
    return any(home.get_children().filter(slug=sample.slug).exists() for home in homes.values())


def _write(found: list[Sample], homes: dict[str, HomePage]) -> int:
    """Write samples below the roots of their languages, or below one another; return how many."""
    values = sample_texts()
    written: dict[tuple[str, str], EditorialPage] = {}
    for sample in found:
        key = uuid4()
        for code in LANGUAGES:
            parent = written[code, sample.parent] if sample.parent else homes[code]
            written[code, sample.slug] = add_page(
                page_of(sample, code, values), parent, homes[code].locale, key
            )
    return len(found)


def add_page(page: EditorialPage, parent: Page, locale: Locale, key: UUID) -> EditorialPage:
    """Publish a page below another one; `key`: the same for all its languages."""
    page.locale, page.translation_key = locale, key
    # live at once: a first version of its own would say nothing that the page does not
    page.last_published_at = now()
    page.first_published_at = page.first_published_at or page.last_published_at
    parent.add_child(instance=page)
    return page


def _homes(title: str) -> dict[str, HomePage]:
    """Make the root of each language, and lead the site to that of the first; Wagtail's page of welcome goes."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    key, homes = uuid4(), {}
    for code in LANGUAGES:
        slug = "home" if code == settings.LANGUAGE_CODE else f"home-{code}"
        old = list(root.get_children().filter(slug=slug))
        for page in old:
            page.slug = f"{slug}-old"
            page.save()
        root.refresh_from_db()
        homes[code] = root.add_child(
            instance=HomePage(title=title, slug=slug, locale=locales[code], translation_key=key)
        )
        site = Site.objects.filter(is_default_site=True).first() or Site(
            is_default_site=True, hostname="localhost"
        )
        if code == settings.LANGUAGE_CODE:
            site.root_page, site.site_name = homes[code], title
            site.save()
        for page in old:
            page.delete()
    return homes


def sample_texts() -> dict[str, str]:
    """Return what stands for `[[name]]` in sample files."""
    release = current_release()
    org = organisation(release.state)
    return {
        "[[state]]": release.state_name,
        "[[organisation]]": org.name,
        "[[address]]": ", ".join(org.address),
        "[[phone]]": org.phone,
    }


def page_of(sample: Sample, code: str, texts: dict[str, str]) -> EditorialPage:
    """Return the page of a sample in a language, not yet in the tree."""
    values = _filled(sample.by_language[code], texts) | dict(sample.common)
    body = [_block(part) for part in values.pop("body", [])]
    model = apps.get_model("pages", sample.kind)
    if "costs" in values:
        values["costs"] = [("term", _cost(term, code)) for term in values["costs"]]
    if "in_days" in values:
        values |= _moments(values.pop("in_days"), values.pop("at"), values.pop("minutes"))
    if "members" in values:
        values["members"] = [
            ("member", {"name": name, "url": "", "since": None, "agreed_on": None})
            for name in values["members"]
        ]
    page: EditorialPage = model(slug=sample.slug, is_sample=True, **values)
    if model.__name__ == "Post":
        page.first_published_at = make_aware(datetime.combine(values["day"], time(9)))
    # the tree checks raw values as the editor's forms do
    page.body = page.body.stream_block.to_python([{"type": kind, "value": value} for kind, value in body])
    return page


def _moments(in_days: int, at: str, minutes: int) -> dict[str, datetime]:
    """Return start and end of an event so many days from today, at a time on the clocks of the site."""
    day = localdate() + timedelta(days=in_days)
    starts = make_aware(datetime.combine(day, time.fromisoformat(at)))
    return {"starts": starts, "ends": starts + timedelta(minutes=minutes)}


def _filled(value: Any, texts: dict[str, str]) -> Any:
    """Return texts with their words filled in, within lists and tables too."""
    if isinstance(value, str):
        for mark, text in texts.items():
            value = value.replace(mark, text)
        return value
    if isinstance(value, list):
        return [_filled(part, texts) for part in value]
    if isinstance(value, dict):
        return {name: _filled(part, texts) for name, part in value.items()}
    return value


def _block(part: dict[str, Any]) -> tuple[str, Any]:
    """Return the kind and the raw value of a part of a body, as its sample writes it in short."""
    if "heading" in part:
        return "heading", part["heading"]
    if "figure" in part:
        return "figure", _figure(part["figure"])
    if "chart" in part:
        chart, _at, place = part["chart"].partition(BETWEEN)
        return "chart", {"chart": chart, "place": place}
    if "map" in part:
        return "map", {"place": part["map"]}
    if "findings" in part:
        return "findings", {"place": part["findings"]}
    if "thermometer" in part:
        return "thermometer", None
    return "text", {"text": part["text"], "figures": [_figure(text) for text in part.get("figures", [])]}


def _figure(text: str) -> dict[str, str]:
    what, place, year = [*text.split(BETWEEN), ""][:3]
    return {"what": what, "place": place, "year": year}


def _cost(term: dict[str, Any], code: str) -> dict[str, Any]:
    label, source = term[code]
    return {"label": label, "dollars": term["dollars"], "source": source}
