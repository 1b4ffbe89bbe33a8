"""A file that a command writes is whole or as it was, and nothing but files is ever replaced."""

import errno
import os
import resource
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown import files
from fairtown.cli.commands import main
from fairtown.concepts import FairtownError

OLDER = "older\n"
ZONING = Path(__file__).parent / "data" / "zoning"
OZFS = ZONING / "ozfs"
#: Every command that takes --out, as short as it goes.
COMMANDS = {
    "export": ("export", "homes.tenure", "--level", "state"),
    "opportunity": ("scenario", "opportunity", "--recipe", "modern", "--draws", "0"),
    "recipe": ("scenario", "opportunity", "--recipe", "modern", "--show"),
    "fair-share": ("scenario", "fair-share", "--method", "connecticut_oca", "--draws", "0"),
    "balance": ("scenario", "balance", "--target", "40", "--by", "2040"),
    "building": (
        *("scenario", "building", "--zoning", str(OZFS / "Paradise.zoning")),
        *("--parcels", str(OZFS / "Paradise.parcel.gz"), "--building", str(OZFS / "4_fam_wide.bldg")),
    ),
    "capacity": (
        *("scenario", "capacity", "--zoning", str(OZFS / "Paradise.zoning")),
        *("--parcels", str(OZFS / "Paradise.parcel.gz")),
    ),
    "zoning": ("zoning", str(ZONING / "atlas" / "virginia_districts.csv.gz"), "--by", "region"),
}


@pytest.fixture(autouse=True)
def _release(release_folder, monkeypatch):
    monkeypatch.setenv("FAIRTOWN_RELEASES", str(release_folder))


def line_of(capsys) -> str:
    err = capsys.readouterr().err
    assert err.startswith("fairtown: ")
    assert err.count("\n") == 1
    return err


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@given(data=st.binary(max_size=200) | st.text(max_size=50))
def test_what_is_written_is_read_back(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("written") / "file"
    files.write(path, data)
    assert path.read_bytes() == (data.encode() if isinstance(data, str) else data)
    assert names(path.parent) == ["file"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_writes_through_a_link_and_leaves_nothing_beside_it(tmp_path, command):
    (tmp_path / "real.csv").write_text(OLDER)
    (tmp_path / "link.csv").symlink_to("real.csv")
    assert main([*COMMANDS[command], "--out", str(tmp_path / "link.csv")]) == 0
    assert (tmp_path / "link.csv").readlink() == Path("real.csv")
    assert (tmp_path / "real.csv").read_text() != OLDER
    assert names(tmp_path) == ["link.csv", "real.csv"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_a_full_device_in_one_line_and_leaves_it_a_device(capsys, command):
    if not Path("/dev/full").is_char_device():
        pytest.skip("no /dev/full here")
    assert main([*COMMANDS[command], "--out", "/dev/full"]) == 2
    assert "--out /dev/full cannot be written: No space left on device; free some" in line_of(capsys)
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero"])
def test_a_device_is_written_into(device):
    before = Path(device).stat()
    files.write(Path(device), "x")
    assert Path(device).stat().st_ino == before.st_ino
    assert stat.S_ISCHR(Path(device).stat().st_mode)


def test_a_pipe_is_written_into(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    files.write(pipe, "x" * 200_000)
    reader.join(10)
    assert received == [b"x" * 200_000]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert names(tmp_path) == ["pipe"]


def test_a_pipe_whose_reader_goes_away_is_told(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: pipe.open("rb").read(1))
    reader.start()
    with pytest.raises(FairtownError, match="Broken pipe; whoever reads"):
        files.write(pipe, "x" * 2_000_000)
    reader.join(10)


def test_an_open_descriptor_is_continued_and_not_cut(tmp_path):
    """`--out /dev/stdout >> file` must leave what stands in the file."""
    script = "from pathlib import Path; from fairtown import files; files.write(Path('/dev/stdout'), 'new')"
    with (tmp_path / "file").open("w") as file:
        file.write(OLDER)
        file.flush()
        subprocess.run([sys.executable, "-c", script], stdout=file, check=True)
    assert (tmp_path / "file").read_text() == OLDER + "new"


def test_a_link_to_nothing_makes_the_file_it_names(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "new")
    files.write(tmp_path / "link", "x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "new").read_text() == "x"


def test_a_link_in_a_circle_is_told(tmp_path):
    (tmp_path / "link").symlink_to("link")
    with pytest.raises(FairtownError, match="Too many levels of symbolic links"):
        files.write(tmp_path / "link", "x")
    assert (tmp_path / "link").is_symlink()


def test_rights_of_the_older_file_are_kept_and_a_new_one_has_those_of_the_shell(tmp_path):
    path = tmp_path / "file"
    older = os.umask(0o027)
    try:
        files.write(path, "x")
    finally:
        os.umask(older)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    path.chmod(0o604)
    files.write(path, "y")
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "No space left on device; free some space"),
        (errno.EIO, "Input/output error; the disk is failing"),
        (errno.EDQUOT, "Disk quota exceeded; free some space"),
    ],
)
def test_an_error_of_the_disk_is_one_line_and_the_older_file_stays(tmp_path, monkeypatch, number, words):
    (tmp_path / "file").write_text(OLDER)

    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(FairtownError, match=words) as error:
        files.write(tmp_path / "file", "new")
    assert "\n" not in str(error.value)
    assert (tmp_path / "file").read_text() == OLDER
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("command", ["export", "balance", "zoning"])
def test_a_file_over_the_limit_of_the_system_leaves_the_older_one(tmp_path, capsys, command):
    (tmp_path / "file").write_text(OLDER)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, limits[1]))
    try:
        status = main([*COMMANDS[command], "--out", str(tmp_path / "file")])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert status == 2
    assert "File too large" in line_of(capsys)
    assert (tmp_path / "file").read_text() == OLDER
    assert names(tmp_path) == ["file"]


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 kB, where the system lets us mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("no mount here")
    if done.returncode:
        pytest.skip("may not mount a disk here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("more", [(), ("--format", "parquet"), ("--format", "json")])
def test_a_full_disk_leaves_the_older_file(small_disk, capsys, more):
    (small_disk / "file").write_text(OLDER)
    wanted = ("export", "residents.race_ethnicity", "--out", str(small_disk / "file"), *more)
    assert main(wanted) == 2
    assert "No space left on device; free some space" in line_of(capsys)
    assert (small_disk / "file").read_text() == OLDER
    assert names(small_disk) == ["file"]


@pytest.mark.parametrize("name", ["none/file", "file/under", "a" * 300])
@pytest.mark.parametrize("command", ["export", "opportunity"])
def test_a_name_that_cannot_be_is_told_before_anything_is_worked_out(
    tmp_path, capsys, monkeypatch, name, command
):
    (tmp_path / "file").write_text(OLDER)
    monkeypatch.setenv("FAIRTOWN_RELEASES", str(tmp_path / "no release"))
    assert main([*COMMANDS[command], "--out", str(tmp_path / name)]) == 2
    assert "cannot be written: " in line_of(capsys)
    assert names(tmp_path) == ["file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("closed", ["file", "."])
def test_what_may_not_be_written_is_told_and_stays(tmp_path, capsys, closed):
    (tmp_path / "file").write_text(OLDER)
    (tmp_path / closed).chmod(0o555)
    assert main([*COMMANDS["export"], "--out", str(tmp_path / "file")]) == 2
    assert "Permission denied; name a file in a folder" in line_of(capsys)
    assert (tmp_path / "file").read_text() == OLDER
    tmp_path.chmod(0o755)


def test_a_write_that_is_broken_off_leaves_the_older_file(tmp_path, monkeypatch):
    (tmp_path / "file").write_text(OLDER)

    def interrupt(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        files.write(tmp_path / "file", "new")
    assert (tmp_path / "file").read_text() == OLDER
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("command", ["export", "balance"])
def test_a_terminal_that_takes_nothing_is_told_in_one_line(command, release_folder):
    if not Path("/dev/full").is_char_device():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "fairtown.cli.commands", *COMMANDS[command]],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "fairtown: No space left on device: standard output\n"


def test_a_sign_that_the_terminal_lacks_ends_nothing(release_folder):
    done = subprocess.run(
        [sys.executable, "-m", "fairtown.cli.commands", "explain", "homes.tenure", "Hartford"],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "49023 \\xb1 1092 households" in done.stdout
