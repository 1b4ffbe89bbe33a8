"""The command with Django loaded once, run many times: each in a process forked for it, which a test may kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .running_hub import until

LOADER = """
import json, os, sys
from fairtown.cli.commands import main
from fairtown.hub.loading import set_up_django
set_up_django()
for line in sys.stdin:
    arguments, output = json.loads(line)
    child = os.fork()
    if child == 0:
        file = os.open(output, os.O_WRONLY | os.O_CREAT)
        for stream in (1, 2):
            os.dup2(file, stream)
        if arguments[0] == "-c":
            sys.argv, status = arguments[:1] + arguments[2:], 0
            exec(arguments[1], {"__name__": "__main__"})
        else:
            status = main(arguments)
        sys.stdout.flush()
        os._exit(status)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class LoadedCommand:
    """A process that forks one for each command; a command may be `-c` and a program, as of Python itself."""

    def __init__(self, environ: Mapping[str, str], folder: Path) -> None:
        """Load the command in an environment; `folder` is for what the commands say."""
        self._folder, self._n = folder, 0
        self.process = subprocess.Popen(
            [sys.executable, "-c", LOADER],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _start(self, arguments: list[str]) -> tuple[int, Path]:
        """Start a command; return its process and the file of what it says."""
        assert self.process.stdin
        self._n += 1
        output = self._folder / f"output-{self._n}"
        output.touch()
        print(json.dumps([arguments, str(output)]), file=self.process.stdin, flush=True)
        return self._number(), output

    def _number(self) -> int:
        assert self.process.stdout
        return int(self.process.stdout.readline())

    def run(self, arguments: list[str]) -> tuple[int, str]:
        """Run a command; return its exit code and what it said."""
        _process, output = self._start(arguments)
        return self._number(), output.read_text()

    @contextmanager
    def killed(self, arguments: list[str]) -> Iterator[Path]:
        """Start a command and kill it when the block ends; give the file of what it says. It must not end before."""
        process, output = self._start(arguments)
        yield output
        os.kill(process, signal.SIGKILL)
        assert self._number() == -signal.SIGKILL, output.read_text()

    def end(self) -> None:
        """End the process, and count what all took among the children of this one."""
        self.process.communicate()


@contextmanager
def loaded_command(environ: Mapping[str, str]) -> Iterator[LoadedCommand]:
    """Load the command in an environment."""
    with tempfile.TemporaryDirectory() as folder:
        command = LoadedCommand(environ, Path(folder))
        try:
            yield command
        finally:
            command.end()


def wait_for_rows(output: Path, n_rows: int) -> None:
    """Wait until a command wrote that it came so far, as in `import: 3,000 rows`."""

    def n_written() -> int:
        lines = output.read_text().rpartition("\n")[0].splitlines()
        return int("".join(filter(str.isdecimal, lines[-1]))) if lines else -1

    until(lambda: n_written() >= n_rows)
