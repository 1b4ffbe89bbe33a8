"""Nothing but a state's own folder, what only that state has, and tests says what only one state is.

Its number and name, how many towns it has, what its regions are called, and its years of codes as vintages are read
from its profile: `fairtown.states`.
"""

import ast
import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "fairtown"
WORDS = re.compile(r"connecticut|(?<![\w.])169(?![\w.])|planning region", re.IGNORECASE)
#: Texts that are a code or a vintage by themselves.
CODES = {"09", "2010", "2022"}
DIGITS = re.compile(r"0\W*9|2\W*0\W*1\W*0|2\W*0\W*2\W*2")

#: What only Connecticut has (its law, its indices, its zoning atlas, others' rules applied to its towns), and the one
#: table of all states.
ITS_OWN = (
    # all states in one table, this one among them
    "states/governments.py",
    "states/connecticut/",
    # another's own folder: its codes of 2010 are called so too
    "states/massachusetts/",
    "measures/fair_share/",
    "measures/obligations/",
    "measures/subsidized/",
    "measures/zoning/",
    "measures/opportunity/oca_2014.py",
    "data/zoning_atlases/connecticut.py",
    "reports/agency_report.py",
    "reports/published_claims.py",
    "scenarios/fair_share/url.py",
    "scenarios/zoning_shares.py",
    "hub/duties/",
    "hub/fair_share/",
    "hub/templates/duties/",
    "hub/templates/fair_share/",
    "hub/templates/zoning/",
    "hub/zoning/",
    # pages that a site of this state begins with
    "hub/pages/sample/ct/",
    # terms of its law, shown where a release has their subjects
    "hub/shelf/glossary.py",
    # the names of the commands' built-in methods and of a layout of columns
    "cli/arguments.py",
    # words in Spanish for every sentence above
    "hub/locale/",
)


def words_found(path: Path) -> list[str]:
    """Return what a file says of one state: words anywhere, codes where they are a text of their own."""
    text = path.read_text(encoding="utf-8")
    found = [match.group() for match in WORDS.finditer(" ".join(text.split()))]
    # most files have none of the digits, which need not be looked for in their syntax
    if path.suffix == ".py" and DIGITS.search(text):
        tree = ast.parse(text)
        # the second argument of an edition is its period, which may well be a year
        periods = {
            id(call.args[1])
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Edition" and len(call.args) > 1
        }
        texts = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
        found += [n.value for n in texts if n.value in CODES and id(n) not in periods]
    return found


FILES = [
    path
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")])
    if not path.relative_to(PACKAGE).as_posix().startswith(ITS_OWN)
]


def test_no_file_says_anything_of_one_state() -> None:
    found = {path.relative_to(PACKAGE).as_posix(): words_found(path) for path in FILES}
    faults = [f"{name} says {texts}" for name, texts in found.items() if texts]
    assert len(found) > 500
    assert not faults, f"{'; '.join(faults)}: take it from the profile of the state"


def test_the_rule_sees_words_codes_and_vintages(tmp_path: Path) -> None:
    path = tmp_path / "example.py"
    path.write_text(
        '"""The planning\nregion."""\nx = ["09", Edition(2010, "2010", "2022")]\nn = "169 towns, 1690"\n'
    )
    assert sorted(words_found(path)) == ["09", "169", "2022", "planning region"]
