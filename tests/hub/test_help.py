"""Help: answers without asking, deadlines that are stored nowhere, numbers that staff call again."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils.timezone import localdate

from fairtown.hub.referrals.models import CHECK_LIFE, Agency
from fairtown.hub.referrals.seed import seed
from fairtown.hub.shelf import slots

DATE = {"month": "3", "day": "10", "year": "2025"}
PATHS = ("/help/", "/help/deadlines/", "/help/agencies/")


@pytest.fixture(autouse=True)
def _agencies(site: Client) -> None:
    seed()


def text_of(response) -> str:  # type: ignore[no-untyped-def]
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize("path", [*PATHS, *(f"/es{path}" for path in PATHS)])
def test_a_page_of_help_is_kept_by_nobody_and_begins_with_the_exit(site: Client, path: str) -> None:
    response = site.get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    links = re.findall(r"<(?:a|button|input|select)\b[^>]*>", response.content.decode())
    assert "data-exit" in links[0]
    assert 'rel="noopener noreferrer"' in links[0]


@pytest.mark.parametrize("path", PATHS)
def test_the_agencies_are_read_once(site: Client, path: str, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    site.get(path)
    with django_assert_num_queries(1):
        site.get(path)
    if path == "/help/deadlines/":
        with django_assert_num_queries(1):
            site.post(path, DATE)


def test_the_answer_comes_first(site: Client) -> None:
    text = text_of(site.get("/help/"))
    assert (
        text.index("Call one of these offices.") < text.index("860-541-3403") < text.index("Your deadlines")
    )
    # what was not seen on the office's own page, or only long ago, is not printed
    assert "203-946-4811" not in text_of(site.get("/help/agencies/"))


def test_deadlines_of_a_day(site: Client) -> None:
    response = site.post("/help/deadlines/", DATE)
    assert re.findall(r'<time datetime="([^"]+)"', response.content.decode()) == [
        "2026-01-04", "2026-03-10", "2027-03-10",
    ]  # fmt: skip
    text = text_of(response)
    assert "Sunday, Jan. 4, 2026" in text
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert "domingo" in text_of(site.post("/es/help/deadlines/", DATE))


def test_a_date_that_is_not_known_counts_from_the_earliest(site: Client) -> None:
    text = text_of(site.post("/help/deadlines/", {"month": "3", "day": "", "year": "2025"}))
    assert "counted from March 1, 2025" in text
    assert "counted from Jan. 1, 2025" in text_of(site.post("/help/deadlines/", {"year": "2025"}))


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "Give at least the year."),
        ({"day": "9", "year": "2025"}, "Give the month too"),
        ({"month": "2", "day": "30", "year": "2025"}, "The calendar has no such day."),
        ({"month": "3", "day": "ten", "year": "2025"}, "Write the day as a number"),
        ({"month": "3", "day": "10", "year": "25"}, "four digits"),
        ({"month": "3", "day": "10", "year": "9999"}, "yet to come"),
        ({"month": "3", "day": "10", "year": "٢٠٢٥"}, "four digits"),
        ({"month": "13", "day": "10", "year": "2025"}, "13 is not one of"),
    ],
)
def test_a_date_that_is_none_is_answered(site: Client, sent: dict[str, str], why: str) -> None:
    response = site.post("/help/deadlines/", sent)
    assert response.status_code == 422
    assert why in text_of(response)


def test_a_number_that_nobody_called_waits_for_staff(site: Client) -> None:
    user = User.objects.create_user("ana", is_staff=True)
    assert not [work for work in slots.ask(slots.WAITING, user) if "180" in work.title]
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="referrals"))
    user = User.objects.get(pk=user.pk)
    (work,) = [work for work in slots.ask(slots.WAITING, user) if "180" in work.title]
    assert work.title.startswith(f"{Agency.objects.count()} agencies")
    Agency.objects.update(checked_on=localdate() - CHECK_LIFE)
    assert not [work for work in slots.ask(slots.WAITING, user) if "180" in work.title]
    Agency.objects.filter(code="hud").update(checked_on=localdate() - CHECK_LIFE - timedelta(days=1))
    (work,) = [work for work in slots.ask(slots.WAITING, user) if "180" in work.title]
    assert "We last called on" in text_of(site.get("/help/agencies/"))
    assert seed() == 0
