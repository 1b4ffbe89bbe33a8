"""The list of metropolitan areas as its publisher gives it, for fetches of the nation."""

import io
from functools import cache

import openpyxl

from fairtown.data import publishers
from fairtown.data.readers.statistical_areas import COLUMNS

from .survey_files import path_of

#: Real areas; that of Providence reaches into Massachusetts.
DELINEATION = [
    ("39300", "Providence-Warwick, RI-MA", "Metropolitan Statistical Area", "44", "007"),
    ("39300", "Providence-Warwick, RI-MA", "Metropolitan Statistical Area", "44", "003"),
    ("39300", "Providence-Warwick, RI-MA", "Metropolitan Statistical Area", "25", "005"),
    ("20100", "Dover, DE", "Metropolitan Statistical Area", "10", "001"),
    ("99990", "Somewhere, DE", "Micropolitan Statistical Area", "10", "005"),
]


@cache
def delineation() -> bytes:
    """Return the list of areas: two rows of title, a header, a row for each county."""
    book = openpyxl.Workbook()
    for row in (("List 1.",), ("(July 2023)",), COLUMNS, *DELINEATION):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def delineation_file() -> dict[str, bytes]:
    """Return the list by its path."""
    return {path_of(publishers.delineation()): delineation()}
