"""`fairtown print`: the printed report of a place as a file, the same that the website gives."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from fairtown.concepts import FairtownError
from fairtown.release.reader import open_release, releases_folder


def printed(name: str, language: str, releases: str | None) -> bytes:
    """Return the PDF of the place that `name` names (a name, slug or code), in a language of the site.

    Raises FairtownError if no place is named so, if it is a tract, or if there is no release.
    """
    _prepare(releases)
    from django.conf import settings
    from django.utils import translation

    from fairtown.hub.places.place import LARGER, Place
    from fairtown.hub.places.printed.report import report_pdf
    from fairtown.hub.release_access import current_release

    languages = [code for code, _label in settings.LANGUAGES]
    if language not in languages:
        raise FairtownError(f"print: language is {language[:10]!r}, expected {' or '.join(languages)}")
    release = current_release()
    row = release.find_places(name)[-1]
    if row["level"] not in ("town", *LARGER):
        raise FairtownError(
            f"print: {row['name']} is a {row['level']}; name a town, a region, a county or the state"
        )
    with translation.override(language):
        return report_pdf(release, Place.of_row(release, row))


def _prepare(releases: str | None) -> None:
    """Set Django up over a release, without a folder of records: nothing of it is read or written."""
    folder: Path = releases_folder(releases).absolute()
    open_release(folder).close()
    os.environ["FAIRTOWN_RELEASES"] = str(folder)
    os.environ.setdefault("FAIRTOWN_SECRET_KEY", secrets.token_hex())
    from fairtown.hub.compiled_messages import compile_messages
    from fairtown.hub.loading import set_up_django

    compile_messages()
    set_up_django()
