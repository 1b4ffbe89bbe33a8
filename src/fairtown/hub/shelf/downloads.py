"""Files to take away: content, type and name in one place, so that each page says only what is in its file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import pandas as pd
from django.http import HttpResponse

from fairtown.release.reader import Row

CSV = "text/csv; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
TOML = "application/toml; charset=utf-8"


def file_response(content: str | bytes, content_type: str, name: str) -> HttpResponse:
    """Return a file that a browser saves as `name`."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def csv_response(rows: Iterable[Row], columns: Sequence[str], name: str) -> HttpResponse:
    """Return rows as a CSV file; None and what a row lacks are blank, a column that is not named is an error."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file_response(text.getvalue(), CSV, name)


def frame_response(frame: pd.DataFrame, name: str) -> HttpResponse:
    """Return a data frame as a CSV file without its index; NaN is blank."""
    return file_response(frame.to_csv(index=False, lineterminator="\n"), CSV, name)
