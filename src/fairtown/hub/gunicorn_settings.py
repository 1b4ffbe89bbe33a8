"""gunicorn's settings for the website: its own threaded worker, on a Unix socket behind the gateway.

`fairtown hub` starts gunicorn with these. On SIGHUP a newer release is opened, its pages are made, and new workers take
over from the old ones, which finish what they have begun.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import Any

SOCKET, WORKERS, PARENT = "FAIRTOWN_SOCKET", "FAIRTOWN_WORKERS", "FAIRTOWN_PARENT"
STATIC_FOLDER = "FAIRTOWN_STATIC"
#: The file of the private folder that says why the website did not start.
WHY = "why.txt"
THREADS = 2

bind = os.environ.get(SOCKET, "127.0.0.1:8001")
workers = int(os.environ.get(WORKERS, "2"))
worker_class = "gthread"
threads = THREADS
# a worker takes a request only while one of its threads is free, so that it never waits where another could answer
worker_connections = THREADS
keepalive = 0
preload_app = True
graceful_timeout = 30
accesslog = None
# a warning of gunicorn names the address of a reader
loglevel = "error"
control_socket_disable = True
# nothing that a visitor sends sets SCRIPT_NAME or PATH_INFO
forwarder_headers = ""
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}


def on_starting(server: Any) -> None:
    """Make the pages that visitors ask for first, once for all workers."""
    _make_pages()
    # what a worker looks through for what could be thrown away, it first copies from this process
    gc.freeze()


def on_reload(server: Any) -> None:
    """Take up a newer release, if there is one, before the new workers begin."""
    from fairtown.hub.release_access import switch_to_newest

    switch_to_newest(_make_pages)


def worker_exit(server: Any, worker: Any) -> None:
    """End a worker that served, once its answers are sent, without tearing down what it inherited."""
    # gunicorn's own process calls this too, for a worker that was gone already; one that never served ends as it
    # does, because its exit code stops gunicorn
    if worker.booted and worker.pid == os.getpid():
        error = sys.exception()
        code = error.code if isinstance(error, SystemExit) else 1
        _end(code if isinstance(code, int) else 1)


def on_exit(server: Any) -> None:
    """Remove the private folder, which the gateway cannot where it was killed."""
    if os.environ.get(PARENT):
        shutil.rmtree(Path(bind.removeprefix("unix:")).parent, ignore_errors=True)
        _end(0)  # `fairtown hub` asks whether it ended, not how


def _end(code: int) -> None:
    """End this process at once, with an exit code.

    Python would first free every object of the site one by one, which each worker shares with the process that forked
    it: two seconds of copying memory that the system gives back by itself.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def _make_pages() -> list[str]:
    from fairtown.hub.prerender import make_pages
    from fairtown.hub.wsgi import application

    return make_pages(application, side_by_side=True)


def _make_town_pages(is_backward: bool) -> None:
    from fairtown.hub.prerender import make_town_pages
    from fairtown.hub.wsgi import application

    make_town_pages(application, is_backward)


def post_worker_init(worker: Any) -> None:
    """Make the pages of towns while nothing else is to do; stop gunicorn once the gateway is gone, however it ended."""
    # of two workers, one begins at each end
    threading.Thread(target=_make_town_pages, args=(worker.age % 2 == 0,), daemon=True).start()
    if parent := os.environ.get(PARENT):
        threading.Thread(target=_wait_for_end, args=(int(parent),), daemon=True).start()


def _wait_for_end(pipe: int) -> None:
    """Wait until nobody holds the other end of a pipe, which its process holds as long as it lives."""
    os.read(pipe, 1)
    os.kill(os.getppid(), signal.SIGTERM)
