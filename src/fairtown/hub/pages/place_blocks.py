"""Blocks of a place and of the goal: a map, what stands out, how far gifts have come. None has a field for a value."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from fairtown.hub import absent
from fairtown.hub.pages.menus import MenuBlock, drawn_places
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf import slots
from fairtown.hub.shelf.labels import area_name, level_labels
from fairtown.hub.shelf.live_figures import STATE, place_choices, place_rows
from fairtown.hub.shelf.place_findings import findings_of
from fairtown.hub.shelf.place_urls import url_of
from fairtown.release.reader import Row
from fairtown.translations import suffix

Context = dict[str, Any]


def _code(slug: str) -> str:
    """Return the code of a place by the slug that maps know it by."""
    return STATE if slug == STATE else f"town:{slug}"


def _known(code: str) -> Row | None:
    """Return the newest row of a place; None where the release does not know it."""
    return next(reversed(place_rows(code)), None)


class OfPlace(blocks.StructBlock):
    """A block of one place, which the release knows when it is chosen; where a later one does not, the page says so."""

    def row(self, value: Any) -> Row | None:
        """Return the place in the release that is shown."""
        return _known(value["place"])

    def clean(self, value: Any) -> Any:
        """Refuse a place that the release does not know."""
        cleaned = super().clean(value)
        if self.row(cleaned) is None:
            message = ValidationError(_("This release does not know the place. Choose another one."))
            raise StructBlockValidationError(block_errors={"place": message})
        return cleaned

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        """Add the place, its name and its page."""
        context: Context = super().get_context(value, parent_context=parent_context)
        row = self.row(value)
        found = {"name": area_name(row["name"]), "url": url_of(row)} if row else {"name": value["place"]}
        return context | {"place": row} | found


def places_gone(stream: Any) -> list[str]:
    """Return the places of a body's blocks that the release that is shown does not know."""
    return [
        child.value["place"] for child in stream
        if isinstance(child.block, OfPlace) and child.block.row(child.value) is None
    ]  # fmt: skip


class MapBlock(OfPlace):
    """The map of a town or of the state, as the release draws it, with its legend and the way to the map itself."""

    place = MenuBlock(choices=drawn_places, label=gettext_lazy("Place"), default=STATE)

    class Meta:
        template = "pages/blocks/map.html"
        icon = "site"
        label = gettext_lazy("Map of a place")

    def row(self, value: Any) -> Row | None:
        """Return the place in the release that is shown."""
        return _known(_code(value["place"]))

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        """Add the drawing, blank where the release has none, and what its shades are."""
        release, context = current_release(), super().get_context(value, parent_context)
        has_today = absent.subjects(release)["today"]
        name = f"towns/{value['place']}.svg"
        if value["place"] == STATE:
            name = f"{'modern' if has_today else 'state'}{suffix(get_language() or '')}.svg"
        is_drawn = context["place"] is not None and (release.path / "maps" / name).is_file()
        return context | {
            "drawing": f"/release/{release.date}/maps/{name}" if is_drawn else "",
            "is_state": value["place"] == STATE,
            "levels": level_labels(),
            "period": release.period(release.latest()) if has_today else "",
        }


class FindingsBlock(OfPlace):
    """What is remarkable about a place, chosen by the rule of its own page."""

    place = MenuBlock(choices=place_choices, label=gettext_lazy("Place"))

    class Meta:
        template = "pages/blocks/findings.html"
        icon = "list-ul"
        label = gettext_lazy("What stands out in a place")

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        """Add the findings; none where nothing differs by more than its margin of error."""
        release, context = current_release(), super().get_context(value, parent_context)
        if context["place"] is None:
            return context
        return context | {"findings": findings_of(release, context["place"])}


class ThermometerBlock(blocks.StaticBlock):
    """How far the goal of gifts is, as the page of giving shows it on the same day."""

    class Meta:
        template = "pages/blocks/thermometer.html"
        icon = "success"
        label = gettext_lazy("Goal of gifts")
        admin_text = gettext_lazy("Shows the goal of today, and how far it is. There is nothing to fill in.")

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        """Add the goal of today."""
        context: Context = super().get_context(value, parent_context=parent_context)
        return context | {"goals": slots.ask(slots.GOAL, get_language())}
