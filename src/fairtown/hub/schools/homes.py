"""What new homes bring to the schools of a district: a few numbers in, students and their incomes out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release, once_a_release
from fairtown.hub.shelf.query import NumberField, OptionField, StrictForm
from fairtown.hub.shelf.school_districts import school_year
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.new_homes import (
    LEAST_YIELD,
    MEALS,
    MOST_YIELD,
    USUAL_HOMES,
    USUAL_YIELD,
    Enrollment,
    NewHomes,
    ends,
    enrollments,
    work_out,
)

MOST_HOMES, MOST_STUDENTS = 100_000, 5


@once_a_release
def _enrollments(release: OpenRelease) -> dict[str, Enrollment]:
    return enrollments(release)


def _homes(label: Any, usual: float) -> NumberField:
    return NumberField(label, "100", MOST_HOMES, 0, whole=True, initial=usual)


def _students(label: Any) -> NumberField:
    return NumberField(label, "0.5", MOST_STUDENTS, 0, initial=USUAL_YIELD)


class HomesForm(StrictForm):
    """A district, homes of two kinds, and the students that each brings."""

    district = OptionField("district")
    affordable = _homes(gettext_lazy("New affordable homes for families"), USUAL_HOMES)
    affordable_students = _students(gettext_lazy("Students that each of them brings"))
    market = _homes(gettext_lazy("New homes at market prices"), 0)
    market_students = _students(gettext_lazy("Students that each of these brings"))

    def __init__(self, data: QueryDict, districts: dict[str, Enrollment]) -> None:
        """Take the districts that have figures; the first of them is the usual one."""
        super().__init__(data)
        field = self.fields["district"]
        field.options = list(districts)  # type: ignore[attr-defined]
        field.initial = next(iter(districts))

    def homes(self) -> NewHomes:
        """Return the homes as the calculation takes them."""
        v = self.values()
        return NewHomes(v["market"], v["affordable"], v["market_students"], v["affordable_students"])


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show the form, and how many students the homes bring, with the range of what is assumed."""
    release = current_release()
    districts = _enrollments(release)
    form = HomesForm(request.GET, districts)
    fault = form.fault()
    chosen = form.typed("district")
    numbers = [
        (name, field.label, form.typed(name)) for name, field in form.fields.items() if name != "district"
    ]
    context: dict[str, Any] = {
        "districts": [(own.code, own.name, own.code == chosen) for own in districts.values()],
        "fields": numbers,
        "error": fault,
        "least_yield": f"{LEAST_YIELD:.2f}",
        "most_yield": f"{MOST_YIELD:.2f}",
        "year": _year(release),
    }
    if not fault:
        district, homes = districts[form.values()["district"]], form.homes()
        least, most = ends(district, homes)
        result = work_out(district, homes)
        context |= {"own": district, "homes": homes, "result": result, "least": least, "most": most}
    status = HTTPStatus.BAD_REQUEST if fault else HTTPStatus.OK
    return render(request, "schools/homes.html", context, status=status)


def _year(release: OpenRelease) -> str:
    return school_year(release.latest(MEALS))
