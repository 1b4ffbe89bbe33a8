"""Pictures of editors: served from their folder, under a policy that lets nothing in them run."""

from __future__ import annotations

import posixpath

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

#: Folders of the media that visitors may see; files to download have a view of their own, which knows their rights.
SHOWN = ("images/", "original_images/")
YEAR_SECONDS = 31_536_000


def file(request: HttpRequest, path: str) -> HttpResponseBase:
    """Return a picture; raises Http404 for what is none of the pictures."""
    if posixpath.normpath(path) != path or not path.startswith(SHOWN):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse):
        # a picture's name holds its size and a hash: another one has another name
        response["Cache-Control"] = f"public, max-age={YEAR_SECONDS}"
    return response
