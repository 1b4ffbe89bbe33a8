"""Write docs/reference.md from the code: every command, measure and source.

python tools/write_reference.py            # writes it
python tools/write_reference.py --check    # fails if it is not up to date
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["COLUMNS"] = "100"
TARGET = Path(__file__).parents[1] / "docs" / "reference.md"


def commands() -> list[str]:
    from fairtown.cli import _parser

    parser = _parser()
    actions = next(a for a in parser._actions if hasattr(a, "choices") and a.choices)
    out = ["## Commands", "", "```", parser.format_help().strip(), "```"]
    for name, command in actions.choices.items():
        out += ["", f"### fairtown {name}", "", "```", command.format_help().strip(), "```"]
    return out


def measures() -> list[str]:
    from fairtown.measures import all_measures

    out = ["", "## Measures"]
    for measure in all_measures().values():
        out += [
            "",
            f"### {measure.id}",
            "",
            f"**{measure.title}.** {measure.summary}",
            "",
            measure.formula,
            "",
        ]
        out += ["| output | unit | meaning |", "|---|---|---|"]
        out += [f"| `{o.name}` | {o.unit} | {o.meaning} |" for o in measure.outputs]
        years = ", ".join(map(str, measure.years))
        out += ["", f"Years: {years}. Reads: {', '.join(measure.reads + measure.uses)}."]
        if measure.variants:
            out += ["", *(f"- variant `{k}`: {v}" for k, v in measure.variants.items())]
    return out


def sources() -> list[str]:
    from fairtown.data.catalog import all_sources

    out = ["", "## Sources"]
    for source in all_sources().values():
        out += ["", f"### {source.code}", "", f"{source.title}. {source.publisher}. {source.page}", ""]
        for table in source.tables:
            periods = ", ".join(e.period for e in table.editions)
            out.append(
                f"- `{source.code}.{table.name}`: {table.title} ({periods}), {len(table.columns)} columns"
            )
    return out


def main() -> None:
    text = "\n".join(
        ["# Reference", "", "Written from the code by `make docs`.", "", *commands(), *measures(), *sources()]
    )
    if "--check" in sys.argv:
        if not TARGET.exists() or TARGET.read_text() != text + "\n":
            sys.exit("docs/reference.md is not up to date; run `make docs`")
        return
    TARGET.write_text(text + "\n")


if __name__ == "__main__":
    main()
