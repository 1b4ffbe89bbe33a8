"""A newsletter in bad weather: many readers, a mail server that refuses, drops and loses, a worker that is killed.

The test sends a few hundred this way, benchmarks/newsletter.py ten thousand. `main` is what the processes under test
do: `prepare N` stores people and approves a newsletter to them, `send` sends until nothing waits; `send S` waits S
seconds before it tries again, where the site waits minutes.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from .loaded_command import loaded_command
from .running_hub import free_port

DROP, LOSE = "drop", "lose"
PROGRAM = "import sys; from tests.hub.newsletter_storm import main; main(sys.argv[1:])"
#: Of a hundred addresses: those that do not exist, those whose first try meets something else, those without mail.
ABSENT, SUPPRESSED = (7, 57), (13, 14, 15)
FIRST_TRY = {11: "450 later", 31: "451 later", 71: "421 busy", 23: DROP, 83: LOSE}


def number_of(address: str) -> int:
    """Return the number of a reader, by the address."""
    return int(address.removeprefix("reader").partition("@")[0])


def weather(address: str, tries: int) -> str:
    """Return how the server meets a try: an answer that is a no, "drop", "lose", or blank."""
    if number_of(address) % 100 in ABSENT:
        return "550 5.1.1 no such user"
    return FIRST_TRY.get(number_of(address) % 100, "") if tries == 0 else ""


@dataclass
class StormServer:
    """A mail server on loopback that keeps of each mail only whom it reached and its Message-ID."""

    arrived: Counter[str] = field(default_factory=Counter)
    ids: set[bytes] = field(default_factory=set)
    tries: Counter[str] = field(default_factory=Counter)
    url: str = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = weather(address, self.tries[address])
        self.tries[address] += 1
        if answer == DROP:
            server.transport.abort()
        if answer[:1] in ("4", "5"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        (address,) = envelope.rcpt_tos
        head = envelope.content.partition(b"\r\n\r\n")[0]
        self.ids.add(next(line for line in head.splitlines() if line.startswith(b"Message-ID")))
        self.arrived[address] += 1
        if weather(address, self.tries[address] - 1) == LOSE:
            server.transport.abort()
        return "250 OK"


@contextmanager
def storm_server() -> Iterator[StormServer]:
    """Run the server on a free port."""
    server = StormServer()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        server.url = f"smtp://127.0.0.1:{controller.port}"
        yield server
    finally:
        controller.stop()


@dataclass(frozen=True)
class Outcome:
    """What came of a storm: readers by what became of them, and the seconds from the first mail to the last."""

    n_readers: int
    n_once: int
    n_twice: int
    n_absent: int
    n_suppressed: int
    n_ids: int
    n_dead: int
    doubts: int
    seconds: float


def storm(
    n_people: int,
    environment: Mapping[str, str],
    wait: Callable[[Callable[[], bool]], object],
    delay: float | None = None,
) -> Outcome:
    """Send a newsletter to people in bad weather, kill the worker midway, and let another one finish.

    `delay`: seconds until a mail is tried again, by default as the site has them.
    """
    with storm_server() as server:
        own = os.environ | environment | {"FAIRTOWN_SMTP": server.url}
        with loaded_command(own) as command:
            status, output = command.run(["-c", PROGRAM, "prepare", str(n_people)])
            assert status == 0, output
            began = time.monotonic()
            send = ["-c", PROGRAM, "send", *([] if delay is None else [str(delay)])]
            with command.killed(send):
                wait(lambda: sum(server.arrived.values()) > n_people / 3)
            status, output = command.run(send)
            seconds = time.monotonic() - began
    assert status == 0, output
    doubts, n_dead, n_readers = map(int, output.split())
    return Outcome(
        n_readers, len(server.arrived), sum(n > 1 for n in server.arrived.values()),
        sum(n % 100 in ABSENT for n in range(n_people)),
        sum(number_of(address) % 100 in SUPPRESSED for address in server.tries), len(server.ids), n_dead, doubts,
        seconds,
    )  # fmt: skip


def prepare(n_people: int) -> None:
    """Store people, some of whom want no mail, and approve a newsletter to them."""
    from django.contrib.auth.models import User

    from fairtown.hub.newsletters import approval
    from fairtown.hub.newsletters.compose import Composition
    from fairtown.hub.newsletters.models import Piece
    from fairtown.hub.supporters import suppressions
    from fairtown.hub.supporters.addresses import hash_of
    from fairtown.hub.supporters.models import Consent, Email, Person

    from .newsletter_people import newsletter

    people = Person.objects.bulk_create(Person(language=("en", "es")[n % 2]) for n in range(n_people))
    addresses = [f"reader{n}@mail.example" for n in range(n_people)]
    Email.objects.bulk_create(
        Email(person=person, address=address, who=hash_of(address), state=Email.State.CONFIRMED)
        for person, address in zip(people, addresses, strict=True)
    )
    Consent.objects.bulk_create(
        Consent(who=hash_of(address), is_given=True, wording="yes", form="join") for address in addresses
    )
    unwanted = [address for n, address in enumerate(addresses) if n % 100 in SUPPRESSED]
    # one half says no before the approval, the other half after it
    suppressions.suppress_all({hash_of(address): "unsubscribed" for address in unwanted[::2]})
    writer, second = (User.objects.create_user(name) for name in ("writer", "second"))
    own = newsletter(writer, opening_en="What is new.\n\n" * 20, opening_es="Lo nuevo.\n\n" * 20)
    for position in range(5):
        Piece.objects.create(
            newsletter=own, position=position, what="residents.poverty:poverty_share:", place="state"
        )
    approval.submit(own)
    approval.approve(own.pk, second, Composition(own).digest)
    suppressions.suppress_all({hash_of(address): "unsubscribed" for address in unwanted[1::2]})


def send(delay: float | None) -> None:
    """Send as the clock does until nothing waits; print doubts, dead mails and all mails."""
    from fairtown.hub.mail import sending
    from fairtown.hub.mail.models import Mail

    if delay is not None:
        sending.FIRST_PAUSE = timedelta(seconds=delay)
        sending.DELAYS = (sending.FIRST_PAUSE,) * len(sending.DELAYS)
    job = sending.Sending()
    while Mail.objects.filter(state=Mail.State.WAITING).exists():
        job()
        time.sleep(0.5 if delay is None else min(delay, 0.5))
    doubts = sum(Mail.objects.values_list("doubts", flat=True))
    print(doubts, Mail.objects.filter(state=Mail.State.DEAD).count(), Mail.objects.count())


def main(arguments: list[str]) -> None:
    """Do what is asked, over the database of the environment, in a process that has loaded Django."""
    from django.conf import settings

    from fairtown.hub.database import keep_key

    # one key for both workers, as the site has it
    settings.SECRET_KEY = keep_key(settings.SECRET_KEY, settings.RECORDS)
    if arguments[0] == "prepare":
        from fairtown.hub.prepared import prepare_database

        prepare_database()
        prepare(int(arguments[1]))
    else:
        send(float(arguments[1]) if arguments[1:] else None)
