"""Static files, and the files of a release under `/release/<date>/`, by byte ranges and never compressed.

Where the site shows several states, those of each are under its code: `/ma/release/<date>/`.
"""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

from fairtown.hub.errors import release_gone
from fairtown.hub.release_access import about_state, current_release, shows_several, state_folders
from fairtown.release.reader import MANIFEST, NAME, PARQUET

ADDRESS = re.compile(
    r"(?:/(?P<code>[a-z]{2}))?/release/(?P<name>[^/]+)/(?:(?:tiles|maps|tables)/|observations\.parquet$)"
)
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
        self._known: set[tuple[str, str]] = set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the file of an address, or the page."""
        found = ADDRESS.match(request.path_info)
        code = (found["code"] or "") if found else ""
        if found and not (code and not (shows_several() and code in state_folders())):
            with about_state(code) as shown:
                if (code, found["name"]) not in self._known and not self._add(code, found["name"]):
                    return self.get_response(request) if found["name"] != shown.path.name else release_gone()
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

    def _add(self, code: str, name: str) -> bool:
        """Know the files of a release of the state that addresses are about; return whether it is there."""
        shown = current_release().path
        path = shown.parent / name
        if not (path / MANIFEST).exists() or not (path == shown or NAME.match(name)):
            return False
        start = f"{code}/release/{name}" if code else f"release/{name}"
        for folder in ("tiles", "maps", "tables"):
            self.add_files(str(path / folder), prefix=f"{start}/{folder}/")
        self.add_file_to_dictionary(f"/{start}/{PARQUET}", str(path / PARQUET))
        self._known.add((code, name))
        return True
