"""The PDF of a printed report: tagged, PDF/UA-1, the same bytes for the same report.

All that a report says reaches the template as data (JSON): a name with a sign that typst reads as a command stays a
name. Nothing is read from the disk but fonts, and nothing from the network.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from fairtown.concepts import FairtownError
from fairtown.release.contents import LONGEST_NAME
from fairtown.reports.printed.document import Report, plain

if TYPE_CHECKING:
    import typst

STANDARD: Literal["ua-1"] = "ua-1"
TEMPLATE = Path(__file__).with_name("report.typ")
#: What the template says where a page runs over: the length of each, 1 being all of it.
OVERRUN = re.compile(r"lengths ([\d. ]+)")
#: Text that is smaller by a part makes a page shorter by a little more than that part; steps, and the least to be read.
SHRINKS, SCALE_STEP, LEAST_SCALE = 1.1, 0.02, 0.7
#: Fonts that the template names; signs that they lack are in those that typst carries, the machine's are never taken.
FAMILIES = ("Public Sans", "Source Serif 4")


def pdf(report: Report, fonts: Path) -> bytes:
    """Return the PDF of a report. `fonts`: the folder of the site's fonts as TTF.

    Raises FairtownError where typst or a font is missing.
    """
    return _compiled(report, fonts, "pdf")[0]


def pictures(report: Report, fonts: Path, ppi: float = 144) -> list[bytes]:
    """Return the pages as PNG, to look at; `ppi`: pixels of an inch."""
    return _compiled(report, fonts, "png", ppi)


def _compiled(
    report: Report, fonts: Path, kind: Literal["pdf", "png"], ppi: float | None = None
) -> list[bytes]:
    """Return the report in a format, each page as large as it fits; raises FairtownError where one never does."""
    try:
        import typst
    except ImportError as error:
        raise FairtownError(f"report: {error.name} is not installed; install fairtown[hub]") from None
    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=_fonts(fonts))
    text = json.dumps(plain(report), ensure_ascii=False)
    scales = [1.0] * len(report.pages)
    while True:
        try:
            output = compiler.compile(
                format=kind,
                ppi=ppi,
                sys_inputs={"report": text, "scales": json.dumps(scales)},
                pdf_standards=[STANDARD] if kind == "pdf" else [],
                timestamp=datetime.fromisoformat(report.date[:10]).replace(tzinfo=UTC),
            )
        except typst.TypstError as error:
            found = OVERRUN.search(error.message)
            lengths = [float(length) for length in found[1].split()] if found else []
            scales = [_shrunk(*pair) for pair in zip(scales, lengths, strict=True)] if found else []
            if not scales or min(scales) < LEAST_SCALE:
                raise FairtownError(f"report: {report.name[:LONGEST_NAME]!r}: {error.message}") from None
        else:
            return output if isinstance(output, list) else [output or b""]


def _shrunk(scale: float, length: float) -> float:
    """Return the scale at which a page of this length fits: the same if it does, else smaller by a step at least."""
    if length <= 1:
        return scale
    steps = ceil(scale * (1 - length ** (-1 / SHRINKS)) / SCALE_STEP)
    return round(scale - max(steps, 1) * SCALE_STEP, 2)


@lru_cache(maxsize=2)
def _fonts(folder: Path) -> typst.Fonts:
    """Return the fonts of a folder, read once; raises FairtownError if one is missing, for typst would draw nothing."""
    import typst

    found = typst.Fonts(include_system_fonts=False, font_paths=[folder])
    if missing := [family for family in FAMILIES if family not in found.families()]:
        raise FairtownError(f"report: {folder} has no font {', '.join(missing)}; run `npm run build`")
    return found
