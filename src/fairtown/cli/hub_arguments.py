"""What may be written after `fairtown hub` and `fairtown staff`."""

from __future__ import annotations

from typing import Any

from fairtown.cli.options import command, path, release_option, whole

DEFAULT_PORT = 8000


def hub_parser(commands: Any) -> None:
    """Add `fairtown hub` and its tasks."""
    hub = command(commands, "hub", "serve the website from the latest release", "fairtown hub --port 8000")
    hub.add_argument("--port", type=whole, default=DEFAULT_PORT, help=f"default: {DEFAULT_PORT}")
    host = "address to listen on; default: this machine only (elsewhere, name the site's hosts in $FAIRTOWN_HOSTS)"
    hub.add_argument("--host", default="127.0.0.1", help=host)
    hub.add_argument("--workers", type=whole, default=2, help="server processes; default: 2")
    hub.add_argument(
        "--watch", action="store_true", help="take up a newer release within a minute, without SIGHUP"
    )
    hub.add_argument(
        "--no-jobs", action="store_true", help="send no mail and run no clock here; `fairtown hub jobs` does"
    )
    release_option(hub)
    tasks = hub.add_subparsers(dest="task", metavar="TASK", title="instead of serving")
    jobs = command(tasks, "jobs", "run the clock alone: mail, reminders, deletions", "fairtown hub jobs")
    release_option(jobs)
    seed = command(
        tasks, "seed", "write sample pages where they are missing, in every language", "fairtown hub seed"
    )
    release_option(seed)
    _people_parsers(tasks)
    _running_parsers(tasks)
    example = "fairtown hub stripe-endpoint https://town.example"
    endpoint = command(
        tasks, "stripe-endpoint", "let Stripe tell the site of gifts, and print the secret", example
    )
    endpoint.add_argument("url", metavar="URL", help="address of the site, which Stripe can reach by https")


def _people_parsers(tasks: Any) -> None:
    example = "fairtown hub import people nationbuilder-people-export-1.csv"
    incoming = command(tasks, "import", "import people from NationBuilder's export", example)
    incoming.add_argument("what", choices=("people",))
    incoming.add_argument(
        "file", type=path, metavar="FILE", help="CSV; again, it goes on where it was stopped"
    )
    release_option(incoming)
    example = "fairtown hub export people --out people.csv"
    outgoing = command(tasks, "export", "export everyone who joined", example)
    outgoing.add_argument("what", choices=("people",))
    outgoing.add_argument(
        "--format", choices=("csv", "osdi"), default="csv", help="csv or OSDI's JSON; default: csv"
    )
    outgoing.add_argument(
        "--out", type=path, required=True, metavar="FILE", help="file to write, not there yet"
    )
    release_option(outgoing)


def _running_parsers(tasks: Any) -> None:
    command(tasks, "settings", "list what the environment may say, and says", "fairtown hub settings")
    check = command(
        tasks, "check", "say what is left to do before the public comes", "fairtown hub check --deploy"
    )
    check.add_argument("--deploy", action="store_true", required=True, help="check a site for the public")
    release_option(check)
    backup = command(
        tasks, "backup", "write a backup while the site runs", "fairtown hub backup --out /srv/backups"
    )
    backup.add_argument("--out", type=path, metavar="DIR", help="folder; default: $FAIRTOWN_BACKUPS")
    backup.add_argument(
        "--keys", type=path, metavar="FILE", help="write the keys alone, to be kept elsewhere"
    )
    prune = "write nothing; delete messages that are due from the copy beside the backups"
    backup.add_argument("--prune", action="store_true", help=prune)
    release_option(backup)
    restore = command(
        tasks, "restore", "put a backup in place", "fairtown hub restore fairtown-20270101T030000.tar.gz"
    )
    what = "a backup, with the site stopped; or messages-….json.gz, to put messages back"
    restore.add_argument("file", type=path, metavar="FILE", help=what)
    restore.add_argument("--keys", type=path, metavar="FILE", help="the file of the keys, on a new machine")
    restore.add_argument("--replace", action="store_true", help="put records that are there aside")
    release_option(restore)


#: Roles of staff, as options; hub/staff/roles.py says what each may do, and a test compares the two.
STAFF_ROLES = {
    "editor": "writes and publishes pages and news",
    "organizer": "people, mail, events and campaigns; the role of whoever has no other",
    "development": "gifts and donors",
    "referral": "reads what people ask for help with",
    "admin": "accounts and settings",
}


def staff_parser(commands: Any) -> None:
    """Add `fairtown staff`."""
    staff = command(commands, "staff", "let a member of staff sign in at /staff/", "fairtown staff anna")
    staff.add_argument(
        "name", metavar="NAME", help="name to sign in with; an existing one gets a new password"
    )
    for role, what in STAFF_ROLES.items():
        staff.add_argument(f"--{role}", dest="roles", action="append_const", const=role, help=what)
    other = staff.add_mutually_exclusive_group()
    other.add_argument(
        "--manage", action="store_true", help="may do everything but read what people ask for help with"
    )
    other.add_argument("--deactivate", action="store_true", help="may no longer sign in; the history stays")
    other.add_argument(
        "--reset-second-step", action="store_true", help="who lost phone and codes sets up a new second step"
    )
