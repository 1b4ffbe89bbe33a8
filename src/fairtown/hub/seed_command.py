"""`fairtown hub seed`: what a site begins with, written where it is missing; what editors changed stays."""

from __future__ import annotations

import os
from collections.abc import Iterator

from fairtown.release.reader import releases_folder

#: What the samples of an app are called on the terminal.
NAMES = {"campaigns": "campaigns", "giving": "goals of gifts", "referrals": "offices that help"}


def seed(releases: str | None) -> str:
    """Write sample content in every language and return a report; run again, it changes nothing.

    Raises FairtownError if there is no release, or the database cannot be used.
    """
    os.environ["FAIRTOWN_RELEASES"] = str(releases_folder(releases).absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairtown.hub.settings")
    from fairtown.hub.start import prepare_records

    prepare_records()
    return "\n".join(_report())


def _report() -> Iterator[str]:
    from fairtown.hub.organisation import organisation
    from fairtown.hub.pages.renewal import renew
    from fairtown.hub.pages.seed import LANGUAGES
    from fairtown.hub.prepared import fill_empty
    from fairtown.hub.release_access import current_release

    own = organisation(current_release().state)
    yield f"sample content of {own.name}, marked as a sample on every page"
    written, done = fill_empty(), renew()
    n_added = done.added + len(LANGUAGES) * written["pages"]
    yield f"pages: {n_added} written, {done.renewed} brought up to date, {len(done.edited)} left as editors have them"
    yield from (f"  left: {path}" for path in done.edited)
    yield from (f"{name}: {written[app] or 'none'} written" for app, name in NAMES.items())
