"""The files that start the site name commands and variables that are there."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from fairtown.cli.arguments import parser
from fairtown.hub.running import environment

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_is_there(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    (line,) = re.findall(r"^ExecStart=(.+)$", text, re.MULTILINE)
    program, *arguments = shlex.split(line)
    assert program.endswith("/bin/fairtown")
    assert parser().parse_args(arguments).command == "hub"
    for rule in ("ProtectSystem=strict", "NoNewPrivileges=true", "UMask=0077", "EnvironmentFile="):
        assert rule in text


def test_the_sample_of_the_environment_names_variables_that_are_read() -> None:
    text = (DEPLOY / "environment").read_text(encoding="utf-8")
    named = set(re.findall(r"^(\w+)=", text, re.MULTILINE))
    assert named <= {variable.name for variable in environment.variables()}


def test_the_sample_of_the_environment_means_the_same_to_systemd_shells_and_podman() -> None:
    """systemd and podman take a value to the end of its line, a shell to the first blank or sign."""
    path = DEPLOY / "environment"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    run = subprocess.run(
        ["sh", "-euc", f"set -a; . {path}; env"], env={}, check=True, capture_output=True, text=True
    )
    assert set(lines) <= set(run.stdout.splitlines())


def test_units_may_do_little() -> None:
    """`systemd-analyze security --offline=true` gives each 3.0 of 10; no test starts one."""
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        for rule in (
            "CapabilityBoundingSet=",
            "PrivateDevices=true",
            "RestrictNamespaces=true",
            "StateDirectory=",
        ):
            assert f"\n{rule}" in text, (unit.name, rule)
        assert "Group=fairtown" in text


def test_no_image_holds_records_keys_or_another_machines_environment() -> None:
    text = (DEPLOY.parents[1] / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".git", ".venv", "node_modules", "records", "releases"} <= set(text)


def test_a_container_is_asked_for_its_health_under_the_name_of_the_site() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    check = re.search(r'HEALTHCHECK .*"-c", "(.*?)"\]', text, re.DOTALL)
    assert check
    source = check[1].replace("\\\n", "")
    compile(source, "HEALTHCHECK", "exec")
    assert "FAIRTOWN_HOSTS" in source


def test_the_container_starts_the_site_as_nobody_in_particular() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER fairtown$", text, re.MULTILINE)
    assert "/health/" in text
    assert set(re.findall(r"(FAIRTOWN_\w+)=", text)) <= {v.name for v in environment.variables()}


def test_commands_of_the_page_for_volunteers_are_there() -> None:
    """What stands after `fairtown` in running.md, placeholders and all, is understood by the command."""
    text = (DEPLOY.parent / "running.md").read_text(encoding="utf-8")
    lines = re.findall(r"`[^`]*?\bfairtown ((?:hub|staff|build)[^`]*)`", text)
    assert len(lines) > 8
    for line in lines:
        parser().parse_args(shlex.split(line.replace("…", "x")))
