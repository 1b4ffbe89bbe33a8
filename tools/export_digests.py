"""Print the checksum of every export of a release: a line for each measure, level, year and variant.

Run it before and after a change that must not touch a figure, and compare:

    .venv/bin/python tools/export_digests.py releases/2026-11-21 > before.txt
"""

import argparse
import hashlib
from collections.abc import Iterator

import fairtown
from fairtown.concepts import FairtownError


def digests(folder: str) -> Iterator[tuple[str, str]]:
    release = fairtown.open_release(folder)
    for name, measure in release.measures.items():
        for level in release.levels_of(name):
            for year in measure["years"]:
                for variant in list(measure["variants"]) or [None]:
                    what = " ".join(map(str, (name, level, year, variant or "")))
                    try:
                        table = release.table(name, level=level, year=year, variant=variant)
                    except (FairtownError, ValueError):
                        yield what, "nothing"
                        continue
                    text = table.to_csv(index=False, lineterminator="\n")
                    yield what, hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("release", help="folder of a release")
    for what, digest in digests(parser.parse_args().release):
        print(f"{digest}  {what}".rstrip())
