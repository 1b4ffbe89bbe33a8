"""Names say what they hold in words that Python, Django or the field have; these once stood for anything."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: The result of the last call, the current town, the query, a message, a summary, the open release, … : name the thing.
NEVER = {
    "asked", "Asked", "told", "Told", "made", "Made", "here", "said", "Said", "SAID", "opened", "kept", "beside",
    "taken", "mended", "parted", "OfMap", "Held", "Worked", "How",
}  # fmt: skip
#: Good names of a method, a field or a column, which are read with their object, but not of a variable.
NOT_ALONE = {"of", "words", "lower"}
#: Why a file may have a name all the same.
EXCEPTIONS = {
    ("src/fairtown/measures/opportunity/index/recipe.py", "asked"): "a key of recipe files",
    ("src/fairtown/measures/opportunity/change.py", "lower"): "the lower end of a range",
    ("src/fairtown/measures/opportunity/index/draws.py", "lower"): "the lower of two quantiles",
    ("src/fairtown/measures/divided_tracts.py", "lower"): "the lower end of a range",
}


def files() -> list[Path]:
    every = (path for part in ("src", "tests") for path in sorted((ROOT / part).rglob("*.py")))
    return [path for path in every if "migrations" not in path.parts]


def bound(tree: ast.AST) -> Iterator[tuple[int, str, bool]]:
    """Yield line, name, and whether it is a variable's or parameter's, of all that a file gives a name to."""
    fields = {
        id(part.target)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for part in node.body
        if isinstance(part, ast.AnnAssign)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield node.lineno, name, id(node) not in fields
            case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                yield node.lineno, name, True
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name, False
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name, False
            case ast.ImportFrom(names=names) | ast.Import(names=names):
                yield from ((node.lineno, a.asname, True) for a in names if a.asname)


def dialect(source: str) -> list[tuple[int, str]]:
    """Return line and name of all that a file names in words that say nothing."""
    found = bound(ast.parse(source))
    return sorted((line, n) for line, n, is_alone in found if n in NEVER or (is_alone and n in NOT_ALONE))


def test_names_are_those_of_python_and_the_field():
    found = [
        f"{name}:{line}: {word}"
        for path in files()
        for line, word in dialect(path.read_text(encoding="utf-8"))
        if ((name := path.relative_to(ROOT).as_posix()), word) not in EXCEPTIONS
    ]
    assert not found, "say what it is: the noun of what the call gives:\n" + "\n".join(found)


@pytest.mark.parametrize(("name", "word"), EXCEPTIONS)
def test_every_exception_is_still_there(name, word):
    assert word in {found for _line, found in dialect((ROOT / name).read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    ("source", "words_found"),
    [
        ("made = f(x)", ["made"]),
        ("for here, (told, n) in rows: pass", ["here", "told"]),
        ("def f(of, *, words=1, **kept): pass", ["kept", "of", "words"]),
        ("class How:\n    of: int\n    def of(self): self.asked = of", ["How", "asked"]),
        ("try: pass\nexcept ValueError as said: pass", ["said"]),
        ("import a.b as beside\nmatch x:\n    case [lower]: pass", ["beside", "lower"]),
        ("(opened := f())\ndef taken(): pass\nasync def parted(): pass", ["opened", "parted", "taken"]),
        ("text.lower(); rows.said; f(said=1); Profile.of(x)", []),
    ],
)
def test_every_way_to_give_a_name_is_seen(source, words_found):
    assert sorted(word for _line, word in dialect(source)) == words_found
