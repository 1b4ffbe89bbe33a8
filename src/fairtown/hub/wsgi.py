"""The WSGI application, which takes the visitor's address and scheme from the gateway."""

import os
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairtown.hub.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

PIECE = 65_536


def behind_gateway(django: WSGIApplication) -> WSGIApplication:
    """Serve what comes through the gateway; from elsewhere, gunicorn gives the address itself."""

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("REMOTE_ADDR"):  # a Unix socket has none
            environ["REMOTE_ADDR"] = environ.get("HTTP_X_FORWARDED_FOR", "")
        if settings.HTTPS:
            environ["wsgi.url_scheme"] = "https"
        answer = django(environ, start_response)
        # who still sends when the connection is closed loses the answer
        while environ["wsgi.input"].read(PIECE):
            pass
        return answer

    return application


application = behind_gateway(get_wsgi_application())
