"""The geocoder as staff set it up: what it is asked, and every way in which it can fail."""

import threading
import time
from collections.abc import Iterator

import pytest

from fairtown.concepts import FairtownError
from fairtown.hub.search import geocoder
from fairtown.hub.search.geocoder import Address, ask, base_url

from .loopback_geocoder import CHARTER_OAK, Loopback, answer, running


@pytest.fixture
def server() -> Iterator[Loopback]:
    with running() as loopback:
        yield loopback


def test_it_is_asked_for_the_address_alone(server: Loopback) -> None:
    found = ask(server.url, "75 Charter Oak Avenue, Hartford, CT")
    assert found.status == "found"
    assert found.addresses == (Address(*CHARTER_OAK),)
    assert server.paths == ["/geocoder/geographies/onelineaddress"]
    assert server.questions == [
        {
            "address": "75 Charter Oak Avenue, Hartford, CT",
            "benchmark": "Public_AR_Current",
            "vintage": "Current_Current",
            "format": "json",
        }
    ]


def test_the_same_address_twice_is_one(server: Loopback) -> None:
    other = ("75 CHARTER OAK ST, MANCHESTER, CT, 06040", "09110514300")
    server.body = answer(CHARTER_OAK, CHARTER_OAK, other)
    assert [a.geoid for a in ask(server.url, "x").addresses] == [CHARTER_OAK[1], other[1]]


@pytest.mark.parametrize(
    ("status", "body", "answered"),
    [
        (200, answer(), "no_match"),
        (400, b'{"errors":["Address cannot be empty"],"status":"400"}', "no_match"),
        (503, b"", "away"),
        (200, b"<html>down for maintenance</html>", "away"),
        (200, b'{"result": []}', "away"),
        (200, b'{"result": {"addressMatches": [{}]}}', "away"),
        (200, b"null", "away"),
        (200, b"\xff\xfe\x00", "away"),
        (200, b" " * (geocoder.LARGEST_ANSWER + 1), "away"),
    ],
)
def test_what_is_no_answer_finds_nothing(server: Loopback, status: int, body: bytes, answered: str) -> None:
    server.status, server.body = status, body
    assert ask(server.url, "1 Main Street") == geocoder.Answer(answered)


def test_an_address_is_not_sent_on_to_another_host(server: Loopback) -> None:
    with running() as elsewhere:
        server.status, server.location = 302, elsewhere.url
        assert ask(server.url, "1 Main Street").status == "away"
        assert elsewhere.questions == []


def test_a_slow_one_is_given_up(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geocoder, "SECONDS", 0.3)
    server.delay = 2.0
    start = time.monotonic()
    assert ask(server.url, "1 Main Street").status == "away"
    assert time.monotonic() - start < 1.5


def test_nobody_listening_is_away() -> None:
    with running() as loopback:
        url = loopback.url
    loopback.server_close()
    assert ask(url, "1 Main Street").status == "away"


def test_a_second_question_waits_for_nobody(server: Loopback) -> None:
    server.delay = 1.0
    first = threading.Thread(target=ask, args=(server.url, "1 Main Street"))
    first.start()
    while not server.questions:
        time.sleep(0.01)
    assert ask(server.url, "2 Main Street").status == "busy"
    first.join()
    assert ask(server.url, "2 Main Street").status == "found"


@pytest.mark.parametrize("text", ["geocoding.geo.census.gov", "ftp://a.b/c", "https://", "https://a.b/c?d=1"])
def test_a_setting_that_is_no_url_is_refused(text: str) -> None:
    with pytest.raises(FairtownError, match="FAIRTOWN_GEOCODER is"):
        base_url(text)


def test_the_slash_at_the_end_of_the_setting_does_not_matter() -> None:
    assert base_url(geocoder.EXAMPLE + "/ ") == base_url(geocoder.EXAMPLE) == geocoder.EXAMPLE
    assert base_url("") == ""
