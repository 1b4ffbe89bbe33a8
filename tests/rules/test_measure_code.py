"""Measures open no files and hide no numbers: a walk over the syntax tree of every file of `measures/`."""

import ast
from pathlib import Path

import pytest

import fairtown.measures

FOLDER = Path(fairtown.measures.__file__).parent
FILES = sorted(FOLDER.rglob("*.py"))
READS = {
    "open", "Path", "read_csv", "read_parquet", "read_json", "read_excel", "read_sql", "read_feather",
    "read_text", "read_bytes", "loadtxt", "genfromtxt", "fromfile", "urlopen",
}  # fmt: skip
PLAIN = (0, 1, 2, -1, 0.5)
DECLARATIONS = {"Measure", "Output", "Check", "WorkedExample", "Parameter"}


def called(node: ast.Call) -> str:
    function = node.func
    return getattr(function, "id", "") or getattr(function, "attr", "")


def file_reads(tree: ast.AST) -> list[tuple[int, str]]:
    """Return line and name of every call that opens a file."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [(call.lineno, called(call)) for call in calls if called(call) in READS]


def bare_numbers(tree: ast.AST) -> list[tuple[int, str]]:
    """Return line and text of every number that stands in a function, declarations of a measure aside."""
    found: set[tuple[int, str]] = set()

    def visit(node: ast.AST, in_function: bool) -> None:
        if isinstance(node, ast.Call) and called(node) in DECLARATIONS:
            return
        inside = in_function or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        is_number = isinstance(node, ast.Constant) and type(node.value) in (int, float, complex)
        if inside and is_number and node.value not in PLAIN:
            found.add((node.lineno, repr(node.value)))
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    visit(tree, False)
    return sorted(found)


def message(path: Path, found: list[tuple[int, str]], what_to_do: str) -> str:
    return "; ".join(
        f"{path.relative_to(FOLDER.parent)}:{line}: {text} - {what_to_do}" for line, text in found
    )


def test_no_file_is_opened_and_no_bare_number_stands_in_a_function():
    read = "a measure reads through `inputs` only: declare the table in `reads`"
    name = "name it as a constant with its unit at the top of the file, or declare it as a Parameter"
    found = []
    for path in FILES:
        tree = ast.parse(path.read_text())
        found += [message(path, file_reads(tree), read), message(path, bare_numbers(tree), name)]
    assert not any(found), "\n".join(filter(None, found))


@pytest.mark.parametrize(
    "line",
    [
        "open('x.csv')",
        "pd.read_csv(f)",
        "pandas.read_parquet(f)",
        "Path('x')",
        "pathlib.Path('x')",
        "p.read_text()",
    ],
)
def test_the_rule_on_files_sees_every_way_of_opening_one(line):
    assert len(file_reads(ast.parse(f"def compute(inputs, year):\n    return {line}\n"))) == 1


def test_the_rule_on_files_lets_inputs_through():
    assert not file_reads(ast.parse("rows = inputs.table('acs5.tenure', year)"))


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("return x * 1.645", "1.645"),
        ("return np.where(x < 50, 1, 0)", "50"),
        ("return x - (-3)", "3"),
        ("return inputs.table('acs5.tenure', 2019)", "2019"),
        ("return (lambda y: y + 7)(x)", "7"),
        ("return f(x, share=0.25)", "0.25"),
    ],
)
def test_the_rule_on_numbers_sees_them(line, number):
    assert bare_numbers(ast.parse(f"def f(x):\n    {line}\n")) == [(2, number)]


def test_the_rule_on_numbers_sees_defaults():
    assert bare_numbers(ast.parse("def f(x, least=10):\n    return x\n")) == [(1, "10")]


@pytest.mark.parametrize(
    "text",
    [
        "LEAST = 50",
        "def f(x):\n    return x[0] + 1 - 2 * 0.5 + x[-1]",
        "def f(x):\n    return x if True else None",
        "def f(x):\n    return f'{x:.4f} 17'",
        "def f(x):\n    return Check('what', x, tolerance=0.0006, year=2016)",
        "M = Measure(years=(2019, 2023), parameters=(Parameter(values={'2002-01-01': 0.10}),))",
    ],
)
def test_the_rule_on_numbers_lets_named_and_declared_ones_through(text):
    assert not bare_numbers(ast.parse(text))
