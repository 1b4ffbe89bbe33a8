"""How much a request may bring along: bounded before anything reads it, whatever its address and whoever sends it.

One form of visitors has files; editors add pictures and files once both steps of signing in are done. All are kept in
memory while they are read, so that nothing is written to the disk before its view takes it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

#: Where editors add pictures and files, and the largest of them with its form.
EDITORS_FOLDERS, EDITORS_BYTES = ("/staff/pages/images/", "/staff/pages/documents/"), 12_000_000
Handler = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponse])
MEGA = 1_000_000
FORM_WORDS = gettext_noop(
    "What was sent has %(size)s MB; this page takes at most %(most)s MB. Send less, or in parts."
)
#: A browser reads no answer before it has sent everything; so much is read and forgotten.
MOST_READ, PIECE = 200 * MEGA, MEGA
#: From this many megabytes on, tenths tell nothing.
WHOLE_MEGABYTES = 10
TOO_LARGE = 413


def takes_up_to(n_bytes: int, message: str) -> Callable[[View], View]:
    """Let a view take larger bodies than a form. `message`: the refusal of more, with %(size)s and %(most)s."""

    def mark(view: View) -> View:
        view.body_bound = (n_bytes, message)  # type: ignore[attr-defined]
        return view

    return mark


def bounded_bodies(get_response: Handler) -> Handler:
    """Refuse a body that is longer than its address takes, before a form, a token or a right is looked at."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = _length(request)
        if not length:
            return get_response(request)
        if is_editors_upload(request):
            most, message = EDITORS_BYTES, FORM_WORDS
            request.upload_handlers = [InMemory(request)]
        else:
            most, message = _bound(request.path_info)
        return get_response(request) if length <= most else _refused(request, length, most, message)

    return middleware


def is_editors_upload(request: HttpRequest) -> bool:
    """Whether a request brings a picture or a file of a session that has proven its second factor."""
    from fairtown.hub.staff.second_factor import PROVEN

    return request.path_info.startswith(EDITORS_FOLDERS) and PROVEN in request.session


def _length(request: HttpRequest) -> int:
    """Return the bytes that are read of a body at most: what it says of its length, as Django takes it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _bound(path: str) -> tuple[int, str]:
    """Return the longest body that a URL takes, and the message for whoever sends more; a form's if it is unknown."""
    form = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0), FORM_WORDS
    try:
        return getattr(resolve(path).func, "body_bound", form)
    except Resolver404:
        return form


def read_and_forget(request: HttpRequest) -> None:
    """Let a browser send what it began to send, up to a bound, so that it can read the answer."""
    left = min(_length(request), MOST_READ)
    while left > 0 and (piece := request.read(min(PIECE, left))):
        left -= len(piece)


def _refused(request: HttpRequest, length: int, most: int, message: str) -> HttpResponse:
    read_and_forget(request)
    why = _(message) % {"size": _megabytes(length), "most": _megabytes(most)}
    return render(request, "400.html", {"why": why, "back": request.path}, status=TOO_LARGE)


def _megabytes(n_bytes: int) -> str:
    megabytes = n_bytes / MEGA
    return f"{megabytes:,.0f}" if megabytes >= WHOLE_MEGABYTES else f"{megabytes:.1f}"


class InMemory(MemoryFileUploadHandler):
    """Keeps a file in memory, whatever its size: its request is bounded before."""

    def handle_raw_input(self, *_args: Any, **_kwargs: Any) -> None:
        """Take every file."""
        self.activated = True


class NoFiles(FileUploadHandler):
    """Skips every file: forms have none, and what no form has is not stored."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        """Skip it."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep nothing."""

    def file_complete(self, file_size: int) -> None:
        """Return no file."""
