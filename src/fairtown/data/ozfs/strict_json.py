"""JSON from untrusted sources, read with every guard: size, depth, repeated keys, numbers that are none.

The files come from town halls and from upload forms, so nothing in them is trusted: what is not plain JSON of a
sane size is refused in one line before anything is computed.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from fairtown.concepts import FairtownError
from fairtown.data.delimited import decode
from fairtown.work_budget import spend

#: Bytes or text of a file, or the path of one; packed by gzip too.
Given = bytes | str | Path
#: Longest refusal, and longest value quoted in one.
LONGEST_MESSAGE, LONGEST_QUOTED = 600, 60
#: Longest name, code or id.
LONGEST_NAME = 200
#: A figure beyond this is no measure of a lot, a building or a rule.
MOST_NUMBER = 1e12
#: Digits of a whole number that are read at all.
MOST_DIGITS = 4_000
#: Steps to read a byte, and a value or a list: many in few bytes take longest.
BYTE, VALUE = 0.02, 0.12
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
#: What the files of the standard hold, by how their names end.
HOLDS = {"zoning": "rules", "parcel": "parcels", "bldg": "a building"}
#: A quoted number: digits and a point, an exponent of at most two digits; no "nan", "inf" or "1_000".
QUOTED = re.compile(r"[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})([eE][+-]?\d{1,2})?", re.ASCII)
TRUTHS = {"true": True, "false": False}


def refuse(where: str, what: str) -> FairtownError:
    """Return the error of a file, in one line."""
    return FairtownError(" ".join(f"{where}: {what}".split())[:LONGEST_MESSAGE])


def quoted(value: Any) -> str:
    """Return a value as it is quoted in a refusal: short, and of a large one only its kind."""
    if isinstance(value, list | dict):
        return f"a {'list' if isinstance(value, list) else 'JSON object'} of {len(value)}"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > MOST_NUMBER:
        return "a number of too many digits"
    text = repr(value)
    return text if len(text) <= LONGEST_QUOTED else text[:LONGEST_QUOTED] + "…"


def name_of(given: Given, kind: str) -> str:
    """Return how a file is called in refusals: by its own name, or by its kind."""
    if isinstance(given, Path):
        return (given.name or str(given))[:LONGEST_NAME]
    return f".{kind} file"


def load_json(given: Given, kind: str, most_bytes: int) -> dict[str, Any]:
    """Return the JSON object of a file of `kind`, a key of HOLDS.

    Raises FairtownError, in one line, if the file is larger than `most_bytes` (before it is parsed), is no UTF-8,
    no JSON, nested too deep, holds NaN or infinity, repeats a key, is no object, or plainly is of another kind.
    """
    name = name_of(given, kind)
    raw = _raw(given, name, most_bytes)
    text = decode(name, raw)
    try:
        content = json.loads(
            text, parse_int=_whole, parse_constant=_no_number, object_pairs_hook=without_repeats
        )
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}"
        raise refuse(
            name, f"no JSON at {at}: {error.msg}; expected one JSON object; mend that line"
        ) from None
    except RecursionError:
        raise refuse(
            name, "lists within lists too deep, expected the few levels of the standard; flatten it"
        ) from None
    except ValueError as error:
        raise refuse(name, f"{error}; expected plain JSON; mend that value") from None
    if not isinstance(content, dict):
        raise refuse(name, f"it holds {quoted(content)}, expected one JSON object; see the standard")
    if (other := _kind_of(content)) not in ("", kind):
        raise refuse(
            name,
            f"it is a file of {HOLDS[other]} (.{other}), expected one of {HOLDS[kind]} (.{kind}); give each file in "
            "its own place",
        )
    return content


def _kind_of(content: Mapping[str, Any]) -> str:
    """Return the kind of file that an object plainly is, or nothing."""
    if "bldg_info" in content:
        return "bldg"
    features = content.get("features")
    first = features[0] if isinstance(features, list) and features else None
    own = first.get("properties") if isinstance(first, dict) else None
    if isinstance(own, dict) and ("dist_abbr" in own) != ("parcel_id" in own):
        return "zoning" if "dist_abbr" in own else "parcel"
    return ""


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number has {len(digits):,} digits, expected at most {MOST_DIGITS:,}")
    return int(digits)


def _raw(given: Given, name: str, most_bytes: int) -> bytes:
    if isinstance(given, Path):
        if given.is_dir():
            raise refuse(name, "it is a folder, expected a file; name one in it")
        if not given.is_file():
            raise refuse(name, "no such file, expected the path of one; check the path")
        if given.stat().st_size > most_bytes:
            raise _too_large(name, f"{given.stat().st_size:,}", most_bytes)
        raw = given.read_bytes()
    else:
        # a text takes at least one byte per letter: refuse before it is copied
        if len(given) > most_bytes:
            raise _too_large(name, f"{len(given):,}", most_bytes)
        raw = given.encode("utf-8", "surrogatepass") if isinstance(given, str) else given
    if raw.startswith(ZIP):
        raise refuse(
            name, "it is a ZIP archive, expected the file itself, plain or packed by gzip; unpack it"
        )
    if raw.startswith(GZIP) or (isinstance(given, Path) and given.suffix == ".gz"):
        raw = _unpacked(raw, name, most_bytes)
    if len(raw) > most_bytes:
        raise _too_large(name, f"over {most_bytes:,}", most_bytes)
    spend(BYTE * len(raw) + VALUE * sum(raw.count(sign) for sign in (b",", b"[", b"{")), "reading")
    return raw


def _unpacked(packed: bytes, name: str, most_bytes: int) -> bytes:
    try:
        with gzip.open(BytesIO(packed)) as file:
            return file.read(most_bytes + 1)
    except (OSError, EOFError, zlib.error):
        raise refuse(name, "it cannot be unpacked, expected a gzip file; pack it again") from None


def _too_large(name: str, size: str, most_bytes: int) -> FairtownError:
    return refuse(name, f"it has {size} bytes, expected at most {most_bytes:,}; divide it")


def _no_number(text: str) -> None:
    raise ValueError(f"it holds {text}, which is no number")


def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the pairs of a JSON object as a dict; raises ValueError if a key repeats: one of the two would be lost."""
    result = dict(pairs)
    if len(result) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        twice = next(key for key in result if counts[key] > 1)
        raise ValueError(f"key {quoted(twice)} stands twice in one object, so one of the two would be lost")
    return result


def item(where: str, given: Mapping[str, Any], key: str) -> Any:
    """Return the value of a key; raises FairtownError if it is missing or null."""
    if given.get(key) is None:
        raise refuse(where, f"{key} is missing, expected a value; add it")
    return given[key]


def number(where: str, key: str, value: Any, least: float = -math.inf, above: bool = False) -> float:
    """Return a number, quoted or not; raises FairtownError if it is none, not finite, or under `least`.

    `above`: it must be more than `least`, not just as much.
    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MOST_NUMBER
    is_quoted = isinstance(value, str) and QUOTED.fullmatch(value.strip()) is not None
    good = float(value) if is_number or is_quoted else math.nan
    if not abs(good) <= MOST_NUMBER:
        raise refuse(where, f"{key} is {quoted(value)}, expected a finite number; write it in digits")
    if good < least or (above and good == least):
        expected = f"a number {'above' if above else 'of at least'} {least:g}"
        raise refuse(where, f"{key} is {quoted(value)}, expected {expected}; correct it")
    return good


def whole(where: str, key: str, value: Any, least: float = -math.inf) -> int:
    """Return a whole number, quoted or not; raises FairtownError if it is none or under `least`."""
    good = number(where, key, value, least)
    if good != int(good):
        raise refuse(where, f"{key} is {quoted(value)}, expected a whole number; correct it")
    return int(good)


def truth(where: str, key: str, value: Any) -> bool:
    """Return a truth value, quoted or not; missing is false. Raises FairtownError if it is none."""
    if value is None:
        return False
    good = TRUTHS.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(good, bool):
        raise refuse(where, f"{key} is {quoted(value)}, expected true or false; write one of them")
    return good


def text(where: str, key: str, value: Any) -> str:
    """Return a short text; a number, as ids and codes often are, becomes one. Raises FairtownError otherwise."""
    good = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(good, str) or not good.strip() or len(good) > LONGEST_NAME:
        raise refuse(
            where, f"{key} is {quoted(value)}, expected a text of 1 to {LONGEST_NAME} letters; correct it"
        )
    return good.strip()


def as_list(where: str, key: str, value: Any) -> list[Any]:
    """Return a list; raises FairtownError if it is none."""
    if not isinstance(value, list):
        raise refuse(where, f"{key} is {quoted(value)}, expected a list; put it in brackets")
    return value


def as_object(where: str, key: str, value: Any) -> dict[str, Any]:
    """Return a JSON object; raises FairtownError if it is none."""
    if not isinstance(value, dict):
        raise refuse(where, f"{key} is {quoted(value)}, expected a JSON object; see the standard")
    return value
