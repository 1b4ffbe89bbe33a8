"""Django, set up: what it loads is there for good, so Python need not look through it for what could be thrown away.

To load the site makes more than a million objects, and Python would look through those that are there eight times
over: half a second of three. Nor does it look through them later, in a process that serves pages.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loaded_for_good() -> Iterator[None]:
    """Take all that is loaded inside as there for good."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def set_up_django() -> None:
    """Set up Django over the settings of the website."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairtown.hub.settings")
    with loaded_for_good():
        import django

        django.setup()
