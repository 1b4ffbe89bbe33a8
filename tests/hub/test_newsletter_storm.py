"""A newsletter in bad weather; benchmarks/newsletter.py sends one to 10,000 the same way."""

import shutil
from pathlib import Path

import pytest
from django.db import connection

from .newsletter_storm import ABSENT, SUPPRESSED, storm
from .running_hub import until

ROOT = Path(__file__).parents[2]
N_PEOPLE, SECONDS = 300, 120
#: Seconds until a mail is tried again; how long the site waits is asked in test_mail.py.
DELAY = 0.2


@pytest.mark.django_db(transaction=True)
def test_in_any_weather_each_reader_gets_it_once_or_a_doubt_is_noted(
    tmp_path: Path, release_folder: Path, prepared_records: Path
) -> None:
    where = "{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    given = {
        "FAIRTOWN_DATABASE": f"postgres://{where}" if connection.vendor == "postgresql" else "",
        "FAIRTOWN_RECORDS": str(tmp_path), "FAIRTOWN_RELEASES": str(release_folder),
        "DJANGO_SETTINGS_MODULE": "fairtown.hub.settings", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }  # fmt: skip
    if connection.vendor == "sqlite":
        shutil.copyfile(prepared_records, tmp_path / "records.sqlite3")
    outcome = storm(N_PEOPLE, given, lambda is_so: until(is_so, SECONDS), DELAY)
    print(outcome)
    n_absent = N_PEOPLE * len(ABSENT) // 100
    assert outcome.n_suppressed == 0, "who wants none is not even tried"
    assert outcome.n_readers == N_PEOPLE * (100 - len(SUPPRESSED)) // 100
    assert (outcome.n_dead, outcome.n_once) == (n_absent, outcome.n_readers - n_absent)
    assert outcome.n_twice <= outcome.doubts, "none twice without a note"
    assert outcome.n_ids == outcome.n_once, "a second copy has the same Message-ID"
    assert outcome.seconds < SECONDS
