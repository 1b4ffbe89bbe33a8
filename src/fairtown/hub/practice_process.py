"""The practice gateway of cards beside the website, where $FAIRTOWN_PRACTICE asks for it; it ends with that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from fairtown.concepts import FairtownError
from fairtown.hub.giving.config import PRACTICE

STOP_SECONDS = 10


@contextmanager
def practice_gateway(port: int) -> Iterator[None]:
    """Run it for a site on a port of loopback; its address and secret go to the site's processes by the environment.

    Raises FairtownError with its own words if it does not start, as beside a live key.
    """
    if not os.environ.get(PRACTICE):
        yield
        return
    command = [sys.executable, "-m", "fairtown.hub.giving.practice", str(port)]
    # its standard input ends with this process, however that ends
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stdout
        environ = json.loads(process.stdout.readline() or "{}")
        if not environ or "error" in environ:
            raise FairtownError(environ.get("error", "hub: the practice gateway of cards did not start"))
        os.environ.update(environ)
        yield
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)
