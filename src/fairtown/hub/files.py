"""Static files, and the files of a release under `/release/<date>/`, by byte ranges and never compressed."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

from fairtown.hub.errors import release_gone
from fairtown.hub.release_access import current_release
from fairtown.release.reader import MANIFEST, NAME, PARQUET

ADDRESS = re.compile(r"/release/(?P<name>[^/]+)/(?:(?:tiles|maps|tables)/|observations\.parquet$)")
#: What the bundles share, which esbuild names by its hash and they name without Django's.
CHUNK = re.compile(r"/built/shared-[A-Z0-9]{8}\.js$")


class ReleaseFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, with the files of the release that is shown and of those beside it.

    A page that a reader opened before a newer release was taken up asks for files of the older one, and a page of the
    newer one may ask a worker that still shows the older one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Know the static files; those of a release are looked up once one of them is asked for."""
        super().__init__(*args, **kwargs)
        self._known: set[str] = set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the file of an address, or the page."""
        found = ADDRESS.match(request.path_info)
        if found and found["name"] not in self._known and not self._add(found["name"]):
            return (
                self.get_response(request) if found["name"] != current_release().path.name else release_gone()
            )
        try:
            answer: HttpResponse = super().__call__(request)
        except FileNotFoundError:
            return release_gone()
        return answer

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Whether browsers may keep a file for ever: a release never changes, nor what a hash in its name says."""
        if ADDRESS.match(url) or CHUNK.search(url):
            return True
        return bool(super().immutable_file_test(path, url))

    def _add(self, name: str) -> bool:
        """Know the files of a release; return whether it is there."""
        shown = current_release().path
        path = shown.parent / name
        if not (path / MANIFEST).exists() or not (path == shown or NAME.match(name)):
            return False
        for folder in ("tiles", "maps", "tables"):
            self.add_files(str(path / folder), prefix=f"release/{name}/{folder}/")
        self.add_file_to_dictionary(f"/release/{name}/{PARQUET}", str(path / PARQUET))
        self._known.add(name)
        return True
