"""The whole release to take away: valid for Frictionless, written once, the same bytes each time, in plain words."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow.parquet as parquet
import pytest
from django.test import Client

from fairtown.hub import evaluations
from fairtown.hub.open_data import archive
from fairtown.release import package
from fairtown.release.reader import OpenRelease

SITE = "https://town.example"


@pytest.fixture(autouse=True)
def _named(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.SITE_URL, settings.DOWNLOADS = SITE, tmp_path / "downloads"


@pytest.fixture
def zip_path(release: OpenRelease) -> str:
    return f"/data/fairtown-{release.state}-{release.path.name}.zip"


@pytest.fixture
def unpacked(site: Client, zip_path: str, tmp_path: Path) -> Path:
    folder = tmp_path / "unpacked"
    answer = site.get(zip_path, headers={"accept-encoding": "gzip"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert "Content-Encoding" not in answer.headers
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as zipped:
        zipped.extractall(folder)
    return folder


@pytest.mark.filterwarnings("ignore")
def test_frictionless_finds_the_package_and_every_table_valid(unpacked: Path) -> None:
    from frictionless import Package, validate

    descriptor = json.loads((unpacked / "datapackage.json").read_text())
    assert list(Package.metadata_validate(descriptor)) == []
    for resource in descriptor["resources"]:
        content = (unpacked / resource["path"]).read_bytes()
        assert f"sha256:{hashlib.sha256(content).hexdigest()}" == resource["hash"], resource["name"]
        assert len(content) == resource["bytes"]
    descriptor["resources"] = [r for r in descriptor["resources"] if r["format"] == "csv"]
    checked = unpacked / "tables-only.json"
    checked.write_text(json.dumps(descriptor))
    report = validate(str(checked), type="package", limit_rows=200)
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "note"])[:5] == []
    assert len(report.tasks) == len(descriptor["resources"]) > 0


@pytest.mark.filterwarnings("ignore")
def test_frictionless_sees_a_wrong_column(unpacked: Path) -> None:
    from frictionless import validate

    descriptor = json.loads((unpacked / "datapackage.json").read_text())
    tenure = next(r for r in descriptor["resources"] if r["name"].startswith("acs5.tenure"))
    next(f for f in tenure["schema"]["fields"] if f["name"] == "vintage")["type"] = "boolean"
    descriptor["resources"] = [tenure]
    wrong = unpacked / "wrong.json"
    wrong.write_text(json.dumps(descriptor))
    assert not validate(str(wrong), type="package", limit_rows=5).valid


def test_the_parquet_file_is_described_column_by_column(site: Client, release: OpenRelease) -> None:
    resource = site.get("/data/datapackage.json").json()["resources"][0]
    schema = parquet.read_schema(release.path / "observations.parquet")
    assert [f["name"] for f in resource["schema"]["fields"]] == schema.names
    assert {f["name"]: f["type"] for f in resource["schema"]["fields"]}["value"] == "number"


def test_paths_on_the_site_lead_to_files_that_never_change(site: Client, release: OpenRelease) -> None:
    resources = site.get("/data/datapackage.json").json()["resources"]
    assert len(resources) == 1 + len(release.editions)
    for resource in resources[:3]:
        assert resource["path"].startswith(f"{SITE}/release/{release.path.name}/")
        answer = site.get(urlsplit(resource["path"]).path)
        assert f"sha256:{hashlib.sha256(answer.getvalue()).hexdigest()}" == resource["hash"]
        assert "immutable" in answer["Cache-Control"]


def test_the_parquet_file_is_read_by_byte_ranges(site: Client, release: OpenRelease) -> None:
    path = f"/release/{release.path.name}/observations.parquet"
    answer = site.get(path, headers={"range": "bytes=0-3"})
    assert (answer.status_code, answer.getvalue()) == (206, b"PAR1")


def test_the_archive_is_written_once_and_always_the_same(
    site: Client, release: OpenRelease, zip_path: str, settings, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    first = site.get(zip_path).getvalue()
    file = settings.DOWNLOADS / Path(zip_path).name
    monkeypatch.setattr(archive, "_write", lambda *_: pytest.fail("written again"))
    assert site.get(zip_path).getvalue() == first
    monkeypatch.undo()
    file.rename(settings.DOWNLOADS / "fairtown-xx-2020-01-01.zip")
    assert site.get(zip_path).getvalue() == first
    assert [path.name for path in settings.DOWNLOADS.iterdir()] == [file.name]


def test_a_write_that_breaks_leaves_nothing(
    site: Client, zip_path: str, settings, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    def breaks(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(archive, "_fill", breaks)
    with pytest.raises(OSError, match="no space"):
        archive.archive()
    assert list(settings.DOWNLOADS.iterdir()) == []


def test_who_asks_while_others_wait_is_told_when_to_come_back(site: Client, zip_path: str) -> None:
    with evaluations.place():
        waiting = evaluations._lock("waiting")
        assert waiting is not None
        with waiting:
            answer = site.get(zip_path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/data/fairtown-ct-1999-01-01.zip", 404),
        ("/data/datapackage.json?x=1", 400),
        ("/data/catalog.jsonld?x=1", 400),
    ],
)
def test_what_is_not_there_is_refused(site: Client, path: str, status: int) -> None:
    assert site.get(path).status_code == status


def test_csvw_has_every_column_of_every_file(site: Client, release: OpenRelease, unpacked: Path) -> None:
    tables = json.loads((unpacked / "csv-metadata.json").read_text())["tables"]
    assert len(tables) == len(release.editions)
    for table in tables:
        with (unpacked / table["url"]).open(newline="") as file:
            assert next(csv.reader(file)) == [c["titles"] for c in table["tableSchema"]["columns"]]
    served = site.get("/data/csv-metadata.json")
    assert served["Content-Type"] == "application/csvm+json"
    assert served.json()["tables"][0]["url"] == f"{SITE}/release/{release.path.name}/{tables[0]['url']}"


def nodes(found: object) -> Iterator[dict[str, object]]:
    if isinstance(found, dict):
        yield found
    for part in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from nodes(part)


def test_the_catalog_leads_to_files_that_are_there(site: Client, release: OpenRelease) -> None:
    found = site.get("/data/catalog.jsonld").json()
    kinds = [node.get("@type") for node in nodes(found)]
    assert kinds.count("dcat:Dataset") == 1 + len(release.measures)
    prefixes = {key.partition(":")[0] for node in nodes(found) for key in node if ":" in key}
    assert prefixes <= set(found["@context"])
    urls = [node["dcat:downloadURL"]["@id"] for node in nodes(found) if "dcat:downloadURL" in node]  # type: ignore[index]
    for url in urls[:4]:
        assert site.get(urlsplit(url).path).status_code == 200, url


def test_the_dictionary_explains_every_name_of_the_files(site: Client, release: OpenRelease) -> None:
    rows = list(csv.DictReader(io.StringIO(site.get("/data/dictionary.csv").content.decode())))
    outputs = {(row["id"], row["name"]) for row in rows if row["kind"] == "output"}
    assert outputs == {(m, o["name"]) for m, content in release.measures.items() for o in content["outputs"]}
    columns = {(row["id"], row["years"], row["name"]) for row in rows if row["kind"] == "column"}
    for (address, year), edition in release.editions.items():
        assert {(address, str(year), field.name) for field in package.fields(release, edition)} <= columns
    assert all(row["meaning"] for row in rows)


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_page_leads_to_every_way_to_take_the_data(site: Client, zip_path: str, prefix: str) -> None:
    text = site.get(f"{prefix}/data/").content.decode()
    for path in (zip_path, "/data/datapackage.json", "/data/catalog.jsonld", f"{prefix}/data/dictionary/"):
        assert f'href="{path}"' in text
    assert len(site.get(f"{prefix}/data/dictionary/").content) < 600_000
