"""What the hub writes to its log: lines of JSON with the fields of a list, and nothing else.

No path, address, name, message or variable of a fault gets in, since each may hold what a person typed. A fault is told
by its kind and the line of our code that it came from. FAIRTOWN_LOG=requests adds a line for each request.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from types import TracebackType

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
#: All that a line may have.
FIELDS = ("time", "level", "event", "route", "status", "ms")
REQUESTS = "fairtown.requests"
PACKAGE = Path(__file__).parents[2]


class JsonLines(logging.Formatter):
    """A formatter that writes the fields of the list; what else a record holds is left out."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": _event(record),
        }
        line |= {name: getattr(record, name) for name in ("route", "status", "ms") if hasattr(record, name)}
        if "status" not in line and isinstance(status := getattr(record, "status_code", None), int):
            line["status"] = status
        if "route" not in line and (route := _route(getattr(record, "request", None))):
            line["route"] = route
        return json.dumps(line)


def _event(record: logging.LogRecord) -> str:
    """Return what happened: of a fault its kind and place, else the name of the logger; never the message."""
    if record.exc_info and record.exc_info[0] is not None:
        return f"{record.exc_info[0].__name__}{_place(record.exc_info[2])}"
    return record.name


def _place(trace: TracebackType | None) -> str:
    """Return the last line of our code that a fault came through."""
    found = ""
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(PACKAGE):
            found = f" at {path.relative_to(PACKAGE)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


def _route(request: object) -> str:
    match = getattr(request, "resolver_match", None)
    return str(match.view_name or "") if match else ""


def logged_requests(get_response: Handler) -> Handler:
    """Write a line for each request, where the log is asked for: which view, how it answered, how long it took."""
    logger = logging.getLogger(REQUESTS)

    def middleware(request: HttpRequest) -> HttpResponse:
        if not logger.isEnabledFor(logging.INFO):
            return get_response(request)
        start = perf_counter()
        response = get_response(request)
        ms = round((perf_counter() - start) * 1000)
        own = {"route": _route(request), "status": response.status_code, "ms": ms}
        logger.info("request", extra=own)
        return response

    return middleware


def logging_settings(asked_for: str) -> dict[str, object]:
    """Return Django's settings of the log. `asked_for`: what FAIRTOWN_LOG says."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "fairtown.hub.running.logs.JsonLines"}},
        # an answer that the site is busy is no error, and a flood of them would fill the log
        "filters": {
            "faults": {
                "()": "django.utils.log.CallbackFilter",
                "callback": lambda record: getattr(record, "status_code", 0) != 503,
            }
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["faults"]}
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
            # who asks for a host that is not ours, or forges a token, is nobody's fault here
            "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
            REQUESTS: {
                "handlers": ["console"],
                "level": "INFO" if asked_for == "requests" else "CRITICAL",
                "propagate": False,
            },
        },
    }
