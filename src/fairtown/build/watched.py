"""Run a program that ends with whoever started it: `python watched.py DESCRIPTOR PROGRAM ARGUMENT …`.

The descriptor is an end of a pipe whose other end only the starter has: when that closes, the program is killed.
It is run as a script of its own and imports nothing of ours.
"""

import os
import subprocess
import sys
import threading


def main() -> int:
    """Return the status of the program."""
    descriptor, *command = sys.argv[1:]
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL)

    def watch() -> None:
        os.read(int(descriptor), 1)
        program.kill()

    threading.Thread(target=watch, daemon=True).start()
    return program.wait()


if __name__ == "__main__":
    sys.exit(main())
