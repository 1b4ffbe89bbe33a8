"""What is committed holds on any machine: no address of a package registry, no path of one computer."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REGISTRIES = [
    "pypi" + ".org/simple",
    "registry" + ".npmjs.org",
    "files" + ".pythonhosted.org",
]
MACHINE_PATH = re.compile(r"(?<![\w.\-])/(work|root|home|Users)/\w")


def committed_texts() -> list[tuple[str, str]]:
    """Return name and text of every file that is committed or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    texts = []
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        raw = path.read_bytes() if path.is_file() else b""
        if b"\0" not in raw:
            texts.append((name, raw.decode("utf-8", "replace")))
    return texts


def test_no_link_is_committed() -> None:
    """A link to an environment, checked out where it leads, puts itself in the environment's place."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: nothing is committed here")
    listed = subprocess.run(["git", "ls-files", "-s"], cwd=ROOT, capture_output=True, check=True, text=True)
    assert [line for line in listed.stdout.splitlines() if line.startswith("120000")] == []


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str]]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: nothing is committed here")
    return committed_texts()


def test_the_files_of_this_repository_are_seen(texts):
    names = {name for name, _ in texts}
    assert {"pyproject.toml", "src/fairtown/concepts.py"} <= names


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_package_registry(texts, host):
    found = [name for name, text in texts if host in text]
    assert not found, f"remove {host}: whoever installs chooses the registry: {found}"


def test_no_file_names_a_path_of_one_computer(texts):
    found = {name: match.group() for name, text in texts if (match := MACHINE_PATH.search(text))}
    assert not found, f"use a path relative to the repository: {found}"


@pytest.mark.parametrize("folder", ["work", "root", "home", "Users"])
def test_the_rule_on_paths_sees_them(folder):
    for text in (f"see /{folder}/x", f'"/{folder}/x"', f"file:///{folder}/x", f"/{folder}/x"):
        assert MACHINE_PATH.search(text)


def test_the_rule_on_paths_lets_addresses_through():
    for text in ("https://example.org/work/x", "src/work/x", "./root/x", "/worked/x", "/work/"):
        assert not MACHINE_PATH.search(text)


def test_what_is_no_code_comes_along_in_a_package() -> None:
    """Tables, templates and pictures are listed in pyproject.toml: one left out is missing once installed."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"][
        "fairtown"
    ]
    package = ROOT / "src" / "fairtown"
    # scripts and styles are built from these: what comes along is the result
    sources = package / "hub" / "frontend"
    listed = {path for pattern in data for path in package.glob(pattern)}
    names = [ROOT / name for name, _text in committed_texts()] + list((package / "reports").rglob("*.gz"))
    own = {
        p for p in names if p.is_relative_to(package) and p.suffix != ".py" and not p.is_relative_to(sources)
    }
    assert sorted(str(path.relative_to(package)) for path in own - listed if path.is_file()) == []
