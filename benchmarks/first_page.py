"""A fresh clone in an empty environment. Claim: `make demo` to the first page in 3 min, `make test` in 10 min.

python3 benchmarks/first_page.py [--tests]
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from server import free_port

HERE = Path(__file__).parents[1]
LIMIT_SECONDS = 600


def main() -> None:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "fairtown"
        subprocess.run(["git", "clone", "-q", str(HERE), str(clone)], check=True)
        inherited = (
            "PATH",
            "HOME",
            "LANG",
            "PIP_INDEX_URL",
            "PIP_CONFIG_FILE",
            "NPM_CONFIG_REGISTRY",
            "npm_config_registry",
        )
        clean = {name: os.environ[name] for name in inherited if name in os.environ}
        start = time.perf_counter()
        demo = subprocess.Popen(
            ["make", "demo", f"PORT={port}"], cwd=clone, env=clean, start_new_session=True
        )
        try:
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
                    break
                except OSError:
                    assert demo.poll() is None, "make demo stopped"
                    assert time.perf_counter() - start < LIMIT_SECONDS, "no page in time"
                    time.sleep(0.2)
            print(f"make demo, clone to first page: {time.perf_counter() - start:.0f} s", flush=True)
        finally:
            os.killpg(demo.pid, signal.SIGTERM)
            demo.wait()
        if "--tests" in sys.argv:
            start = time.perf_counter()
            done = subprocess.run(["make", "test"], cwd=clone, env=clean, check=False)
            print(f"make test: {time.perf_counter() - start:.0f} s, status {done.returncode}")


if __name__ == "__main__":
    main()
