"""What docs/zoning.md prints of the files of Paradise is what its examples print, and what the command says."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from fairtown.cli.commands import main

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "zoning.md").read_text()
SAMPLES = ROOT / "tests" / "data" / "zoning" / "ozfs"
OF_PARADISE = TEXT[TEXT.index("## Try a building") :]
BLOCKS = re.findall(r"```python\n(.*?)```", OF_PARADISE, re.S)
PRINTED = re.compile(r"^print\(.*\)  # (.*)$", re.M)


def test_the_examples_print_what_stands_beside_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLES)
    printed = [line for block in BLOCKS for line in PRINTED.findall(block)]
    assert len(printed) == sum(block.count("print(") for block in BLOCKS) == 7
    out = io.StringIO()
    names: dict[str, object] = {}
    with redirect_stdout(out):
        for block in BLOCKS:
            exec(compile(block, "docs/zoning.md", "exec"), names)
    assert out.getvalue().splitlines() == printed


def test_the_command_says_what_stands_below_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(SAMPLES)
    line = next(line for line in OF_PARADISE.splitlines() if line.startswith("fairtown scenario building"))
    command = line.split()[1:]
    assert command[-2:] == ["--out", "parcels.csv"]
    assert main([*command[:-1], str(tmp_path / "parcels.csv")]) == 0
    printed = capsys.readouterr().err.splitlines()
    shown = OF_PARADISE.split("```\n")[2].splitlines()
    assert len(shown) == 5
    assert {*shown} - {"  …"} <= {*printed}
    assert len((tmp_path / "parcels.csv").read_text().splitlines()) == 422
