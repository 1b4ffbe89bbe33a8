"""About a second of work that a browser does before a card is asked for: cheap once, dear twenty thousand times.

Several small puzzles in place of a large one, so that nobody is much unluckier than others. The page's form token is
what is worked on, so work counts for one form and once. The browser's part: `static/giving-work.js`.
"""

from __future__ import annotations

import hashlib

#: Each takes 2**BITS hashes in the mean: 32,768 in all, 0.5 to 2 seconds of WebCrypto on a phone.
PUZZLES, BITS = 8, 12
LONGEST_NUMBER = 9
SEPARATOR = "."


def is_solved(token: str, number: int, answer: str) -> bool:
    """Whether `answer`, digits, solves puzzle `number` of a token: its hash begins with BITS bits of zero."""
    digest = hashlib.sha256(f"{token}:{number}:{answer}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - BITS) == 0


def is_done(token: str, answers: str) -> bool:
    """Whether answers, parted by dots, solve all puzzles of a token."""
    parts = answers.split(SEPARATOR) if len(answers) <= PUZZLES * (LONGEST_NUMBER + 1) else []
    if len(parts) != PUZZLES or not token:
        return False
    if not all(p.isascii() and p.isdecimal() and len(p) <= LONGEST_NUMBER for p in parts):
        return False
    return all(is_solved(token, i, part) for i, part in enumerate(parts))


def solve(token: str) -> str:
    """Return the answers to a token's puzzles, as the browser finds them."""
    found = []
    for i in range(PUZZLES):
        answer = 0
        while not is_solved(token, i, str(answer)):
            answer += 1
        found.append(str(answer))
    return SEPARATOR.join(found)
