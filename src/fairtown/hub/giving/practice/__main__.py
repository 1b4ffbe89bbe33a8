"""Runs the practice gateway for `fairtown hub`: `python -m fairtown.hub.giving.practice PORT`, until its input ends.

It tells on its first line what to set in the environment of the site, or why it does not start.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from fairtown.concepts import FairtownError
from fairtown.hub.giving import config
from fairtown.hub.giving.practice.server import FILE, PracticeGateway


def main(port: str) -> None:
    """Run it for a site that listens on a port of loopback."""
    try:
        config.gateway(os.environ)
        practice = PracticeGateway(Path(os.environ.get("FAIRTOWN_RECORDS") or "records") / FILE)
    except (FairtownError, OSError) as error:
        print(json.dumps({"error": str(error)}), flush=True)
        return
    secret = practice.send_to(f"http://127.0.0.1:{port}{config.HOOK_PATH}")
    practice.start()
    practice.delivery.start()
    line = f"fairtown: gifts by card are practice; what donors and banks do: {practice.url}/"
    print(line, file=sys.stderr, flush=True)
    print(json.dumps({config.PRACTICE_URL: practice.url, config.SECRET: secret}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
