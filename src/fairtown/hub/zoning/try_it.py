"""Try a building: against a town's old map by homes and lot, or against files of the Open Zoning Feed Specification.

Files are read in memory, answered and forgotten. Their size is bounded before they are read, and the work on them while
they are evaluated (`work_budget`), one at a time on the whole site.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fairtown.concepts import FairtownError
from fairtown.drawings.zone_map import Building
from fairtown.hub import evaluations
from fairtown.hub.bodies import MEGA, read_and_forget, takes_up_to
from fairtown.hub.errors import TranslatedError, error_message
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import frame_response
from fairtown.hub.shelf.zoning_facts import zoning
from fairtown.hub.zoning import known
from fairtown.hub.zoning.forms import BuildingForm
from fairtown.scenarios import building as try_building
from fairtown.work_budget import SUBJECTS, TooMuchWorkError, budget

#: What fields and boundaries add to three files of the greatest size.
AROUND = 20_000
LARGEST = sum(try_building.MOST_BYTES.values()) + AROUND
TOO_LARGE = gettext_noop(
    "The files have %(size)s MB together; a page takes %(most)s MB. The command takes more."
)
BAD_REQUEST, BUSY = 400, 503
#: Characters of what was typed that stand in a field again.
LONGEST_TEXT = 30
#: So many notices, and districts, are shown on a page.
MOST_NOTICES, MOST_DISTRICTS = 40, 200


class Bounded(FileUploadHandler):
    """Keeps each of the three files in memory up to its greatest size; other files are skipped."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, or skip one that is no field of the form."""
        super().new_file(*args, **kwargs)
        if self.field_name not in try_building.KINDS:
            raise SkipFile
        self.data, self.is_over = bytearray(), False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece; past the greatest size the rest is dropped."""
        self.is_over = (
            self.is_over or len(self.data) + len(raw_data) > try_building.MOST_BYTES[self.field_name]
        )
        if not self.is_over:
            self.data += raw_data

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file; an oversized one as an empty one that says so."""
        content = b"" if self.is_over else bytes(self.data)
        self.data = bytearray()
        size = file_size if self.is_over else len(content)
        return InMemoryUploadedFile(
            BytesIO(content), self.field_name, self.file_name, self.content_type, size, self.charset
        )


@takes_up_to(LARGEST, TOO_LARGE)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show both forms, and the answer to the one that was sent."""
    context: dict[str, Any] = _choices() | {"given": BuildingForm.example()}
    status = HttpResponse.status_code
    if request.method == "POST":
        answer = _answer_of_files(request, context)
        add_never_cache_headers(answer)
        return answer
    if request.GET:
        form = BuildingForm(request.GET, [m["id"] for m in context["maps"]])
        context["given"] = {name: form.typed(name)[:LONGEST_TEXT] for name in form.fields}
        if error := form.fault():
            context["error"], status = error, BAD_REQUEST
        else:
            context |= _of_map(form.cleaned_data, context["maps"])
    return render(request, "zoning/try.html", context, status=status)


def _choices() -> dict[str, Any]:
    release = current_release()
    town_zoning = zoning(release)
    maps = [
        {"id": f"{t['slug']}-{year}", "town": t, "year": year}
        for t in release.towns
        for year in town_zoning.years(t["key"])
    ]
    limits = [(kind, f"{most / MEGA:g}") for kind, most in try_building.MOST_BYTES.items()]
    return {"maps": maps, "limits": limits}


def _of_map(building: dict[str, Any], maps: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the answer of an old map for the building and map of a form."""
    homes, lot = int(building["homes"]), building["lot"]
    found = next(m for m in maps if m["id"] == building["map"])
    town = found["town"]
    old_map = known.old_map(current_release(), town, found["year"], Building(homes, lot))
    return {"town": town, "old_map": old_map, "homes": homes, "lot": f"{lot:,.12g}"}


def _answer_of_files(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Return the page, or the table, of the three files; or the page with one line that says what is wrong."""
    if evaluations.is_full():
        return _busy(request)
    status = HttpResponse.status_code
    request.upload_handlers = [Bounded(request)]
    try:
        # read whole before a place is taken: whoever sends slowly keeps nobody waiting
        files = _files(request)
        with evaluations.place(), budget(try_building.MOST_STEPS):
            tried = try_building.tried(files, try_building.MOST_BYTES, try_building.MOST_WITH_FIT)
            context |= _shown(tried)
            if request.POST.get("as") == "csv":
                return frame_response(tried.table(), "fairtown-building.csv")
    except evaluations.BusyError:
        return _busy(request)
    except TooMuchWorkError as error:
        context["files_error"], status = _too_much(error), BAD_REQUEST
    except FairtownError as failure:
        context["files_error"], status = error_message(failure), BAD_REQUEST
    return render(request, "zoning/try.html", context, status=status)


def _busy(request: HttpRequest) -> HttpResponse:
    read_and_forget(request)
    why = _("The files of others are being worked out. Please send yours again in a few seconds.")
    answer = render(request, "503.html", {"why": why}, status=BUSY)
    answer.headers["Retry-After"] = str(evaluations.RETRY_AFTER)
    return answer


def _too_much(error: TooMuchWorkError) -> str:
    message = _(
        "These files take more work than a page does: %(what)s. Leave parts of them out, or use the command, which has "
        "no such limit: fairtown scenario building"
    )
    return message % {"what": _(SUBJECTS[error.subject])}


def _files(request: HttpRequest) -> dict[str, bytes]:
    out = {}
    for kind in try_building.KINDS:
        if (sent := request.FILES.get(kind)) is None:
            continue
        most = try_building.MOST_BYTES[kind]
        if (sent.size or 0) > most:
            message = _(
                "The .%(kind)s file has %(size)s bytes; a page takes %(most)s. The command takes more."
            )
            raise TranslatedError(
                message % {"kind": kind, "size": f"{sent.size or 0:,}", "most": f"{most:,}"}
            )
        out[kind] = sent.read()
    return out


def _shown(result: try_building.Tried) -> dict[str, Any]:
    found = result.districts
    districts = [
        {
            "district": d,
            "causes": [
                {
                    "n": c.n,
                    "outcome": c.outcome,
                    "check": _(try_building.CHECK_WORDS.get(c.check, c.check)),
                    "reason": _(try_building.REASONS[c.reason]),
                }
                for c in d.causes
            ],
        }
        for d in found[:MOST_DISTRICTS]
    ]
    notices = [
        {"notice": n, "label": _(try_building.NOTICES[n.code])}
        for n in result.evaluation.notices[:MOST_NOTICES]
    ]
    return {
        "tried": result,
        "counts": result.counts,
        "drawing": try_building.drawing(result),
        "districts": districts,
        "n_districts": len(found),
        "notices": notices,
        "n_notices": len(result.evaluation.notices),
        "n_outside": try_building.outside(result),
        "most_homes": result.most_homes and dict(zip(("least", "most"), result.most_homes, strict=True)),
    }
