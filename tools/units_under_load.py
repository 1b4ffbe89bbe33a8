"""Asks the website that systemd runs, while it is reloaded, restarted and killed; run by tools/units.sh inside."""

import http.client
import re
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

PATHS = ("/health/", "/", "/towns/avon/", "/es/segregation/")
HEADERS = {"Host": "town.example", "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}
READY_WITHIN = 180


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def ask(path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=30)
    try:
        connection.request("GET", path, headers=HEADERS)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except OSError:
        return 0
    finally:
        connection.close()


def wait_until_ready() -> float:
    began = time.monotonic()
    while ask("/health/") != 200:
        if time.monotonic() - began > READY_WITHIN:
            raise SystemExit(
                run("journalctl", "-n", "60", "--no-pager") or run("systemctl", "status", "fairtown")
            )
        time.sleep(0.5)
    return time.monotonic() - began


def under_load(what: str, seconds: float, act) -> Counter:  # type: ignore[no-untyped-def,type-arg]
    """Ask from four threads for so long, act in between, and print the answers."""
    answers: Counter[int] = Counter()
    end, lock = time.monotonic() + seconds, threading.Lock()

    def visit(n: int) -> None:
        while time.monotonic() < end:
            status = ask(PATHS[n % len(PATHS)])
            n += 1
            with lock:
                answers[status] += 1

    threads = [threading.Thread(target=visit, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    said = act()
    for thread in threads:
        thread.join()
    print(f"{what}: answers {dict(answers)}{'; ' + said if said else ''}", flush=True)
    return answers


def megabytes(unit: str) -> float:
    """Return the memory of a unit's processes, what they share counted once."""
    pids = Path(f"/sys/fs/cgroup/system.slice/{unit}.service/cgroup.procs").read_text().split()
    rolled = "".join(Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids)
    return sum(int(kilobytes) for kilobytes in re.findall(r"^Pss:\s+(\d+)", rolled, re.MULTILINE)) / 1024


def main() -> None:
    print("version:", run("systemctl", "--version").splitlines()[0])
    print(f"ready after {wait_until_ready():.0f} s")
    pid = run("systemctl", "show", "-p", "MainPID", "--value", "fairtown")
    print("runs as", run("ps", "-o", "user=", "-p", pid))

    def reload_thrice() -> str:
        said = []
        for _ in range(3):
            said.append(run("systemctl", "reload", "fairtown"))
            time.sleep(8)
        return "".join(said)

    answers = under_load("reloaded three times", 30, reload_thrice)
    same = run("systemctl", "show", "-p", "MainPID", "--value", "fairtown") == pid
    print("one process throughout:", same, "; none lost:", set(answers) == {200})
    print(
        "jobs:",
        run("systemctl", "is-active", "fairtown-jobs"),
        "; timer:",
        run("systemctl", "is-active", "fairtown-backup.timer"),
    )
    print(
        "backup:", run("systemctl", "start", "fairtown-backup") or "done", run("ls", "/var/backups/fairtown")
    )
    print("killed -9:", run("systemctl", "kill", "-s", "KILL", "--kill-whom=main", "fairtown") or "done")
    time.sleep(1)
    print(
        f"answers again after {wait_until_ready():.0f} s, restarts",
        run("systemctl", "show", "-p", "NRestarts", "--value", "fairtown"),
    )
    began = time.monotonic()
    run("systemctl", "stop", "fairtown")
    print(
        f"stopped in {time.monotonic() - began:.1f} s:",
        run("systemctl", "show", "-p", "Result", "--value", "fairtown"),
    )
    print(
        "written outside of its folders:",
        run("sh", "-c", "find /srv /etc -newer /run/systemd/private -user fairtown | head -5") or "nothing",
    )
    print(run("systemd-analyze", "security", "--no-pager", "fairtown").splitlines()[-1])
    for line in run("journalctl", "-u", "fairtown*", "--no-pager", "-p", "warning", "-n", "20").splitlines():
        print("  ", line)


main()
