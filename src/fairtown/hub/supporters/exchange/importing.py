"""Imports people: every suppression in one transaction before any person, then a thousand people at a time.

How far it came is written with each thousand, so that an import that was killed goes on where it stopped. It fills
what is blank and changes nothing that a person said; addresses that get no mail stay so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from django.db import transaction

from fairtown.hub.shelf.town_finder import towns_meant
from fairtown.hub.supporters import suppressions
from fairtown.hub.supporters.addresses import check_key, hash_of
from fairtown.hub.supporters.exchange.chunks import Chunk
from fairtown.hub.supporters.exchange.nationbuilder import (
    NEEDED,
    STOPPING,
    TAKEN,
    Imported,
    imported,
    suppressed,
)
from fairtown.hub.supporters.exchange.people_file import PeopleFile, open_people_file
from fairtown.hub.supporters.models import ImportBatch

CHUNK = 1_000
#: So many different faults are told one by one.
MOST_FAULTS = 20


def import_people(path: Path, tell: Callable[[int], object] = lambda _n_rows: None) -> ImportBatch:
    """Import NationBuilder's export, or go on with one that was stopped; return what was done.

    `tell` hears how far it came.

    Raises FairtownError on a file that is none of its kind; nothing is written then.
    """
    check_key()
    source = open_people_file(path, NEEDED)
    batch, _is_new = ImportBatch.objects.get_or_create(
        digest=source.digest, defaults={"name": path.name[:200]}
    )
    tell(batch.n_rows)
    if not batch.has_suppressions:
        _suppress_first(source, batch)
    rows = islice(source.rows(TAKEN), batch.n_rows, None)
    while chunk := list(islice(rows, CHUNK)):
        _import_chunk(batch, chunk)
        tell(batch.n_rows)
    if not batch.is_done:
        batch.report["encoding"] = source.encoding
        batch.report["not_taken"] = [name for name in source.columns if name and name not in TAKEN]
        batch.is_done = True
        batch.save()
    return batch


def _suppress_first(source: PeopleFile, batch: ImportBatch) -> None:
    """Write who gets no mail, of the whole file, in one transaction."""
    reasons: dict[str, str] = {}
    for row in source.rows(STOPPING):
        why, addresses = suppressed(row)
        for who in map(hash_of, addresses):
            reasons[who] = max(reasons.get(who, why), why, key=suppressions.ORDER.index)
    with transaction.atomic():
        suppressions.suppress_all(reasons)
        batch.has_suppressions = True
        batch.report["addresses_without_mail"] = len(reasons)
        batch.save()


def _import_chunk(batch: ImportBatch, rows: list[dict[str, str]]) -> None:
    """Store a thousand people with the note of how far it came, in one transaction."""
    counts: Counter[str] = Counter(batch.report.get("counts", {}))
    faults: Counter[str] = Counter(batch.report.get("faults", {}))
    people = list(_people(rows, faults))
    with transaction.atomic():
        counts.update(Chunk(people, _towns(people), f"import {batch.digest[:12]}").store())
        batch.n_rows += len(rows)
        batch.report |= {"counts": dict(counts), "faults": dict(faults.most_common(MOST_FAULTS))}
        batch.save()


def _people(rows: Iterable[dict[str, str]], faults: Counter[str]) -> Iterator[Imported]:
    for row in rows:
        try:
            person = imported(row)
        except ValueError as error:
            faults[str(error)] += 1
            continue
        faults.update(person.faults)
        yield person


def _towns(people: Iterable[Imported]) -> dict[str, str]:
    """Return the key of the town that each place means, by the place as typed; none where it is not clear."""
    return {place: town for place in {p.place for p in people if p.place} if (town := _town(place))}


@lru_cache(maxsize=20_000)
def _town(place: str) -> str:
    """Return the key of the town of "city, state ZIP"; of the ZIP code alone where the city is none."""
    for text in (place, place.rpartition(" ")[2]):
        towns, is_clear = towns_meant(text)
        if is_clear:
            return str(towns[0]["key"])
    return ""
