"""What the law asks of a town or of the state, as the printed report has it."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from fairtown.hub.places import topics
from fairtown.hub.places.place import Place
from fairtown.hub.places.printed.numbers import Numbers, headers
from fairtown.hub.shelf import law
from fairtown.hub.shelf.day_words import code
from fairtown.hub.shelf.labels import places_label
from fairtown.hub.site_url import absolute_url
from fairtown.hub.survey_words import translated
from fairtown.release.reader import OpenRelease
from fairtown.reports.printed.document import Block, Link, Paragraph, Run, Table, Text


def duties(release: OpenRelease, place: Place, numbers: Numbers) -> list[Block]:
    """Return the duties of a town or of the state on this day; for what lies between, where they stand."""
    if place.is_town:
        lines = topics.duties(release, place)["duties"]
    elif place.level == "state":
        lines = [law.displayed(s) | {"record": s.record} for s in law.law(release).others(law.today())]
    else:
        text = _(
            "The law sets duties for the %(places)s and for the state; the report of each lists its own."
        )
        page = Link(_("All duties and deadlines"), absolute_url(reverse("duties")))
        return [Paragraph([text % {"places": places_label("town")}, " ", page])]
    rows = [_duty(line, numbers) for line in lines]
    columns = [_("Duty"), _("On record"), _("Due next")]
    note = _("No record means that none was found: it is never a finding against a town.")
    return [
        Table("", headers(columns), rows, (1.6, 1.4, 0), is_words=True),
        *([Paragraph([note], is_quiet=True)] if place.is_town else []),
    ]


def _duty(line: dict[str, Any], numbers: Numbers) -> list[Text]:
    duty, coming = line["duty"], line["standing"].next_due
    url = absolute_url(f"{reverse('duties')}#d-{duty.id}")
    title: Text = [Link(translated(duty.title), url), f" {duty.statute}"]
    return [title, _on_record(line, numbers), [code(coming) if coming else "–"]]


def _on_record(line: dict[str, Any], numbers: Numbers) -> list[Run]:
    """Return what is on record of a duty in the words of its page; the share of an exempt town as a number."""
    text = " ".join(strip_tags(render_to_string("shelf/_duty_record.html", {"l": line})).split())
    exempt = line.get("exempt")
    if exempt is None or exempt.estimate not in text:
        return [text]
    before, _share, after = text.partition(exempt.estimate)
    return [before, numbers.number(exempt), after, *numbers.reference(exempt)]
