"""Every variable of the environment that the hub reads: the one list, from which `hub settings` and the docs are made.

A test looks that each variable in the code stands here, and that each that stands here is read somewhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

#: What is shown in place of a secret that is set.
HIDDEN = "(set, not shown)"


@dataclass(frozen=True)
class Variable:
    """A variable: what it says, in a sentence, and what holds where it is not set. `is_secret`: never printed."""

    name: str
    says: str
    usual: str
    is_secret: bool = False


@dataclass(frozen=True)
class Group:
    """Variables that belong together."""

    title: str
    variables: tuple[Variable, ...]


GROUPS = (
    Group("Site", (
        Variable("FAIRTOWN_RELEASES", "a release, or a folder of them: the latest is shown; of each state in a folder "
                 "of its two letters (`releases/ma/`), under `/ma/`", "./releases"),
        Variable("FAIRTOWN_DATA", "folder of the tables that `fairtown fetch` made: states that only it has",
                 "~/.local/share/fairtown"),
        Variable("FAIRTOWN_HOSTS", "names under which the site answers, parted by commas", "localhost,127.0.0.1"),
        Variable("FAIRTOWN_URL", "how the site calls itself in links and mail, like https://town.example",
                 "the first of FAIRTOWN_HOSTS"),
        Variable("FAIRTOWN_HTTPS", "anything, once the site is reached by https: cookies of staff go over https only",
                 "blank"),
        Variable("FAIRTOWN_PROXIES", "addresses or networks of the proxies in front, like 127.0.0.1,10.0.0.0/8; only "
                 "what they say of a visitor is believed", "blank"),
        Variable("FAIRTOWN_HEADER_SECONDS", "how long a visitor may take to send the headers of a request", "15"),
        Variable("FAIRTOWN_BODY_SECONDS", "how long a visitor may take to send the body of a request", "60"),
        Variable("FAIRTOWN_GEOCODER", "a Census Bureau geocoder, which gets the street addresses that readers search "
                 "for", "blank: nobody gets them"),
        Variable("FAIRTOWN_LOG", "requests: one line of JSON for each, without addresses of visitors or pages",
                 "blank: faults alone"),
    )),
    Group("Organization", (
        Variable("FAIRTOWN_ORGANIZATION", "whose site it is; no password of staff may be made of it",
                 "the name in FAIRTOWN_ORG_FILE"),
        Variable("FAIRTOWN_ORG_FILE", "a TOML file: name, address, phone, email, ein, logo of the organization",
                 "sample of the state"),
    )),
    Group("Records", (
        Variable("FAIRTOWN_RECORDS", "folder of the database and of the keys; private", "./records"),
        Variable("FAIRTOWN_DATABASE", "postgres://USER:PASSWORD@HOST:PORT/NAME instead of SQLite", "blank", True),
        Variable("FAIRTOWN_MEDIA", "folder of pictures and files of editors", "media in FAIRTOWN_RECORDS"),
        Variable("FAIRTOWN_BACKUPS", "folder that `fairtown hub backup` writes to", "backups in FAIRTOWN_RECORDS"),
        Variable("FAIRTOWN_SECRET_KEY", "the key that signs sessions and links, where machines share one",
                 "made once, kept in FAIRTOWN_RECORDS", True),
        Variable("FAIRTOWN_SUPPRESSION_KEY", "key of the addresses that get no mail, where machines share a database",
                 "made once, kept in FAIRTOWN_RECORDS", True),
    )),
    Group("Mail", (
        Variable("FAIRTOWN_SMTP", "mail server: smtps://USER:PASSWORD@HOST:465, or smtp+starttls://…:587",
                 "blank: mail becomes files that staff read at /staff/outbox/", True),
        Variable("FAIRTOWN_MAIL_FROM", "whom mail is from, like Fair Town <news@town.example>",
                 "noreply at the site's host"),
        Variable("FAIRTOWN_BOUNCE_DIR", "maildir of what comes back: mail to b+…@ the sender's domain", "blank"),
        Variable("FAIRTOWN_MAIL_HOOK_SECRET", "secret of /hooks/mail/, where a mail server posts what came back",
                 "blank: closed", True),
    )),
    Group("Gifts", (
        Variable("FAIRTOWN_STRIPE_KEY", "secret key of Stripe (docs/giving.md)", "blank: gifts come by check", True),
        Variable("FAIRTOWN_STRIPE_WEBHOOK_SECRET", "what signs the events of Stripe; two parted by a comma while one "
                 "replaces the other", "blank", True),
        Variable("FAIRTOWN_PRACTICE", "anything: cards are taken by a practice gateway and no money moves; refused "
                 "beside a live key", "blank; `make demo` sets it"),
    )),
    Group("Help", (
        Variable("FAIRTOWN_INTAKE_RECIPIENTS", "public keys of age that messages of people who ask for help are sealed "
                 "to, beside those of referral staff (docs/help.md)", "blank"),
        Variable("FAIRTOWN_INTAKE_IDENTITY", "for an office of one person: the file of the secret key that opens them; "
                 "on no backup", "blank"),
    )),
    Group("Commands", (
        Variable("FAIRTOWN_STAFF_PASSWORD", "the password that `fairtown staff` gives, where nobody types", "blank",
                 True),
    )),
)  # fmt: skip
#: What the processes of the hub tell one another; nobody sets them.
INTERNAL = frozenset(
    ("FAIRTOWN_CACHE", "FAIRTOWN_JOBS_PARENT", "FAIRTOWN_PARENT", "FAIRTOWN_PRACTICE_URL", "FAIRTOWN_SOCKET",
     "FAIRTOWN_STATIC", "FAIRTOWN_WORKERS")
)  # fmt: skip
PREFIX = "FAIRTOWN_"
#: Read by the tests and tools of this repository alone.
OF_TESTS = frozenset(("FAIRTOWN_TEST_RELEASE", "FAIRTOWN_TEST_NATION", "FAIRTOWN_EXAMPLES"))


def variables() -> Iterator[Variable]:
    """Yield each variable."""
    for group in GROUPS:
        yield from group.variables


def shown(variable: Variable, environ: Mapping[str, str]) -> str:
    """Return what is set of a variable, as it may be printed; blank if it is not set."""
    value = environ.get(variable.name, "")
    if not value or not variable.is_secret:
        return value
    parts = urlsplit(value) if "://" in value else None
    return f"{parts.scheme}://…@{parts.hostname}" if parts and parts.hostname else HIDDEN


def unknown(environ: Mapping[str, str]) -> list[str]:
    """Return the variables that look like ours and are none: typed wrongly, they would be left out in silence."""
    known = {variable.name for variable in variables()} | INTERNAL | OF_TESTS
    return sorted(name for name in environ if name.startswith(PREFIX) and name not in known)


def table(environ: Mapping[str, str] | None = None) -> str:
    """Return the table that `fairtown hub settings` prints: each variable with what is set, or what holds without."""
    environ = os.environ if environ is None else environ
    lines = []
    for group in GROUPS:
        lines += ["", group.title]
        for variable in group.variables:
            value = shown(variable, environ)
            lines.append(f"  {variable.name:<25} {value or '- ' + variable.usual}")
            lines.append(f"  {'':<25}   {variable.says}")
    for name in unknown(environ):
        lines += ["", f"  {name}: there is no such variable; nothing reads it"]
    return "\n".join(lines[1:])


def markdown() -> list[str]:
    """Return the lines of the table in the reference."""
    out = []
    for group in GROUPS:
        out += ["", f"**{group.title}**", "", "| variable | what it says | usual value |", "|---|---|---|"]
        out += [f"| `{v.name}` | {v.says} | {v.usual} |" for v in group.variables]
    return out
