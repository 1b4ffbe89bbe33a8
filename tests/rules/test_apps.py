"""The apps of the hub stay apart: pyproject.toml names each of them, and no model points to another app's."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models
from django.test.utils import isolate_apps

import fairtown
from fairtown.hub.staff.models import SignInEvent

ROOT = Path(__file__).parents[2]
HUB = Path(fairtown.__file__).parent / "hub"
#: Accounts, which records of who did what point to; the tree of pages, its languages, files and pictures.
EVERYONES = {
    "auth", "contenttypes", "wagtailcore", "wagtaildocs", "wagtailimages", "wagtailredirects", "wagtailsearch",
    "wagtail_localize",
}  # fmt: skip


def app_folders() -> set[str]:
    return {p.parent.name for name in ("views.py", "apps.py", "models.py") for p in HUB.glob(f"*/{name}")}


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("fairtown.")]


def foreign_relations(model: type[models.Model]) -> Iterator[str]:
    """Yield each field of a model that points, or may point, to a model of another app."""
    own = {model._meta.app_label, *EVERYONES}
    for field in (*model._meta.get_fields(), *model._meta.private_fields):
        if isinstance(field, GenericForeignKey):
            yield f"{model.__name__}.{field.name}: any model"
            continue
        to = None if field.auto_created else field.related_model
        if to is not None and to._meta.app_label not in own:
            yield f"{model.__name__}.{field.name}: {to._meta.label}"


def test_the_contract_on_imports_names_every_app() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = [c["layers"] for c in contracts if c.get("containers") == ["fairtown.hub"]]
    assert layers[1:] == ["staff", "mail", "gate", "jobs", "shelf"]
    named = {name.strip() for layer in layers[:-1] for name in layer.split("|")}
    assert named == app_folders(), "name the app in pyproject.toml: apps import one another's files never"


def test_no_model_points_to_a_model_of_another_app() -> None:
    assert len(own_models()) > 4
    assert [found for model in own_models() for found in foreign_relations(model)] == []


@isolate_apps("fairtown.hub.contributions")
def test_the_rule_on_models_sees_every_kind_of_relation() -> None:
    class Seen(models.Model):
        event = models.ForeignKey(SignInEvent, models.PROTECT, related_name="+")
        events = models.ManyToManyField(SignInEvent, related_name="+")
        only = models.OneToOneField(SignInEvent, models.PROTECT, related_name="+")
        by = models.ForeignKey(User, models.PROTECT, related_name="+")
        before = models.ForeignKey("self", models.PROTECT)
        what = GenericForeignKey("kind", "number")

        class Meta:
            app_label = "records"

        def __str__(self) -> str:
            return ""

    assert {found.split(":")[0] for found in foreign_relations(Seen)} == {
        "Seen.event", "Seen.events", "Seen.only", "Seen.what",
    }  # fmt: skip


def test_pages_of_figures_store_nothing() -> None:
    """An app with models holds private records or pages of editors, and stands here."""
    assert {m.__module__.split(".")[2] for m in own_models()} == {
        "campaigns", "contributions", "gate", "gatherings", "giving", "jobs", "mail", "newsletters", "pages",
        "referrals", "staff", "supporters",
    }  # fmt: skip
