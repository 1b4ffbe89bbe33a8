"""The release that the website shows: the newest one, opened once per process."""

import sys
from functools import cache

from django.conf import settings
from django.core.cache import caches

from fairtown.concepts import FairtownError
from fairtown.outputs.release import OpenRelease, open_release


@cache
def release() -> OpenRelease:
    """Return the open release; raises FairtownError if none was built."""
    return _newest()


def _newest() -> OpenRelease:
    found = open_release(settings.RELEASES)
    # a link may lead elsewhere tomorrow: one process shows one release
    return OpenRelease(found.path.resolve())


def take_newest() -> bool:
    """Show the newest release from now on; return whether it is another one.

    Only where no request is being answered. Where there is none any more, one line says so and the one shown stays.
    """
    try:
        newest = _newest()
    except FairtownError as error:
        print(f"fairtown: {error}; {release().path} stays", file=sys.stderr, flush=True)
        return False
    if newest.path == release().path:
        return False
    release.cache_clear()
    for name in ("pages", "downloads"):
        caches[name].clear()
    print(f"fairtown shows release {release().date} of {release().state_name}", flush=True)
    release().close()
    return True
