"""No page, drawing or command says which survey is the latest: only a source's editions do, and the release holds them.

`release.latest()`, `release.earlier()`, `release.period(year)`, `release.years_of(measure)`; in templates
`{% latest_period %}`. What may stand is a fact that no new edition changes, each with its reason below.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import fairtown

PACKAGE = Path(fairtown.__file__).parent
#: Where editions are declared, and what is made of them.
BELOW = ("data", "states", "measures")
#: Years of surveys that can be the latest while this code is in use.
YEAR = re.compile(r"(?<!\d)20(?:1[4-9]|2\d|30)(?!\d)")
#: The digits of such a year, whatever stands between them: an underscore, or the end of one string and the next.
DIGITS = re.compile(r"2[\W_A-Za-z]*0[\W_A-Za-z]*[1-3]")
#: What is no survey wherever it stands, and why.
EVERYWHERE = (
    (r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)", "a day: of a law, or an example of how one is written"),
    (r"(?<!\d)2014(?!\d)", "the index published in 2014"),
    (r"(?<!\d)2020(?!\d)", "the census of 2020, its tracts and its counts"),
    (r"\A2022\Z", "the codes of places since 2022: a vintage"),
)
#: What stands in one file, by the end of its path, and why.
IN_FILE = {
    "cli/arguments.py": ("2023", "examples of commands, and of a day"),
    "cli/fetching.py": ("2022|2023", "examples of years to fetch"),
    "feeds.py": ("tag:fairtown,2026:", "the date of a tag address, which never changes (RFC 4151)"),
    "frontend/build.mjs": ("es2022", "a version of JavaScript"),
    "balance/page.html": ("2011 and 2023 jump", "the lists that first went by a new census"),
    "shelf/_official_law.html": ("supplement of 2026", "a law's supplement"),
    "duties/points.html": ("act of 2017", "a law"),
    "zoning/views.py": ("2022", "an update of the zoning atlas, by its name"),
    "agency_report.py": ("jump in 2011 and 2023", "the lists that first went by a new census"),
    "published_claims.py": ("2019", "claims of others, by the date of their texts"),
    "dots.py": ("2026", "a seed of random numbers"),
    "evidence.py": ("2015-2019|2019-2023|2021", "the surveys that a benchmark put beside the census"),
}
#: Code that others write: of a database's history, of programs for the browser.
LEFT_OUT = ("migrations", "built")


def files() -> list[Path]:
    found = (p for p in sorted(PACKAGE.rglob("*")) if p.relative_to(PACKAGE).parts[0] not in BELOW)
    return [
        p
        for p in found
        if p.suffix in (".py", ".html", ".js", ".mjs", ".ts") and not set(LEFT_OUT) & set(p.parts)
    ]


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of what a file says: constants of code without docstrings, lines of anything else."""
    source = path.read_text(encoding="utf-8")
    # nine files in ten have no such digits, however a text is put together
    if not DIGITS.search(source):
        return
    if path.suffix != ".py":
        yield from enumerate(re.sub(r"\{#.*?#\}", "", source).splitlines(), start=1)
        return
    tree = ast.parse(source)
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, str) and id(node) not in docstrings:
            yield node.lineno, node.value if isinstance(node.value, str) else f"number {node.value}"


def years(name: str, text: str) -> list[str]:
    """Return the years in a text of a file that no reason allows."""
    own = [allowed for end, allowed in IN_FILE.items() if f"/{name}".endswith(f"/{end}")]
    for allowed, _why in (*EVERYWHERE, *own):
        text = re.sub(allowed, "", text)
    return YEAR.findall(text)


def test_no_year_of_a_survey_stands_in_code_or_templates() -> None:
    named = ((path, path.relative_to(PACKAGE).as_posix()) for path in files())
    found = [
        f"{name}:{line}: {text[:80]!r}"
        for path, name in named
        for line, text in texts(path)
        if years(name, text)
    ]
    assert not found, f"{'; '.join(found)} - ask the release: latest(), period(year), years_of(measure)"


@pytest.mark.parametrize("end", IN_FILE)
def test_what_is_allowed_is_still_there(end: str) -> None:
    allowed, why = IN_FILE[end]
    named = [path for path in files() if path.as_posix().endswith(f"/{end}")]
    assert any(re.search(allowed, text) for path in named for _line, text in texts(path)), f"{allowed}: {why}"


@pytest.mark.parametrize(
    "text",
    [
        "2023",
        "2019-2023",
        "ACS 2019-2023",
        "in 2024,",
        "(2023)",
        "year=2023",
        "outline-2022",
        "2018-19",
        "number 2022",
    ],
)
def test_the_rule_sees_a_year(text: str) -> None:
    assert years("hub/any.py", text)


@pytest.mark.parametrize("text", ["2022-06-01", "index of 2014", "2020 census", "2022", "2011", "120230"])
def test_the_rule_lets_other_numbers_through(text: str) -> None:
    assert not years("hub/any.py", text)
