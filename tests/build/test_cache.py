import sys
from pathlib import Path

import pandas as pd
import pytest

from fairtown.build import cache as caching
from fairtown.build import release
from fairtown.build.cache import Cache, Result, code_of, digest, from_bytes, measure_key, to_bytes
from fairtown.measures import measure


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package `formulas` whose module `one` imports `two`, and not `three`."""
    package = tmp_path / "formulas"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text("def f():\n    from formulas.two import g\n    return g()\n")
    (package / "two.py").write_text("def g():\n    return 1\n")
    (package / "three.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    for function in (code_of, caching._source, caching._is_module):
        function.cache_clear()
    yield package
    for name in [n for n in sys.modules if n.startswith("formulas")]:
        del sys.modules[name]
    for function in (code_of, caching._source, caching._is_module):
        function.cache_clear()


def test_what_is_kept_is_not_made_again(cache: Cache) -> None:
    assert cache.get("a", "key", lambda: b"made") == b"made"
    assert cache.get("a", "key", lambda: b"made again") == b"made"
    assert cache.get("a", "another", lambda: b"other") == b"other"
    assert cache.get("b", "key", lambda: b"of b") == b"of b"


def test_a_damaged_entry_is_removed_and_made_again(cache: Cache) -> None:
    cache.get("a", "key", lambda: b"made")
    [entry] = (cache.root / "a").iterdir()
    entry.write_bytes(b"mode")
    assert cache.read("a", "key") is None
    assert not entry.exists()
    assert cache.get("a", "key", lambda: b"made") == b"made"


def test_without_a_folder_nothing_is_kept() -> None:
    assert Cache(None).get("a", "key", lambda: b"first") == b"first"
    assert Cache(None).get("a", "key", lambda: b"second") == b"second"


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert Cache(tmp_path / "file").get("a", "key", lambda: b"made") == b"made"


def test_the_oldest_entries_go(cache: Cache) -> None:
    for i in range(caching.MOST_ENTRIES + 3):
        cache.write("a", f"key{i}", b"x")
    assert len(list((cache.root / "a").iterdir())) == caching.MOST_ENTRIES


def test_a_folder_is_filled_with_the_files_that_were_made(cache: Cache, tmp_path: Path) -> None:
    def draw(folder: Path, text: str) -> None:
        (folder / "towns").mkdir(parents=True)
        (folder / "towns" / "avon.svg").write_text(text)

    for n, text in enumerate(("first", "second")):
        cache.fill(tmp_path / str(n) / "maps", "key", draw, text)
        assert (tmp_path / str(n) / "maps" / "towns" / "avon.svg").read_text() == "first"


def test_results_come_back_as_they_were() -> None:
    rows = pd.DataFrame(
        {
            "geoid": ["0911037070", "09"],
            "vintage": "2022",
            "group": ["", "nh_black"],
            "output": "poverty_share",
            "variant": "",
            "value": [0.1 + 0.2, float("nan")],
            "moe": [float("nan"), 1e-300],
            "flag": ["", "no_base;unreliable"],
        }
    )
    result = Result(
        {2019: rows, 2023: rows.iloc[:0]},
        {2019: ({("acs5.poverty", 2019)}, {("a.b", 2019)}, {"line": 0.4}), 2023: (set(), set(), {})},
    )
    again = from_bytes(to_bytes(result))
    assert again.inputs == result.inputs
    for year in (2019, 2023):
        pd.testing.assert_frame_equal(again.rows[year], result.rows[year], check_exact=True)
    assert to_bytes(again) == to_bytes(result)


def test_a_key_is_that_of_the_code_the_tables_and_the_results_used() -> None:
    poverty = measure("residents.poverty")
    key = measure_key(poverty, ["t1", "t2"], {})
    assert measure_key(poverty, ["t2", "t1"], {}) == key
    assert measure_key(poverty, ["t1", "t3"], {}) != key
    assert measure_key(poverty, ["t1", "t2"], {"a.b": b"result"}) != key
    assert measure_key(measure("homes.tenure"), ["t1", "t2"], {}) != key


def test_code_is_a_module_and_all_that_it_imports(module: Path) -> None:
    before = code_of("formulas.one")
    assert set(before) == {"formulas.one", "formulas.two"}
    (module / "two.py").write_text("def g():\n    return 2\n")
    for function in (code_of, caching._source):
        function.cache_clear()
    after = code_of("formulas.one")
    assert after["formulas.one"] == before["formulas.one"]
    assert after["formulas.two"] != before["formulas.two"]


def test_what_a_measure_reads_is_code_too() -> None:
    code = code_of("fairtown.measures.residents.poverty")
    assert "fairtown.measures.uncertainty" in code
    assert "fairtown.measures.segregation.entropy" not in code


def test_only_plain_things_have_a_checksum() -> None:
    assert digest({"b": 1, "a": [2]}) == digest({"a": [2], "b": 1})
    with pytest.raises(TypeError, match="object has no checksum"):
        digest(object())


def test_imports_are_found_in_every_kind_of_statement(module: Path) -> None:
    (module / "one.py").write_text(
        "try:\n    import formulas.two\nexcept ImportError:\n    from formulas import three\nelse:\n    pass\n"
        "match 1:\n    case 1:\n        if True:\n            pass\n        else:\n            with open('x'):\n"
        "                from formulas.four import x\n"
    )
    (module / "four.py").write_text("x = 1\n")
    assert {"formulas.two", "formulas.three", "formulas.four"} <= code_of("formulas.one").keys()


def test_maps_are_drawn_anew_where_a_translation_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = tmp_path / "django.po"
    catalog.write_text('msgid "Low"\nmsgstr "Baja"\n')
    monkeypatch.setattr(release, "catalogs", lambda: [catalog])
    before = release._key_of_maps("figures")
    assert release._key_of_maps("figures") == before
    assert release._key_of_maps("other figures") != before
    catalog.write_text('msgid "Low"\nmsgstr "Bajo"\n')
    assert release._key_of_maps("figures") != before
