"""The one writer of every file that a command writes: whole or not at all, and nothing else is harmed."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from fairtown.concepts import FairtownError

#: Names of descriptors that are open already: opening them anew would cut a file that the shell appends to.
STANDARD = {"/dev/stdout": 1, "/dev/stderr": 2}
DESCRIPTORS = ("/dev/fd", "/proc/self/fd")
#: What to do about an error of the system; for others its own message must do.
REMEDIES = {
    errno.ENOSPC: "free some space, or name a file on another disk",
    errno.EDQUOT: "free some space, or name a file on another disk",
    errno.EFBIG: "raise the limit on the size of files, or name another disk",
    errno.EACCES: "name a file in a folder that you may write to",
    errno.EPERM: "name a file in a folder that you may write to",
    errno.EROFS: "name a file on a disk that can be written to",
    errno.ENOENT: "make its folder first, or name another file",
    errno.ENOTDIR: "make its folder first, or name another file",
    errno.EIO: "the disk is failing: name a file on another one",
    errno.EPIPE: "whoever reads the pipe went away: start it again",
}


def write(path: Path, content: str | bytes) -> None:
    """Write a file, whole or not at all; text as UTF-8.

    A regular file, and a name that nothing has, is replaced at once by a finished file of the same folder, with the
    rights and owner of the older one. A symbolic link stays, and what it leads to is replaced. A device, a pipe or an
    open descriptor (/dev/stdout) is written into. Raises FairtownError, in one line, where that cannot be; an
    older file is then as it was.
    """
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    try:
        _refuse_folder(path)
        if (descriptor := _descriptor(path)) is not None:
            _pour(os.dup(descriptor), data)
        elif (mode := _mode(path)) is None or stat.S_ISREG(mode):
            _replace(Path(os.path.realpath(path)), data)
        else:
            _pour(os.open(path, os.O_WRONLY), data)
    except OSError as error:
        raise _refusal(path, error) from None


def check(path: Path) -> None:
    """Raise FairtownError where `write` could not begin, so that nobody waits for figures that go nowhere."""
    try:
        _refuse_folder(path)
        if _descriptor(path) is None and ((mode := _mode(path)) is None or stat.S_ISREG(mode)):
            _refuse_rights(Path(os.path.realpath(path)))
    except OSError as error:
        raise _refusal(path, error) from None


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise FairtownError(f"--out {path} is a folder, expected a file; name one in it")


def reason(error: OSError) -> str:
    """Return what the system says of an error, and what to do where that is known: both in one line."""
    message = os.strerror(error.errno) if error.errno else str(error)
    remedy = REMEDIES.get(error.errno or 0)
    return f"{message}; {remedy}" if remedy else message


def _refusal(path: Path, error: OSError) -> FairtownError:
    return FairtownError(f"--out {path} cannot be written: {reason(error)}")


def _descriptor(path: Path) -> int | None:
    """Return the open descriptor that a path like /dev/stdout or /dev/fd/63 names, None for any other path."""
    if str(path) in STANDARD:
        return STANDARD[str(path)]
    if str(path.parent) in DESCRIPTORS and path.name.isdecimal():
        return int(path.name)
    return None


def _mode(path: Path) -> int | None:
    """Return the mode of what a path leads to, None where nothing is there yet."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _refuse_rights(target: Path) -> None:
    """Raise OSError unless the folder may be written to and the file that stands there, if any, as well."""
    if not target.parent.is_dir():
        raise OSError(errno.ENOENT, "")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise OSError(errno.EACCES, "")
    if target.exists() and not os.access(target, os.W_OK):
        raise OSError(errno.EACCES, "")


def _replace(target: Path, data: bytes) -> None:
    _refuse_rights(target)
    part = target.with_name(f".fairtown-{secrets.token_hex(8)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _take_over(target, descriptor)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync(target.parent)


def _take_over(target: Path, descriptor: int) -> None:
    """Give an open file the rights and the owner of the file that it is to replace, as far as that is allowed."""
    with suppress(FileNotFoundError):
        older = target.stat()
        with suppress(PermissionError):
            os.fchown(descriptor, older.st_uid, older.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(older.st_mode))


def _sync(folder: Path) -> None:
    """Make the new name last through a loss of power, where the system can open folders."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _pour(descriptor: int, data: bytes) -> None:
    """Write into what is open already, all of it, and close it."""
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        left = memoryview(data)
        while left:
            left = left[file.write(left) :]
