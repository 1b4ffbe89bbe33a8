"""The WSGI application, with the tiles and drawings of the release served beside the pages.

Tiles are read by byte ranges, so they are served as files and never compressed.
"""

import os
from wsgiref.types import WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairtown.hub.settings")

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from fairtown.hub.current import release

YEAR_SECONDS = 31_536_000


def with_release_files(django: WSGIApplication) -> WSGIApplication:
    """Serve `/release/<date>/…` from the release, for ever cacheable: a release never changes."""
    served = WhiteNoise(
        django, max_age=YEAR_SECONDS, mimetypes={".pmtiles": "application/octet-stream"}, charset="utf-8"
    )
    for folder in ("tiles", "maps"):
        served.add_files(str(release().path / folder), prefix=f"release/{release().date}/{folder}/")
    return served


application = with_release_files(get_wsgi_application())
