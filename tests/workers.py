"""What the workers of a run share."""

import os
import sys
import tempfile
from pathlib import Path

import pytest
from _pytest.assertion import rewrite

#: The release of the nation that tests share: its date, and Connecticut and two small states.
NATION_DATE, NATION_STATES = "2026-01-01", ("09", "10", "44")


def shared_by_workers(factory: pytest.TempPathFactory, name: str) -> Path:
    """Return a path that all workers of a run share, or one of this process alone."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return factory.getbasetemp().parent / name
    return Path(tempfile.mkdtemp(dir=factory.getbasetemp())) / name


def compile_share(config: pytest.Config) -> None:
    """Compile the share of this worker in all test files, where it is to collect them all.

    pytest compiles a file with its assertions, which is two thirds of collecting in a fresh clone. Workers collect the
    same files at the same time, and each would compile all of them; what another has not done yet is compiled then.
    """
    worker = getattr(config, "workerinput", None)
    is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if worker is None or not is_whole or sys.dont_write_bytecode:
        return
    state = config.stash[rewrite.assertstate_key]
    number = int(worker["workerid"].removeprefix("gw"))
    for path in sorted(Path(__file__).parent.rglob("test_*.py"))[number :: worker["workercount"]]:
        folder = rewrite.get_cache_dir(path)
        compiled = folder / (path.stem + rewrite.PYC_TAIL)
        if rewrite.try_makedirs(folder) and rewrite._read_pyc(path, compiled) is None:
            source, code = rewrite._rewrite_test(path, config)
            rewrite._write_pyc(state, code, source, compiled)
