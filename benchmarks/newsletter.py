"""A newsletter to 10,000 in bad weather. Bar: 300 s, each address once or a doubt noted, who said no gets nothing.

    .venv/bin/python benchmarks/newsletter.py [PEOPLE]

A mail server on loopback refuses 2% for good, puts off 3% at first, drops 1% before the text and loses 1% after it; the
worker is killed by SIGKILL after a third. Half of those who want no mail say so after the approval.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))


def wait(is_so: Callable[[], bool]) -> None:
    while not is_so():
        time.sleep(0.05)


def main() -> None:
    from tests.hub.newsletter_storm import storm

    n_people = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as records:
        given = {
            "FAIRTOWN_RECORDS": records, "DJANGO_SETTINGS_MODULE": "fairtown.hub.settings",
            "FAIRTOWN_RELEASES": os.environ.get("FAIRTOWN_RELEASES", str(ROOT / "releases")),
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        }  # fmt: skip
        outcome = storm(n_people, given, wait)
    print(outcome)
    print(f"{outcome.n_readers:,} mails in {outcome.seconds:.0f} s")


if __name__ == "__main__":
    main()
