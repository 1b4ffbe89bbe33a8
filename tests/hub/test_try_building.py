"""Try a building by files: counts of the published program, reasons for each district, bounds on what is sent."""

import gzip
import io
import re
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fairtown.hub import bodies, evaluations
from fairtown.scenarios import building

from .as_shown import as_shown

FILES = Path(__file__).parents[1] / "data" / "zoning" / "ozfs"
RULES, PARCELS = (
    (FILES / "Paradise.zoning").read_bytes(),
    gzip.decompress((FILES / "Paradise.parcel.gz").read_bytes()),
)
BUILDING = (FILES / "4_fam_tall.bldg").read_bytes()
#: A rule of so many texts that to work it out would take minutes.
ENDLESS = re.sub(rb'"expression":\s*\[[^]]*\]', b'"expression":[' + b",".join([b'"2"'] * 900) + b"]", RULES)
#: The same parcels a hundred degrees of longitude away.
ELSEWHERE = PARCELS.replace(b"-97.", b"-1.")


class Flood(io.BytesIO):
    """A body without end, which counts what is read of it."""

    read_so_far = 0

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert 0 < size <= bodies.PIECE
        self.read_so_far += size
        return b"x" * size


def files(**changed: bytes) -> dict[str, SimpleUploadedFile]:
    given = {"zoning": RULES, "parcel": PARCELS, "bldg": BUILDING} | changed
    return {kind: SimpleUploadedFile(f"x.{kind}", data) for kind, data in given.items() if data}


def test_a_building_is_tried_on_every_parcel_with_reasons(site: Client) -> None:
    answer = site.post("/zoning/try/", files())
    html = as_shown(answer.content.decode())
    assert answer.status_code == 200
    result = building.tried({"zoning": RULES, "parcel": PARCELS, "bldg": BUILDING})
    assert sum(result.counts.values()) == 421
    for outcome, word in (("TRUE", "may stand:"), ("FALSE", "may not:")):
        assert f"{word} <strong>{result.counts[outcome]}</strong>" in html
    assert html.count('<path class="o') == 421
    assert "in the rules allow <strong>388</strong> homes of any kind on all parcels together." in html
    for district in result.districts:
        assert district.abbr in html
        assert district.causes or not district.counts["FALSE"], "a no has a reason"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


def test_files_may_be_packed(site: Client) -> None:
    packed = (FILES / "Paradise.parcel.gz").read_bytes()
    assert "may stand: <strong>" in site.post("/zoning/try/", files(parcel=packed)).content.decode()


def test_the_parcels_come_as_csv(site: Client) -> None:
    answer = site.post("/zoning/try/", files() | {"as": "csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert lines[0] == "parcel_id,district,outcome,failing,undecided"
    assert len(lines) == 422


def test_in_spanish_the_reasons_are_spanish(site: Client) -> None:
    html = site.post("/es/zoning/try/", files()).content.decode()
    assert "the district does not allow this type of home" not in html
    assert "se puede construir" in html


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"bldg": b""}, "the .bldg file is missing"),
        ({"zoning": b"{"}, "zoning"),
        ({"parcel": b"[1, 2]"}, "parcel"),
        ({"bldg": b"\x1f\x8b broken"}, ".bldg file: it cannot be unpacked"),
        ({"zoning": b"[" * 200_000}, "zoning"),
        ({"zoning": BUILDING}, "zoning"),
        ({"zoning": ENDLESS}, "expression has 900 texts, expected at most 100"),
        (
            {"bldg": BUILDING.replace(b"{", b'{"huge": ' + b"9" * 6_000 + b",", 1)},
            "a number has 6,000 digits",
        ),
        ({"parcel": ELSEWHERE}, "none of 421 lies in a district of Paradise"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_in_one_line(
    site: Client, changed: dict[str, bytes], message: str
) -> None:
    answer = site.post("/zoning/try/", files(**changed))
    html = answer.content.decode()
    assert answer.status_code == 400
    alert = html[html.index('role="alert">') : html.index("</p>", html.index('role="alert">'))]
    assert message in alert
    assert "\n" not in alert
    assert "Traceback" not in html


def test_a_file_that_is_too_large_is_not_kept(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "MOST_BYTES", {"zoning": 5_000_000, "parcel": 20_000_000, "bldg": 1_000})
    answer = site.post("/zoning/try/", files(bldg=b" " * 5_000))
    assert answer.status_code == 400
    assert "The .bldg file has 5,000 bytes; a page takes 1,000." in answer.content.decode()


def test_a_gigabyte_is_refused_before_it_is_read(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_READ", 3_000_000)
    flood = Flood()
    answer = site.generic(
        "POST", "/zoning/try/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="1000000000",
        **{"wsgi.input": flood},
    )  # fmt: skip
    assert answer.status_code == 413
    assert "The files have 1,000 MB together; a page takes 25 MB." in answer.content.decode()
    assert flood.read_so_far <= 3_000_000


def test_a_packed_file_that_grows_without_end_is_refused(site: Client) -> None:
    bomb = gzip.compress(b" " * 30_000_000, mtime=0)
    answer = site.post("/zoning/try/", files(zoning=bomb))
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_while_one_is_worked_out_and_one_waits_the_next_is_told_at_once(site: Client) -> None:
    """The files are read all the same, so that the browser hears the answer."""
    with evaluations.place():
        waiting = evaluations._lock("waiting")
        assert waiting
        started = monotonic()
        for path, message in (
            ("/zoning/try/", "Please send yours again"),
            ("/es/zoning/try/", "Vuelva a enviar"),
        ):
            answer = site.post(path, files())
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == str(evaluations.RETRY_AFTER)
            assert message in answer.content.decode()
        assert monotonic() - started < evaluations.PATIENCE * 2, "nobody waited"
        waiting.close()
    assert site.post("/zoning/try/", files()).status_code == 200


def test_who_waits_gets_the_place_or_gives_up_in_time(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluations, "PATIENCE", 0.2)
    with evaluations.place():
        assert site.post("/zoning/try/", files()).status_code == 503
    held = evaluations._lock("evaluating")
    assert held
    monkeypatch.setattr(evaluations, "PATIENCE", 60)
    monkeypatch.setattr(evaluations, "sleep", lambda _: held.close())
    assert site.post("/zoning/try/", files()).status_code == 200


def test_a_place_ends_with_its_process(settings) -> None:  # type: ignore[no-untyped-def]
    code = (
        "import os, sys, pathlib; from django.conf import settings\n"
        "settings.configure(RECORDS=pathlib.Path(sys.argv[1]))\n"
        "from fairtown.hub import evaluations\n"
        "with evaluations.place(): os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(settings.RECORDS)])
    assert killed.returncode == -9
    with evaluations.place():
        pass


def test_nothing_of_a_file_becomes_html(site: Client) -> None:
    rules = RULES.replace(b'"R-1"', b'"<b>R-1"')
    assert rules != RULES
    html = site.post("/zoning/try/", files(zoning=rules)).content.decode()
    assert "<b>R-1" not in html
    assert "&lt;b&gt;R-1" in html


def test_files_nobody_asked_for_are_skipped(site: Client) -> None:
    answer = site.post("/zoning/try/", files() | {"other": SimpleUploadedFile("x", b"y" * 3_000_000)})
    assert answer.status_code == 200
