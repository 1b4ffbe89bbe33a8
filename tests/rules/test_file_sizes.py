"""Files and functions stay short enough to read, and say what they are about by their name."""

import ast
from pathlib import Path

import fairtown

PACKAGE = Path(fairtown.__file__).parent
SUFFIXES = {".py", ".js", ".mjs", ".css", ".html"}
NOT_OURS = {"built", "vendor", "node_modules", "__pycache__"}
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def own_files() -> list[Path]:
    files = (p for p in PACKAGE.rglob("*") if p.suffix in SUFFIXES)
    return sorted(p for p in files if not NOT_OURS & set(p.relative_to(PACKAGE).parts))


def long_functions(source: str) -> list[tuple[str, int]]:
    functions = (
        n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    lengths = ((f.name, (f.end_lineno or f.lineno) - f.lineno + 1) for f in functions)
    return [(name, lines) for name, lines in lengths if lines > MOST_LINES_OF_A_FUNCTION]


def test_no_file_is_longer_than_400_lines():
    lengths = {p.relative_to(PACKAGE).as_posix(): len(p.read_text().splitlines()) for p in own_files()}
    assert len(lengths) > 40
    too_long = {name: lines for name, lines in lengths.items() if lines > MOST_LINES}
    assert not too_long, f"split by subject: {too_long}"


def test_no_function_is_longer_than_40_lines():
    found = {
        f"{path.relative_to(PACKAGE).as_posix()}:{name}": lines
        for path in own_files()
        if path.suffix == ".py"
        for name, lines in long_functions(path.read_text())
    }
    assert not found, f"give each step a function of its own: {found}"


def test_the_rule_on_functions_sees_a_long_one():
    body = "    x = 1\n" * MOST_LINES_OF_A_FUNCTION
    assert long_functions(f"class A:\n  def f(self):\n{body}") == [("f", 41)]
    assert not long_functions(f"def f():\n{body[:-10]}")


def test_no_file_or_folder_has_a_name_that_says_nothing():
    vague = {p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*") if p.stem in VAGUE_NAMES}
    assert not vague, f"name them after what they do: {sorted(vague)}"
