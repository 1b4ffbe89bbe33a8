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
    # a connection must not be shared by processes
    connections.close_all()
