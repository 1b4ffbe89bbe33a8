"""The job process: one for a folder of records, started by `fairtown hub` or as a service; it ends with its parent."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fairtown.hub.database import keep_key
from fairtown.hub.loading import set_up_django
from fairtown.release.reader import releases_folder

#: The number of a pipe that the parent holds as long as it lives.
PARENT = "FAIRTOWN_JOBS_PARENT"
LOCK_FILE = "jobs.lock"
STOP_SECONDS = 20
#: Seconds between looks for a lock that another process holds.
LOCK_PAUSE = 2.0


def run_alone(releases: str | None) -> None:
    """Run the clock without the website, as a service does. Raises FairtownError if there is no release."""
    from fairtown.hub.compiled_messages import compile_messages

    os.environ["FAIRTOWN_RELEASES"] = str(releases_folder(releases).absolute())
    # it writes mail in every language, and may begin before the website
    compile_messages()
    main()


def main() -> None:
    """Run the clock until told to stop, or until the parent is gone."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if parent := os.environ.get(PARENT):
        threading.Thread(target=_wait_for_end, args=(int(parent), stop), daemon=True).start()
    set_up_django()
    from django.conf import settings

    from fairtown.hub.jobs.clock import run_until

    settings.SECRET_KEY = keep_key(settings.SECRET_KEY, settings.RECORDS)
    with only_one(settings.RECORDS, stop) as is_alone:
        if is_alone:
            run_until(stop)


@contextmanager
def only_one(folder: Path, stop: threading.Event, name: str = LOCK_FILE) -> Iterator[bool]:
    """Hold a lock of a folder, that of its job process; wait while another holds it. False if told to stop before."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / name).open("a") as lock:
        while not stop.is_set():
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                stop.wait(LOCK_PAUSE)
                continue
            yield True
            return
        yield False


def _wait_for_end(pipe: int, stop: threading.Event) -> None:
    """Wait until nobody holds the other end of a pipe; stop, and end in any case where a job hangs."""
    os.read(pipe, 1)
    stop.set()
    threading.Event().wait(STOP_SECONDS)
    os._exit(1)


class JobProcess:
    """The job process as a child of this one: started, started again where it ended, and stopped with it."""

    def __init__(self) -> None:
        """Start it."""
        # nobody else holds the other end: the child reads its end once this process is gone, killed or not
        self._read, self._held = os.pipe()
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "fairtown.hub.jobs.process"],
            env=os.environ | {PARENT: str(self._read)}, pass_fds=(self._read,), start_new_session=True,
        )  # fmt: skip

    def start_again(self) -> bool:
        """Start it anew if it ended, as a killed one does; return whether it had."""
        if self.process.poll() is None:
            return False
        self.process = self._start()
        return True

    def stop(self) -> None:
        """Stop it, after the job under way."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()


if __name__ == "__main__":
    main()
