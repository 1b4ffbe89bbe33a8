"""Say in one line if this Python is too old, before anything is installed."""

import sys

LEAST = (3, 11)

if sys.version_info < LEAST:
    sys.exit(
        f"python3 is {sys.version.split()[0]}, fairtown needs 3.11 or later: "
        "install one, then make PYTHON=python3.12 demo"
    )
