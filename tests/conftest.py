"""What all tests share: the clean tables of Connecticut, and everything made from them, once."""

import gc
import os
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

from fairtown.build import release as building
from fairtown.build.cache import Cache, folder
from fairtown.build.inputs import CleanTables
from fairtown.build.nation import release as building_nation
from fairtown.build.run import MeasureResult, Run, run
from fairtown.measures import all_measures
from fairtown.release.reader import OpenRelease, latest
from fairtown.states import state
from fairtown.states.profile import State

from .shared_hub import hub_over, postgresql_archive, shared_hub  # noqa: F401 - fixtures
from .states import toy
from .workers import NATION_DATE, NATION_STATES, compile_share, shared_by_workers

# a browser leaves its event loop running in the thread of the tests after it
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# what tests make is small beside what is loaded, which Python would look through thousands of times for nothing
gc.set_threshold(100_000, 20, 100)
settings.register_profile("fairtown", max_examples=10, deadline=None, derandomize=True)
# `make shake`: other examples each time and thirty times as many, for what the fixed ones never meet
settings.register_profile("shake", max_examples=300, deadline=None, derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("FAIRTOWN_EXAMPLES", "fairtown"))

#: The files that take longest, first, so that no worker ends with one of them alone. The first makes the results and
#: the release that most others wait for; the three after it need neither. Those with PostgreSQL are apart, because
#: whichever comes first makes the archive of it.
SLOWEST = (
    "build/test_build.py",
    "measures/segregation/estimation/test_kernels.py",
    "data/zoning/test_any_bytes.py",
    "measures/zoning/test_change.py",
    "hub/test_next_survey.py",
    "hub/test_postgres.py",
    "browser/test_map.py",
    "browser/test_walks.py",
    "browser/test_access.py",
    "browser/test_policy.py",
    "hub/test_older_database.py",
    "browser/test_lab.py",
    "hub/test_serve.py",
    "hub/test_html.py",
    "hub/test_pages.py",
    "hub/test_backup.py",
    "hub/test_people_exchange.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Compile the test files between the workers, before each collects them."""
    compile_share(session.config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the slowest files first (`--no-loadscope-reorder` keeps this order where files are handed to workers).

    Once more, on PostgreSQL, runs only what asks for a database: all else is the same again.
    """
    if os.environ.get("FAIRTOWN_DATABASE"):
        config.hook.pytest_deselected(items=[item for item in items if not asks_database(item)])
        items[:] = filter(asks_database, items)
    order = {Path(__file__).parent / name: rank for rank, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: order.get(item.path, len(order)))


def asks_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return (
        item.get_closest_marker("django_db") is not None or "db" in fixtures or "transactional_db" in fixtures
    )


def pytest_collection_finish() -> None:
    """Leave what is loaded to its end: Python looks at it no more, nor when the run ends (docs/decisions/0104)."""
    gc.freeze()


@pytest.fixture(scope="session")
def clean() -> CleanTables:
    return CleanTables(state("ct"))


@pytest.fixture(scope="session")
def toy_state(tmp_path_factory: pytest.TempPathFactory) -> State:
    """The profile of an invented state, its tables written; see tests/states/toy.py."""
    own = toy.state(tmp_path_factory.mktemp("toy"))
    toy.write_tables(own)
    return own


@pytest.fixture(scope="session")
def toy_release(toy_state: State, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the invented state, built from its tables by one worker."""
    shared = shared_by_workers(tmp_path_factory, "toy-release")
    with FileLock(f"{shared}.lock"):
        return latest(shared) or Path(building.build(shared, toy_state, "2026-01-01").path)


@pytest.fixture(scope="session")
def results_file(clean: CleanTables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pickle of every measure's result for Connecticut (id, year, rows, lineage) and of what is absent; made once.

    The user's cache stores it for the next run: what is unchanged since is not computed again.
    """
    stored = shared_by_workers(tmp_path_factory, "results.pickle")
    with FileLock(f"{stored}.lock"):
        if not stored.exists():
            found = run(clean, cache=Cache(folder()))
            plain = [(m.measure.id, m.year, m.rows, m.lineage) for m in found.results]
            stored.write_bytes(pickle.dumps((plain, found.absent)))
    return stored


@pytest.fixture(scope="session")
def results(results_file: Path) -> dict[tuple[str, int], MeasureResult]:
    """The result of every measure for Connecticut, by id and year."""
    found, _absent = pickle.loads(results_file.read_bytes())
    return {
        (i, year): MeasureResult(all_measures()[i], year, rows, lineage) for i, year, rows, lineage in found
    }


@pytest.fixture(scope="session")
def release_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of Connecticut: built by one worker, waited for by the others, or given by the run around this one.

    It is written from `results`, so that measures run once; that a build of its own, measures and all, gives
    the same bytes is asked in tests/build/test_build.py.
    """
    if given := os.environ.get("FAIRTOWN_TEST_RELEASE"):
        return Path(given)
    shared = shared_by_workers(tmp_path_factory, "release")
    with FileLock(f"{shared}.lock"):
        if found := latest(shared):
            return found
        measures = list(request.getfixturevalue("results").values())
        _found, absent = pickle.loads(request.getfixturevalue("results_file").read_bytes())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(building, "run", lambda *_: Run(measures, absent))
            return Path(building.build(shared, date="2026-01-01").path)


@pytest.fixture(scope="session")
def nation_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the nation with a few states of it: made by one worker, or given by the run around this one."""
    if given := os.environ.get("FAIRTOWN_TEST_NATION"):
        return Path(given)
    shared = shared_by_workers(tmp_path_factory, "nation")
    with FileLock(f"{shared}.lock"):
        return latest(shared) or Path(
            building_nation.build(shared, NATION_DATE, "serial", NATION_STATES).path
        )


@pytest.fixture(scope="session")
def release(release_folder: Path) -> OpenRelease:
    return OpenRelease(release_folder)


@pytest.fixture(scope="session")
def prepared_records(release_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of records as `fairtown hub` begins with it: migrated, with sample pages; made by one worker."""
    shared = shared_by_workers(tmp_path_factory, "records.sqlite3")
    with FileLock(f"{shared}.lock"):
        if not shared.exists():
            part = shared.parent / "records"
            own = {
                "FAIRTOWN_RECORDS": str(part),
                "FAIRTOWN_RELEASES": str(release_folder),
                "FAIRTOWN_DATABASE": "",
            }
            program = "from fairtown.hub.prepared import main; main([]); main(['--records'])"
            subprocess.run([sys.executable, "-c", program], env=os.environ | own, check=True)
            (part / "records.sqlite3").rename(shared)
    return shared


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, release_folder: Path, django_db_blocker: Any
) -> Iterator[Path | None]:
    """Give each worker a copy of the prepared records instead of migrating an empty database.

    On a PostgreSQL that the run around this one started, that is a copy of its database. What a test leaves that had
    no transaction around it goes as the database is copied anew: Django would empty two hundred tables, fill some of
    them again, and sample pages would be written for 3 seconds.
    """
    from django.conf import settings
    from django.db import connection
    from django.test import TransactionTestCase

    if os.environ.get("FAIRTOWN_DATABASE"):
        settings.RELEASES = str(release_folder)
        prepared, restore = None, partial(copy_database, connection.settings_dict["NAME"])
    else:
        connection.close()
        name = "file:records?mode=memory&cache=shared"
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        prepared = request.getfixturevalue("prepared_records")
        restore = partial(load_records, prepared)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _self: restore())
        with django_db_blocker.unblock():
            restore()
            yield prepared
            connection.close()


#: The version from which on PostgreSQL has a choice of how to copy a database.
POSTGRESQL_15 = 150_000


def forget_database() -> None:
    """Forget what was read of a database before, under other numbers."""
    from django.contrib.contenttypes.models import ContentType
    from django.core.cache import cache

    ContentType.objects.clear_cache()
    cache.clear()


def copy_database(prepared: str) -> None:
    """Make the database of this process, on a PostgreSQL, a copy of the one named `prepared`."""
    from django.conf import settings
    from django.db import connection

    connection.close()
    own = f"{prepared}_{os.getpid()}"
    connection.settings_dict["NAME"] = "postgres"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")
        # what older versions do by themselves; through its log, as newer ones do, it takes longer
        strategy = "STRATEGY FILE_COPY" if connection.pg_version >= POSTGRESQL_15 else ""
        cursor.execute(f"CREATE DATABASE {own} TEMPLATE {prepared} {strategy}")
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = own
    forget_database()


def load_records(prepared: Path) -> None:
    """Make the database of this process, in its memory, what `prepared` is."""
    from django.db import connection

    forget_database()
    connection.ensure_connection()
    with closing(sqlite3.connect(prepared)) as source:
        source.backup(connection.connection)
    from fairtown.hub.staff import append_only

    # tests empty all tables; that the database refuses to change a trace is tested where nothing is emptied
    append_only.drop()
