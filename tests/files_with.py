"""Which files of a running hub hold a text."""

from pathlib import Path

#: How the names of mails end; the second while one is written.
MAILS = (".eml", ".part")
TRIES = 100


def files_with(folder: Path, *pieces: bytes, any_case: bool = False) -> set[str]:
    """Return the names of the files of a folder that hold one of some pieces, of mails ".eml".

    `any_case`: pieces are in small letters and are found in whatever case. A hub renames and deletes files while this
    reads them; then all are read again.
    """
    for _ in range(TRIES - 1):
        try:
            return _files_with(folder, pieces, any_case)
        except FileNotFoundError:
            continue
    return _files_with(folder, pieces, any_case)


def _files_with(folder: Path, pieces: tuple[bytes, ...], any_case: bool) -> set[str]:
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes().lower() if any_case else path.read_bytes()
            if any(piece in content for piece in pieces):
                found.add(".eml" if path.suffix in MAILS else path.name)
    return found
