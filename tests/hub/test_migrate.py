"""Fields of the models of a migration are copied: each is what Django would make of it, and nothing more."""

from django.apps import apps
from django.db import models
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field

from fairtown.hub.management.commands.migrate import copied_fields, copy_of, found_later

MODELS = ProjectState.from_apps(apps).models


def test_a_copy_is_what_django_makes_of_a_field() -> None:
    n = 0
    for state in MODELS.values():
        for name, field in state.fields.items():
            copy, clone = copy_of(field), field.clone()
            # what Django finds out of a field as it checks a migration, and what is none of the copy's
            assert field.is_relation is copy.is_relation
            assert type(copy) is type(clone), (state, name)
            assert copy.deconstruct() == clone.deconstruct(), (state, name)
            assert set(vars(copy)) - {"name"} <= set(vars(clone)), (state, name)
            assert (copy.remote_field is None) == (clone.remote_field is None)
            if copy.remote_field:
                assert copy.remote_field is not field.remote_field
                assert copy.remote_field.field is copy
                assert not found_later(type(copy.remote_field)) & set(vars(copy.remote_field)), (state, name)
            n += 1
    assert n > 500


def test_copies_come_one_after_the_other_and_those_that_django_adds_first() -> None:
    given, added = models.CharField(max_length=5), models.BigAutoField(auto_created=True, primary_key=True)
    copies = [copy_of(given), copy_of(added), copy_of(given)]
    assert given < copies[0] < copies[2]
    assert copies[1] < added < given


def test_a_field_that_a_model_has_is_made_anew() -> None:
    field = apps.get_model("auth", "User")._meta.get_field("username")
    assert not hasattr(copy_of(field), "model")


def test_fields_are_copied_while_migrations_run_and_no_longer() -> None:
    before = Field.clone
    with copied_fields():
        assert Field.clone is copy_of
    assert Field.clone is before


def test_a_model_that_is_made_of_copies_leaves_those_of_its_state_alone() -> None:
    state = ModelState(
        "staff", "Invented", [("id", models.AutoField(primary_key=True)), ("day", models.DateField())]
    )
    registry = ProjectState().apps
    with copied_fields():
        model = state.render(registry)
    assert [field.name for field in model._meta.local_fields] == ["id", "day"]
    assert not any(hasattr(field, "model") for field in state.fields.values())
