"""Forms of invitations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fairtown.hub.staff.accounts import NAME
from fairtown.hub.staff.roles import LABELS


class InviteForm(forms.Form):
    """Whom to invite, and what for."""

    address = forms.EmailField(label=_("E-mail"), max_length=254)
    roles = forms.MultipleChoiceField(
        label=_("What this person looks after"),
        choices=list(LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def clean_address(self) -> str:
        """Refuse an address that has an account."""
        address = str(self.cleaned_data["address"])
        if User.objects.filter(email__iexact=address, is_active=True).exists():
            raise ValidationError(_("This address has an account already."))
        return address


class AcceptForm(forms.Form):
    """The name and the password of a new account."""

    username = forms.CharField(
        label=_("Name to sign in with"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password1 = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Twelve letters or more. Four or five words that have nothing to do with each other are best."),
    )  # fmt: skip
    password2 = forms.CharField(
        label=_("Password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        """Take the address of the invitation, of which no password may be made."""
        super().__init__(*args, **kwargs)
        self.address = address

    def clean_username(self) -> str:
        """Refuse what is no name, and one that is taken in any spelling."""
        name = str(self.cleaned_data["username"])
        if not NAME.fullmatch(name):
            raise ValidationError(_("Use 2 to 60 letters, digits or . @ + - _"))
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("This name is taken. Please choose another."))
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse two passwords that differ, and a weak one."""
        given = super().clean() or self.cleaned_data
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ."))
        elif first:
            try:
                validate_password(first, User(username=given.get("username", ""), email=self.address))
            except ValidationError as error:
                self.add_error("password1", error)
        return given
