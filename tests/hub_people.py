"""Who is there in a shared hub as it starts: staff of each role, and a reader of newsletters in each language.

Each account belongs to one file of tests: a second factor is set up once, and its secret is that file's.
"""

from __future__ import annotations

#: The password of all; roles as `fairtown staff` gives them, "admin" for one who may manage everything.
PASSWORD = "vier stille pferde laufen"
STAFF = {
    "dora": ("development",),  # browser/test_giving.py
    "nora": ("editor",),  # browser/test_editing.py
    "paula": ("editor",),  # browser/test_editing.py, of the passkey
    "olga": ("referral", "manage"),  # browser/test_policy.py
    "rosa": ("referral",),  # browser/test_help.py
    "sonia": ("organizer",),  # browser/newsletter_walk.py
    "walker-en": ("editor",),  # browser/test_walks.py
    "walker-es": ("editor",),  # browser/test_walks.py
    "wanda": ("organizer",),  # browser/newsletter_walk.py
}
#: Who has signed in with both steps as a hub starts: what is tested of them begins behind the door.
SIGNED_IN = ("dora", "rosa", "sonia", "wanda")
#: The keys of their sessions by name, in a file beside the records; they last as long as any run of tests.
SESSIONS, LASTS = "quick/sessions.json", 6 * 3_600
#: Readers of newsletters by name, and their languages: browser/newsletter_walk.py.
READERS = {"anna": "en", "berta": "es"}


def add_all() -> None:
    """Write them to the database of the settings, in a process that has set up Django; who is there stays."""
    import os

    from django.conf import settings
    from django.contrib.auth.models import User
    from django.db import connections

    from fairtown.hub.staff import accounts
    from tests.hub.newsletter_people import reader

    quick = "django.contrib.auth.hashers.MD5PasswordHasher"
    settings.PASSWORD_HASHERS = [quick, *settings.PASSWORD_HASHERS]
    os.environ[accounts.PASSWORD] = PASSWORD
    for name, roles in STAFF.items():
        accounts.add(name, [role for role in roles if role != "manage"], may_manage="manage" in roles)
        User.objects.filter(username=name).update(email=f"{name}@town.example")
    for name, language in READERS.items():
        reader(name, language)
    del os.environ[accounts.PASSWORD]
    _sign_in()
    # a connection must not be shared by processes
    connections.close_all()


def _sign_in() -> None:
    """Write a session for each of `SIGNED_IN`."""
    import json

    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    from tests.hub.staff_session import pass_factor

    keys = {}
    for name in SIGNED_IN:
        client = Client()
        client.force_login(User.objects.get(username=name))
        session = pass_factor(client, ago=-LASTS).session
        session.set_expiry(LASTS)
        session.save()
        keys[name] = session.session_key
    (settings.RECORDS / SESSIONS).write_text(json.dumps(keys))
