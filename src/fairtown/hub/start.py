"""What stands before the website answers: its records are up to date, its static files collected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from fairtown.concepts import FairtownError
from fairtown.hub.database import keep_key, restrict_to_owner
from fairtown.hub.loading import set_up_django
from fairtown.processes import can_fork, fork


def set_up() -> None:
    """Set up Django, with the key of these records."""
    from django.apps import apps
    from django.conf import settings

    if apps.ready:
        return
    settings.SECRET_KEY = keep_key(settings.SECRET_KEY, settings.RECORDS)
    if not os.environ.get("FAIRTOWN_DATABASE"):
        restrict_to_owner(settings.RECORDS)
    set_up_django()


@contextmanager
def static_files_beside() -> Iterator[None]:
    """Collect the static files in a process of its own while what is inside is done, where the system can fork."""
    if not can_fork():
        yield
        collect_static()
        return
    process = fork(collect_static)
    process.start()
    try:
        yield
    finally:
        process.join()
    if process.exitcode:
        # once more here, where what is wrong is told
        collect_static()
    from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage

    if isinstance(staticfiles_storage, ManifestFilesMixin):
        staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = (
            staticfiles_storage.load_manifest()
        )


def prepare_records(is_shown: bool = False) -> None:
    """Bring the database of records up to date, and keep the key that signs staff sessions.

    `is_shown`: there is a release, from which an empty site takes what it begins with.
    """
    set_up()
    from django.conf import settings
    from django.db import DatabaseError, connections

    from fairtown.hub.prepared import fill_empty, prepare_database

    try:
        prepare_database()
        if is_shown:
            fill_empty()
    except DatabaseError as error:
        where = "$FAIRTOWN_DATABASE" if os.environ.get("FAIRTOWN_DATABASE") else settings.RECORDS
        line = " ".join(str(error).split())[:200]
        raise FairtownError(f"records: the database of {where} cannot be used: {line}; mend it") from None
    # a connection must not be shared by processes
    connections.close_all()


def collect_static() -> None:
    """Write the static files to their folder, named by hash and compressed; a year's cache never shows an old one."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
