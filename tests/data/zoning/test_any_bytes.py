"""Any bytes at all: zoning, or one line that says what is wrong; never a crash, never half a file."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.data.zoning_atlases import connecticut, national
from fairtown.data.zoning_atlases.national import KIND_CODES, NEEDED, TREATMENT_CODES
from fairtown.data.zoning_atlases.record import Origin, Zoning

ORIGIN = Origin("s", "", "", "land", "2024")
READERS = pytest.mark.parametrize("read", [national.read, connecticut.read], ids=["atlas", "connecticut"])
CODES = ("Z", "T", "Ty", "1F", "2F", "3F", "4F", "AD")
WORDS = st.sampled_from(
    [
        *(
            "",
            "yes",
            "no",
            "R-1",
            "Alder",
            "0",
            "1e400",
            "nan",
            "-3",
            "0.5",
            "2020",
            "\x00",
            "é",
            '"',
            ",",
            "A",
            "AH",
        ),
        *TREATMENT_CODES,
        *KIND_CODES,
    ]
)
COLUMNS = st.sampled_from(
    [
        *NEEDED,
        *CODES,
        *(
            "MA",
            "1MLS",
            "acres",
            "overlay",
            "district_type",
            "f1_min_lot_low",
            "f1_min_lot_high",
            "f1_min_lot_acres",
        ),
        *("valid_from", "valid_to", "f4plus_elderly_only", "adu_owner_required"),
    ]
)
NUMBERS = st.floats(-200, 200) | st.integers(-90, 90) | st.sampled_from([1e308, 41.0, -72.0])
RINGS = st.lists(st.lists(st.lists(NUMBERS, min_size=1, max_size=3), max_size=6), max_size=3)
SHAPES = st.none() | st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Polygon", "MultiPolygon", "Point"]),
        "coordinates": RINGS | st.lists(RINGS, max_size=2),
    }
)
PROPERTIES = st.dictionaries(
    COLUMNS, WORDS | st.none() | st.booleans() | NUMBERS | st.lists(WORDS, max_size=1)
)
TREATED = st.sampled_from(["allowed", "hearing", "prohibited", ""])
EVERY = st.fixed_dictionaries(
    {
        **dict.fromkeys(NEEDED, TREATED),
        **dict.fromkeys(("jurisdiction", "district_abbr", "Z", "T"), st.sampled_from(["A", "B", "C"])),
        **dict.fromkeys(CODES[3:], st.sampled_from(["A", "AH", ""])),
        "Ty": st.sampled_from(["R", "M", "N", ""]),
    },
    optional={"acres": WORDS, "overlay": WORDS, "1MLS": WORDS, "MA": WORDS},
)
FEATURES = st.fixed_dictionaries({"properties": PROPERTIES | EVERY, "geometry": SHAPES})


def read_or_told(read, raw: bytes) -> None:
    message = ""
    try:
        assert isinstance(read(raw, ORIGIN, "t"), Zoning)
    except FairtownError as error:
        message = str(error)
    assert "\n" not in message
    assert message[:3] in ("", "t: ")


@READERS
@given(raw=st.binary(max_size=300))
def test_bytes(read, raw):
    read_or_told(read, raw)
    read_or_told(read, gzip.compress(raw))


@READERS
@given(
    head=st.lists(COLUMNS, min_size=1, max_size=12), rows=st.lists(st.lists(WORDS, max_size=12), max_size=4)
)
@settings(max_examples=60)
def test_tables(read, head, rows):
    head = [*dict.fromkeys([*head, *NEEDED])]
    lines = [head, *[[*row, *[""] * len(head)][: len(head)] for row in rows]]
    read_or_told(
        read,
        "\n".join(",".join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in line) for line in lines).encode(),
    )


@READERS
@given(features=st.lists(FEATURES, max_size=3))
@settings(max_examples=150)
def test_layers(read, features):
    read_or_told(read, json.dumps({"type": "FeatureCollection", "features": features}).encode())
