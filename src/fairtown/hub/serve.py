"""`fairtown hub`: gunicorn with the website, the same in a demo and in use."""

import os
import socket
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from fairtown.concepts import FairtownError
from fairtown.hub.database import keep_key
from fairtown.hub.messages import compile_messages
from fairtown.outputs.release import open_release

THREADS = 2


class Server(BaseApplication):
    """gunicorn with our options, without its own command line."""

    def __init__(self, options: dict[str, Any]) -> None:
        """Keep `options`, names as in gunicorn's settings."""
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand the options to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application."""
        from fairtown.hub.warm import make_pages
        from fairtown.hub.wsgi import application

        make_pages(application)
        return application


def serve(host: str, port: int, workers: int, releases: str | None) -> None:
    """Serve until stopped. Raises FairtownError if there is no release or the port is no port."""
    if not 0 < port < 2**16:
        raise FairtownError(f"hub: --port is {port}, expected 1 to {2**16 - 1}")
    if workers < 1:
        raise FairtownError(f"hub: --workers is {workers}, expected 1 or more")
    if releases:
        os.environ["FAIRTOWN_RELEASES"] = releases
    release = open_release()
    os.environ["FAIRTOWN_RELEASES"] = str(release.path.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "fairtown.hub.settings"
    _refuse_unbuilt()
    _refuse_taken(host, port)
    compile_messages()
    prepare_records()
    state = release.state_name
    release.close()
    where = f"http://{host}:{port}/"
    told = f"fairtown shows release {release.date} of {state} at {where}  (Ctrl-C stops)"
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "threads": THREADS,
        "worker_class": "fairtown.hub.worker.FreeThreadWorker",
        "preload_app": True,
        "when_ready": lambda _server: print(told, flush=True),
        "accesslog": None,
        # a warning of gunicorn names the address of a reader
        "loglevel": "error",
    }
    Server(options).run()


def prepare_records() -> None:
    """Bring the database of records up to date, and keep the key that signs staff sessions."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import DatabaseError, connections

    keep_key(settings.SECRET_KEY, settings.RECORDS)
    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        where = "$FAIRTOWN_DATABASE" if os.environ.get("FAIRTOWN_DATABASE") else settings.RECORDS
        line = " ".join(str(error).split())[:200]
        raise FairtownError(f"records: the database of {where} cannot be used: {line}; mend it") from None
    # a connection must not be shared by processes
    connections.close_all()


def _refuse_unbuilt() -> None:
    if not (Path(__file__).parent / "static" / "built" / "map.js").exists():
        raise FairtownError("hub: the map's script is not built; run `make install`")


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise FairtownError(
                f"hub: cannot listen on {host}:{port} ({error.strerror}); name another with --port"
            ) from None
