"""Downloads what publishers put out and stores the bytes as they were: the only file that uses their network.

A snapshot is a file named by its SHA-256 in `files/`; `index.toml` says of which address it is, and when it came. It is
replaced as a whole, so that a fetch that is killed anywhere leaves the last good state. What came of a file that broke
off waits in `incoming/` and is gone on with. Bytes are looked at before they count: a page in the place of a table, a
cut file and a redirect to another host are told in one line each.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from fairtown import files
from fairtown.concepts import FairtownError
from fairtown.data import snapshot_content, snapshot_index
from fairtown.data.publishers import Remote
from fairtown.data.snapshot_index import Snapshot, file_hash

AGENT = "fairtown/0.1 (open figures for fair housing)"
#: Tries of a file that a publisher is too busy for, or that breaks off; seconds before the second one, then twice that.
TRIES, FIRST_PAUSE = 4, 1.0
#: The longest that a publisher may ask us to wait, and how long it may say nothing, seconds.
LONGEST_WAIT, CONNECT, SILENCE = 60.0, 10.0, 30.0
#: A file that comes slower than so many bytes a second, over so many seconds, is given up.
SLOWEST, WATCHED = 1_000, 20.0
CHUNK = 1 << 16
BUSY = {429, 500, 502, 503, 504}
MOVED = {301, 302, 303, 307, 308}
MOST_MOVES = 3
NO_SUCH_PART = 416
#: Space that stays free on the disk, bytes.
SPARE = 50_000_000


class _BusyError(Exception):
    """The publisher may answer later: `wait` is how long it asks for, None where it does not say."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class _Unchanged(Exception):
    """The publisher has nothing newer."""


@dataclass
class Snapshots:
    """The snapshots under a folder, each asked for at most once.

    `base`: a mirror to ask in place of every publisher, scheme and host, its paths are theirs. `is_offline`: take what
    is there, ask nobody. `accept`: a file that was published again replaces the older one. `progress(name, total)`
    returns what is called with the number of bytes of each part that comes.
    """

    root: Path
    base: str = ""
    is_offline: bool = False
    accept: bool = False
    key: str = ""
    progress: Callable[[str, int | None, int], Any] | None = None
    pause: Callable[[float], None] = time.sleep
    now: Callable[[], str] = lambda: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    #: lines on what came, for whoever runs the command
    news: list[str] = field(default_factory=list)
    _seen: dict[str, Snapshot] = field(default_factory=dict)

    def path(self, snapshot: Snapshot) -> Path:
        """Return where the bytes of a snapshot are."""
        return self.root / "files" / snapshot.sha256

    def get(self, remote: Remote) -> Path:
        """Return the bytes of a publisher's file, as a path; see `snapshot` for what is recorded of them.

        Raises FairtownError, in one line, where they cannot be had or are not what they should be; what was stored
        before is then as it was.
        """
        if remote.url not in self._seen:
            with snapshot_index.locked(self.root):
                self._seen[remote.url] = self._current(remote)
        return self.path(self._seen[remote.url])

    def snapshot(self, remote: Remote) -> Snapshot:
        """Return what is recorded of a file that `get` returned."""
        return self._seen[remote.url]

    def index(self) -> dict[str, Snapshot]:
        """Return every snapshot by address; FairtownError if the index cannot be read."""
        return snapshot_index.read(self.root)

    def is_intact(self, snapshot: Snapshot) -> bool:
        """Say whether the bytes of a snapshot are those that came."""
        path = self.path(snapshot)
        return path.is_file() and file_hash(path) == snapshot.sha256

    def _current(self, remote: Remote) -> Snapshot:
        held = self.index().get(remote.url)
        is_intact = held is not None and self.is_intact(held)
        if self.is_offline:
            if held is None or not is_intact:
                why = "is not held" if held is None else "was altered since it came"
                raise FairtownError(
                    f"fetch: {remote.name} {why} in {self.root}, and --offline asks no publisher: fetch without it"
                )
            return held
        try:
            return self._downloaded(remote, held, is_intact)
        except _Unchanged:
            assert held is not None
            return held
        except OSError as error:
            raise FairtownError(f"fetch: {remote.name} was not stored: {files.reason(error)}") from None

    def _downloaded(self, remote: Remote, held: Snapshot | None, is_intact: bool) -> Snapshot:
        """Download a file by pooch, which checks its hash against the recorded one and moves it when all is there."""
        pooch = _pooch()
        download = _Download(self, remote, held if is_intact else None)
        is_pinned = held is not None and held.is_pinned and not self.accept
        expected = f"sha256:{held.sha256}" if held is not None and is_pinned else None
        name = hashlib.sha256(remote.url.encode()).hexdigest()
        incoming = self.root / "incoming"
        (incoming / name).unlink(missing_ok=True)
        try:
            path = Path(pooch.retrieve(remote.url, expected, fname=name, path=incoming, downloader=download))
        except ValueError:
            assert held is not None
            raise FairtownError(
                f"fetch: {remote.name} was published again{download.dated}: its SHA-256 is {download.sha256[:12]}, "
                f"was {held.sha256[:12]} on {held.fetched[:10]}; the older one stays, `--accept` takes the new one"
            ) from None
        return self._stored(remote, held, download, path)

    def _stored(self, remote: Remote, held: Snapshot | None, download: _Download, path: Path) -> Snapshot:
        """Move what came to the snapshots and record it, but for what replaces a pinned one: `pin` does that."""
        size, digest = path.stat().st_size, download.sha256
        (self.root / "files").mkdir(exist_ok=True)
        path.replace(self.root / "files" / digest)
        last_modified, etag = download.headers.get("last-modified", ""), download.headers.get("etag", "")
        new = Snapshot(remote.url, digest, size, self.now(), last_modified, etag)
        if held is not None and held.sha256 == digest:
            new = replace(new, fetched=held.fetched, replaced=held.replaced, is_pinned=held.is_pinned)
        elif held is not None and held.is_pinned:
            new = replace(new, replaced=(*held.replaced, held.sha256))
            self.news.append(
                f"{remote.name}: {size:,} bytes, SHA-256 {digest[:12]} in place of {held.sha256[:12]}"
            )
            return new
        else:
            self.news.append(f"{remote.name}: {size:,} bytes, SHA-256 {digest[:12]} recorded")
        snapshot_index.write(self.root, {**self.index(), remote.url: new})
        return new

    def pin(self) -> None:
        """Record that tables were made of all files that `get` returned: another one is named from now on."""
        with snapshot_index.locked(self.root):
            pinned = {url: replace(snapshot, is_pinned=True) for url, snapshot in self._seen.items()}
            snapshot_index.write(self.root, {**self.index(), **pinned})
            # what killed fetches left: of what broke off, a part and its tag stay for the next one
            for path in (self.root / "incoming").glob("*"):
                if not path.with_suffix(".part").exists():
                    path.unlink()

    def changes(self, remotes: list[Remote]) -> list[str]:
        """Return a line on each file that is not held, was altered, or is another at its publisher now.

        Reads no more than the heads of answers, and changes nothing.
        """
        index, found = self.index(), []
        for remote in remotes:
            held = index.get(remote.url)
            if held is None:
                found.append(f"{remote.name}: not held")
            elif not self.is_intact(held):
                found.append(f"{remote.name}: altered since {held.fetched[:10]}; fetch it anew")
            elif not self.is_offline and (dated := _Download(self, remote, held).newer()):
                found.append(f"{remote.name}: published again{dated}")
        return found


def _pooch() -> Any:
    try:
        import pooch
    except ImportError as error:
        raise FairtownError(f"fetch: {error.name} is not installed; install fairtown[states]") from None
    pooch.get_logger().setLevel("ERROR")  # it says what the command says itself, and names keys
    return pooch


class _Download:
    """Downloads one file, as pooch calls it; it is looked at before pooch moves it. `headers`: of the last answer."""

    def __init__(self, owner: Snapshots, remote: Remote, held: Snapshot | None) -> None:
        self.owner, self.remote, self.held = owner, remote, held
        self.headers: dict[str, str] = {}
        self.sha256 = ""

    @property
    def dated(self) -> str:
        """When the publisher says that it published the file, as the end of a phrase."""
        day = self.headers.get("last-modified", "")
        return f" on {day}" if day else ""

    def __call__(self, url: str, output_file: str, _pooch: Any) -> None:
        """Write the file to `output_file`, or raise; what came is gone on with by the next call."""
        part = Path(f"{Path(output_file).parent}/{hashlib.sha256(url.encode()).hexdigest()}.part")
        self._until_complete(part)
        try:
            snapshot_content.check(self.remote, part, self.headers.get("content-encoding", ""))
        except FairtownError:
            part.unlink()
            raise
        self.sha256 = file_hash(part)
        part.replace(output_file)
        part.with_suffix(".tag").unlink(missing_ok=True)

    def _until_complete(self, part: Path) -> None:
        wait = FIRST_PAUSE
        for attempt in range(1, TRIES + 1):
            try:
                self._receive(part)
                return
            except _BusyError as busy:
                asked_for = wait if busy.wait is None else busy.wait
                if attempt == TRIES or asked_for > LONGEST_WAIT:
                    raise FairtownError(f"fetch: {self.remote.name}: {busy}; try again later") from None
                self.owner.pause(asked_for)
                wait *= 2

    def newer(self) -> str:
        """Return when the publisher published another file than the one held, "" where it says it did not."""
        assert self.held is not None
        try:
            with self._answer({}) as answer:
                self._look_at_head(answer, 0)
                size = answer.headers.get("content-length", "")
        except _Unchanged:
            return ""
        except _BusyError as busy:
            raise FairtownError(f"fetch: {self.remote.name}: {busy}; try again later") from None
        tells = {"etag": self.held.etag, "last-modified": self.held.last_modified}
        known = [(old, self.headers[name]) for name, old in tells.items() if old and name in self.headers]
        same = all(old == new for old, new in known) if known else size == str(self.held.size)
        return "" if same else self.dated or ": its size or its tag is another"

    def _receive(self, part: Path) -> None:
        """Add what is still missing to `part`; raises _BusyError where that may work later."""
        import requests
        import urllib3

        tag = part.with_suffix(".tag")
        have = part.stat().st_size if part.exists() and tag.exists() else 0
        headers = {"Range": f"bytes={have}-", "If-Range": tag.read_text()} if have else {}
        try:
            with self._answer(headers) as answer:
                is_more = answer.status_code == 206
                if answer.status_code == NO_SUCH_PART:
                    # all of it had come, or it is shorter now
                    part.unlink(missing_ok=True)
                    raise _BusyError("the publisher has no more of the file than what came before", 0)
                total = self._look_at_head(answer, have if is_more else 0)
                self._write(answer, part, tag, have if is_more else 0, total)
        except (requests.ConnectionError, requests.Timeout) as error:
            raise _BusyError(_why(error)) from None
        except urllib3.exceptions.HTTPError as error:
            raise _BusyError(_why(error)) from None
        except requests.RequestException as error:
            raise FairtownError(f"fetch: {self.remote.name}: {_why(error)}") from None

    def _answer(self, headers: dict[str, str]) -> Any:
        """Return the publisher's answer, after moves within its own host; others are told."""
        import requests

        if self.held is not None and not headers:
            headers = {"If-None-Match": self.held.etag} if self.held.etag else {}
            if self.held.last_modified:
                headers["If-Modified-Since"] = self.held.last_modified
        url = _address(self.remote, self.owner)
        always = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
        for _ in range(MOST_MOVES + 1):
            answer = requests.get(
                url, headers=always | headers, stream=True, allow_redirects=False, timeout=(CONNECT, SILENCE)
            )
            if answer.status_code not in MOVED:
                return answer
            answer.close()
            url = self._moved(url, answer)
        raise FairtownError(
            f"fetch: {self.remote.name} moves more than {MOST_MOVES} times; look at it in a browser"
        )

    def _moved(self, url: str, answer: Any) -> str:
        target = urljoin(url, answer.headers.get("location", ""))
        if "x-datawebapi-keyerror" in answer.headers:
            raise FairtownError(
                f"fetch: the Census Bureau refuses the key for {self.remote.name}; ask for one at "
                "https://api.census.gov/data/key_signup.html, or leave --key out: bulk files need none"
            )
        if urlsplit(target).netloc != urlsplit(url).netloc:
            raise FairtownError(
                f"fetch: {self.remote.name} leads to another host, {urlsplit(target).hostname}; nothing came of it"
            )
        return str(target)

    def _look_at_head(self, answer: Any, have: int) -> int | None:
        """Return how many bytes the whole file has, where the answer says so; raises where it is no such file."""
        url, status = self.remote.name, answer.status_code
        if status == 304:
            raise _Unchanged
        if status in BUSY:
            raise _BusyError(
                f"the publisher answers {status}", _seconds(answer.headers.get("retry-after", ""))
            )
        if status not in (200, 206):
            meaning = snapshot_content.MEANINGS.get(status, "")
            raise FairtownError(f"fetch: {url}: the publisher answers {status} {meaning}".rstrip())
        self.headers = {name.lower(): value for name, value in answer.headers.items()}
        if self.headers.get("content-type", "").startswith("text/html"):
            raise FairtownError(
                f"fetch: {url}: a web page came, expected a {self.remote.kind}; open it in a browser"
            )
        announced = self.headers.get("content-length", "")
        total = have + int(announced) if announced.isdigit() else None
        if total is not None and total > self.remote.most_bytes:
            raise FairtownError(
                f"fetch: {url} announces {total:,} bytes, expected at most {self.remote.most_bytes:,}; nothing was read"
            )
        free = shutil.disk_usage(self.owner.root).free
        if total is not None and total - have + SPARE > free:
            raise FairtownError(
                f"fetch: {url} has {total:,} bytes, {free:,} are left on the disk; make room first"
            )
        return total

    def _write(self, answer: Any, part: Path, tag: Path, have: int, total: int | None) -> None:
        """Write what comes after the `have` bytes that are there."""
        advance = self._bar(total, have)
        if not have:
            part.unlink(missing_ok=True)
            tag.write_text(self.headers.get("etag") or self.headers.get("last-modified", ""))
        since, lately = time.monotonic(), 0
        with part.open("ab") as file:
            while chunk := answer.raw.read1(CHUNK, decode_content=False):
                file.write(chunk)
                have, lately = have + len(chunk), lately + len(chunk)
                advance(len(chunk))
                if have > self.remote.most_bytes:
                    raise FairtownError(
                        f"fetch: {self.remote.name} is longer than {self.remote.most_bytes:,} bytes"
                    )
                if (spent := time.monotonic() - since) > WATCHED:
                    if lately < SLOWEST * spent:
                        raise _BusyError(f"it comes at {lately / spent:,.0f} bytes a second, {have:,} came")
                    since, lately = time.monotonic(), 0
        if total is not None and have != total:
            raise _BusyError(f"it broke off after {have:,} of {total:,} bytes")

    def _bar(self, total: int | None, have: int) -> Callable[[int], Any]:
        name = urlsplit(self.remote.url).path.rpartition("/")[2]
        return self.owner.progress(name, total, have) if self.owner.progress else lambda n: None


def _address(remote: Remote, owner: Snapshots) -> str:
    """Return what is asked for: the address at the mirror, if there is one, with the key where it needs one."""
    parts = urlsplit(remote.url)
    query = f"?{parts.query}" if parts.query else ""
    url = owner.base.rstrip("/") + parts.path + query if owner.base else remote.url
    return f"{url}&key={owner.key}" if remote.needs_key else url


def _seconds(text: str) -> float | None:
    return float(text) if text.isdigit() else None


def _why(error: Exception) -> str:
    """Return what went wrong in a few words: libraries nest them, with objects of theirs."""
    name = type(error).__name__
    text = str(error)
    if "IncompleteRead" in text:
        return "it broke off"
    if "timed out" in text.lower() or "Timeout" in name:
        return "no answer in time"
    for phrase in ("Name or service not known", "Temporary failure in name resolution", "getaddrinfo failed"):
        if phrase in text or "NameResolution" in text:
            return "its host is not found: is there a network?"
    if "refused" in text:
        return "no connection: refused"
    return "the connection broke" if "Connection" in name or "Protocol" in name else name
