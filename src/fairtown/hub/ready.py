"""The website as gunicorn loads it, in the one process that sets up Django: records and static files come first."""

import os
import sys
from pathlib import Path

from fairtown.concepts import FairtownError
from fairtown.hub import gunicorn_settings, start
from fairtown.hub.loading import loaded_for_good

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairtown.hub.settings")
try:
    start.set_up()
    with start.static_files_beside():
        with loaded_for_good():
            import fairtown.hub.urls  # noqa: F401 - all views, once for all workers
        start.prepare_records(is_shown=True)
except FairtownError as error:
    # `fairtown hub` ends with this line
    folder = Path(os.environ[gunicorn_settings.STATIC_FOLDER]).parent
    (folder / gunicorn_settings.WHY).write_text(str(error), encoding="utf-8")
    sys.exit(1)

from fairtown.hub.wsgi import application

__all__ = ["application"]
