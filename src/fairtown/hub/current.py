"""The release that the website shows: the newest one, opened once per process."""

from functools import cache

from django.conf import settings

from fairtown.outputs.release import OpenRelease, open_release


@cache
def release() -> OpenRelease:
    """Return the open release; raises FairtownError if none was built."""
    return open_release(settings.RELEASES)
