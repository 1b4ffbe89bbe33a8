"""People who agreed to get mail, and newsletters to them, for tests."""

from __future__ import annotations

from django.contrib.auth.models import Permission, User

from fairtown.hub.newsletters.models import Newsletter
from fairtown.hub.supporters import joining
from fairtown.hub.supporters.addresses import hash_of
from fairtown.hub.supporters.models import Email, Person

PERMISSIONS = ("view_newsletter", "add_newsletter", "change_newsletter", "approve_newsletter")


def reader(
    name: str,
    language: str = "en",
    town: str = "",
    topics: tuple[str, ...] = ("news",),
    has_consented: bool = True,
) -> Email:
    """Store someone who joined and confirmed; without `has_consented`, one whom staff typed in."""
    person = Person.objects.create(given_name=name, language=language, town=town)
    joining.set_topics(person, topics)
    address = f"{name}@mail.example"
    email = Email.objects.create(
        person=person, address=address, who=hash_of(address), state=Email.State.CONFIRMED
    )
    if has_consented:
        joining.log(email, is_given=True, wording="yes", form="join-confirm")
    return email


def colleague(name: str, *permissions: str) -> User:
    """Store a member of staff who may do this with newsletters; everything where nothing is named."""
    user = User.objects.create_user(name, f"{name}@town.example", is_staff=True)
    chosen = Permission.objects.filter(codename__in=permissions or PERMISSIONS)
    user.user_permissions.set(chosen)
    return user


def newsletter(writer: User, **values: object) -> Newsletter:
    """Store a newsletter in both languages."""
    texts = {
        "subject_en": "Homes in May", "subject_es": "Viviendas en mayo", "opening_en": "Hello.\n\n- one\n- two",
        "opening_es": "Hola.",
    }  # fmt: skip
    return Newsletter.objects.create(writer=writer, **(texts | values))
