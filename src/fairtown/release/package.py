"""What a release holds, described for programs: a Frictionless data package, CSVW metadata, and a DCAT catalog.

All three are dictionaries that become JSON, made from what the release says of its sources, tables and measures.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet

from fairtown.release.reader import MANIFEST, PARQUET, OpenRelease, Row

Json = dict[str, Any]
#: Names in the archive, as Frictionless and CSVW look for them.
DATA_PACKAGE, CSVW = "datapackage.json", "csv-metadata.json"
#: Units whose values are texts; all others are numbers.
TEXT_UNITS = frozenset(("text", "code", "date", "period", "WKT"))
WHOLE_UNITS = frozenset(("year", "calendar year"))
MARGIN = "_moe"
#: What every table may have beside the columns that its source declares.
COMMON = {
    "geoid": ("string", "code", "census code of the place: a text, whose zero at the start belongs to it"),
    "vintage": ("string", "code", "year of the codes: a place may have another code in another year"),
    "year": ("integer", "year", "the year, or the last year of a survey's period"),
}
#: The columns of the observations, beside those of COMMON.
OBSERVED = {
    "measure": "id of the measure",
    "period": "the survey years, or the year",
    "geo_level": "tract, town, county, region or state",
    "name": "name of the place",
    "variant": "way of computing, where a measure has several",
    "group": "group of people or homes, blank for all",
    "output": "which figure of the measure",
    "value": "the value in its unit; blank is unknown, never zero; shares are 0 to 1",
    "moe": "margin of error at 90% confidence, in the same unit; blank where there is none",
    "unit": "unit of value and margin",
    "flag": "what is to be said of the value: names of flags, joined by ;",
}
PARQUET_TYPES = {"int64": "integer", "double": "number"}
CSVW_TYPES = {"string": "string", "number": "number", "integer": "integer"}
PARQUET_MEDIA = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class Field:
    """A column of a file: its name, `string`, `number` or `integer`, its unit and its meaning."""

    name: str
    type: str
    unit: str
    meaning: str


def table_of(release: OpenRelease, edition: Row) -> tuple[Row, Row]:
    """Return the source and the table that an edition is of."""
    code, _dot, name = edition["address"].partition(".")
    source = release.sources[code]
    return source, next(table for table in source["tables"] if table["name"] == name)


def fields(release: OpenRelease, edition: Row) -> list[Field]:
    """Return the columns of an edition of a table, in the order of its file."""
    _source, table = table_of(release, edition)
    declared = {column["name"]: column for column in table["columns"]}
    with (release.path / "tables" / edition["file"]).open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    return [_field(name, declared) for name in header]


def _field(name: str, declared: dict[str, Row]) -> Field:
    if name in declared:
        unit = declared[name]["unit"]
        return Field(name, _type(unit), unit, declared[name]["meaning"])
    if (base := name.removesuffix(MARGIN)) in declared and base != name:
        unit = declared[base]["unit"]
        return Field(name, "number", unit, f"margin of error at 90% confidence: {declared[base]['meaning']}")
    return Field(name, *COMMON.get(name, ("string", "code", "part of the key")))


def _type(unit: str) -> str:
    return "string" if unit in TEXT_UNITS else "integer" if unit in WHOLE_UNITS else "number"


@lru_cache(maxsize=2)
def _checksums(path: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of the release at `path`."""
    lines = (path / MANIFEST).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _space, name in (line.partition("  ") for line in lines)}


def data_package(release: OpenRelease, root: str, base: str) -> Json:
    """Return the descriptor (Frictionless Data Package). `root`: URL of the site.

    `base`: what the paths of files begin with: blank inside an archive, else the URL of the release's folder.
    """
    editions = list(release.editions.values())
    return {
        "profile": "data-package",
        "name": f"fairtown-{release.state}-{release.date}".lower(),
        "title": f"fairtown {release.state_name}, release {release.date}",
        "description": _about(release),
        "version": release.date,
        "homepage": root,
        "licenses": [{"path": f"{root}/sources/", "title": "terms of each publisher, named with each table"}],
        "sources": [_credit(source) for source in release.sources.values()],
        "resources": [_observations(release, base), *(_resource(release, e, base) for e in editions)],
    }


def _about(release: OpenRelease) -> str:
    return (
        f"Figures on fair housing in {release.state_name}: observations of {len(release.measures)} measures, and the "
        "source tables that they are made from. A blank is unknown, never zero; margins are at 90% confidence."
    )


def _credit(source: Row) -> Json:
    return {"title": f"{source['publisher']}: {source['title']}", "path": source["page"]}


def _resource(release: OpenRelease, edition: Row, base: str) -> Json:
    source, table = table_of(release, edition)
    own = fields(release, edition)
    return {
        "profile": "tabular-data-resource",
        "name": edition["file"].removesuffix(".csv").lower(),
        "path": f"{base}tables/{edition['file']}",
        "title": f"{table['title']}, {edition['period']}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": (release.path / "tables" / edition["file"]).stat().st_size,
        "hash": f"sha256:{edition['sha256']}",
        "sources": [_credit(source)],
        "licenses": [{"path": source["page"], "title": source["licence"]}],
        "schema": {"fields": [_described(field) for field in own], "missingValues": [""]},
    }


def _described(field: Field) -> Json:
    return {"name": field.name, "type": field.type, "description": field.meaning, "unit": field.unit}


def _observations(release: OpenRelease, base: str) -> Json:
    schema = parquet.read_schema(release.path / PARQUET)
    described = {name: meaning for name, (_type, _unit, meaning) in COMMON.items()} | OBSERVED
    return {
        "name": "observations",
        "path": f"{base}{PARQUET}",
        "title": "Observations of all measures",
        "format": "parquet",
        "mediatype": PARQUET_MEDIA,
        "bytes": (release.path / PARQUET).stat().st_size,
        "hash": f"sha256:{_checksums(release.path)[PARQUET]}",
        "schema": {
            "fields": [
                {
                    "name": f.name,
                    "type": PARQUET_TYPES.get(str(f.type), "string"),
                    "description": described[f.name],
                }
                for f in schema
            ]
        },
    }


def csvw(release: OpenRelease, base: str) -> Json:
    """Return the metadata of all CSV files (W3C CSV on the Web); `base` as for `data_package`."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": f"fairtown {release.state_name}, release {release.date}",
        "tables": [_csvw_table(release, edition, base) for edition in release.editions.values()],
    }


def _csvw_table(release: OpenRelease, edition: Row, base: str) -> Json:
    source, table = table_of(release, edition)
    return {
        "url": f"{base}tables/{edition['file']}",
        "dc:title": f"{table['title']}, {edition['period']}",
        "dc:publisher": source["publisher"],
        "dc:source": source["page"],
        "dc:rights": source["licence"],
        "tableSchema": {
            "columns": [
                {
                    "name": field.name,
                    "titles": field.name,
                    "datatype": CSVW_TYPES[field.type],
                    "dc:description": f"{field.meaning} ({field.unit})",
                }
                for field in fields(release, edition)
            ]
        },
    }


def catalog(release: OpenRelease, root: str, archive: str, base: str) -> Json:
    """Return the catalog (W3C DCAT 3, as JSON-LD): the release as a whole, and each measure.

    `archive`: URL of the archive of the whole release; `base`: of its folder; `root`: of the site.
    """
    whole = _dataset(f"{root}/data/", f"fairtown {release.state_name}", _about(release), release) | {
        "dcat:distribution": [
            _distribution(archive, "application/zip"),
            _distribution(f"{base}{PARQUET}", PARQUET_MEDIA),
        ]
    }
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": f"{root}/data/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": f"fairtown {release.state_name}",
        "dct:description": _about(release),
        "dct:language": ["en", "es"],
        "foaf:homepage": {"@id": root},
        "dcat:dataset": [whole, *_measures(release, root)],
    }


def _measures(release: OpenRelease, root: str) -> Iterator[Json]:
    for name, measure in release.measures.items():
        url = f"{root}/methods/{name}"
        yield _dataset(f"{url}/", measure["title"], measure["summary"], release) | {
            "dct:source": [{"@id": release.sources[code]["page"]} for code in _codes(measure)],
            "dcat:distribution": [_distribution(f"{url}.csv", "text/csv")],
        }


def _codes(measure: Row) -> list[str]:
    return list(dict.fromkeys(address.partition(".")[0] for address in measure["reads"]))


def _dataset(page: str, title: str, about: str, release: OpenRelease) -> Json:
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:title": title,
        "dct:description": about,
        "dct:issued": {"@value": release.date, "@type": "xsd:date"},
        "dct:spatial": release.state_name,
        "dcat:version": release.date,
        "dcat:landingPage": {"@id": page},
    }


def _distribution(url: str, media: str) -> Json:
    return {
        "@type": "dcat:Distribution",
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
    }
