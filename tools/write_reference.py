"""Write docs/reference.md, and the tables of docs/fair-share.md, from the code.

python tools/write_reference.py            # writes it
python tools/write_reference.py --check    # fails if it is not up to date
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ["COLUMNS"] = "100"
TARGET = Path(__file__).parents[1] / "docs" / "reference.md"
FAIR_SHARE = TARGET.with_name("fair-share.md")
MARK = "<!-- written from the code below this line -->"


def commands() -> list[str]:
    from fairtown.cli.arguments import parser

    command_line = parser()
    actions = next(a for a in command_line._actions if hasattr(a, "choices") and a.choices)
    out = ["## Commands", "", "```", command_line.format_help().strip(), "```"]
    for name, command in actions.choices.items():
        out += ["", f"### fairtown {name}", "", "```", command.format_help().strip(), "```"]
        kinds = [a for a in command._actions if isinstance(a, argparse._SubParsersAction)]
        for kind, own in (pair for a in kinds for pair in a.choices.items()):
            out += ["", f"#### fairtown {name} {kind}", "", "```", own.format_help().strip(), "```"]
    return out


def settings() -> list[str]:
    from fairtown.hub.running.environment import markdown

    return [
        "",
        "## Settings",
        "",
        "What the environment may say; `fairtown hub settings` lists it with what is set.",
        *markdown(),
    ]


def claims() -> list[str]:
    """Return the table of each method of fair share against its law or paper."""
    from fairtown.scenarios.fair_share.shares import built_in
    from fairtown.states import state

    out = []
    for method in built_in(next(iter(state().fair_share), "")).values():
        out += [
            "",
            f"### {method.title} (`{method.id}`)",
            "",
            "| part | what the method does | status | source |",
        ]
        out.append("|---|---|---|---|")
        out += [f"| {c.part} | {c.what} | {c.status} | {c.source} |" for c in method.claims]
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
            *(["", measure.margin_formula] if measure.margin_formula else []),
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
    from fairtown.data.catalog import for_state
    from fairtown.states import all_states

    out = ["", "## Sources"]
    every = {code: s for state in all_states().values() for code, s in for_state(state).sources.items()}
    for source in every.values():
        out += ["", f"### {source.code}", "", f"{source.title}. {source.publisher}. {source.page}", ""]
        for table in source.tables:
            periods = ", ".join(e.period for e in table.editions)
            out.append(
                f"- `{source.code}.{table.name}`: {table.title} ({periods}), {len(table.columns)} columns"
            )
    return out


def main() -> None:
    text = "\n".join(
        [
            "# Reference",
            "",
            "Written from the code by `make docs`.",
            "",
            *commands(),
            *settings(),
            *measures(),
            *sources(),
        ]
    )
    shares = FAIR_SHARE.read_text()
    head, mark, _tables = shares.partition(MARK)
    written = {TARGET: text + "\n", FAIR_SHARE: "\n".join([head + mark, *claims()]) + "\n"}
    for path, wanted in written.items():
        if "--check" not in sys.argv:
            path.write_text(wanted)
        elif not path.exists() or path.read_text() != wanted:
            sys.exit(f"docs/{path.name} is not up to date; run `make docs`")


if __name__ == "__main__":
    main()
