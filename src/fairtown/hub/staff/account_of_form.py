"""The form of an account: its roles as people call them, without codes of rights and sums of passwords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fairtown.hub.staff.roles import LABELS


class Roles(forms.ModelMultipleChoiceField):
    """Roles by what they look after."""

    def label_from_instance(self, group: Group) -> str:
        """Return what a role looks after."""
        return str(LABELS[group.name])


class AccountForm(UserChangeForm):
    """An account; its password is set on a page of its own."""

    password = None  # type: ignore[assignment]
    groups = Roles(
        queryset=Group.objects.filter(name__in=LABELS), required=False, widget=forms.CheckboxSelectMultiple,
        label=_("Roles"),
    )  # fmt: skip

    def clean_groups(self) -> QuerySet[Group]:
        """Leave the account in groups that are no roles."""
        chosen = [group.pk for group in self.cleaned_data["groups"]]
        others = self.instance.groups.exclude(name__in=LABELS).values_list("pk", flat=True)
        return Group.objects.filter(pk__in=[*chosen, *others])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say in plain words what the two ticks do."""
        super().__init__(*args, **kwargs)
        texts = {
            "is_superuser": (_("May do everything"), _("But not read what people ask for help with.")),
            "is_active": (
                _("May sign in"),
                _("Take this away instead of deleting an account: its history stays."),
            ),
        }
        for name in set(texts) & set(self.fields):
            self.fields[name].label, self.fields[name].help_text = texts[name]
