"""People from NationBuilder's export: none twice, no opt-out lost however often it is killed; and out again."""

import csv
import json
import os
import random
import resource
import shutil
import stat
import time
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.hub.supporters import addresses, joining, suppressions
from fairtown.hub.supporters.exchange import importing
from fairtown.hub.supporters.exchange.exporting import export_people
from fairtown.hub.supporters.exchange.importing import CHUNK, import_people
from fairtown.hub.supporters.exchange.nationbuilder import imported
from fairtown.hub.supporters.exchange.report import summary, waiting
from fairtown.hub.supporters.joining import JoinRequest
from fairtown.hub.supporters.models import Consent, Email, ImportBatch, Person, Suppression

from . import people_files
from .loaded_command import loaded_command, wait_for_rows
from .people_files import row, wants_no_mail

#: `make shake` imports as many as the bar names; else a fifth.
IS_WHOLE = os.environ.get("FAIRTOWN_EXAMPLES") == "shake"
N_PEOPLE, SECONDS = (50_000, 60) if IS_WHOLE else (10_000, 30)
#: Longest wait before a kill: two thousand people take it.
LONGEST_WAIT = 0.3


def imported_file(tmp_path: Path, *people: dict[str, str], encoding: str = "utf-8-sig") -> ImportBatch:
    name = f"nationbuilder-people-export-{len(list(tmp_path.iterdir()))}.csv"
    return import_people(people_files.write(tmp_path / name, list(people), encoding))


def test_a_row_becomes_a_person(release: object, db: None, tmp_path: Path) -> None:
    batch = imported_file(
        tmp_path,
        row(7, first_name="'María", last_name="Núñez", email2="OTHER@mail.example", email1_is_bad="true",
            primary_city="Avon",
            primary_state="CT", primary_zip="06001",
            phone_number="'+1 860 555 0100", language="es", is_volunteer="Y",
            created_at="3/14/2019 12:00", party="D"),
    )  # fmt: skip
    person = Person.objects.get()
    assert (person.given_name, person.family_name, person.language) == ("María", "Núñez", "es")
    assert (person.town_name, person.zip_code, person.source_id) == ("Avon", "06001", "nb:7")
    assert (person.phone, person.may_phone, person.is_volunteer) == ("+1 860 555 0100", True, True)
    assert person.joined_on.isoformat() == "2019-03-14"
    states = {e.address: (e.state, e.is_first) for e in person.emails.all()}
    assert states == {"person7@mail.example": ("dead", True), "other@mail.example": ("confirmed", False)}
    assert set(Consent.objects.values_list("is_given", "form")) == {(True, "import")}
    assert "party" in batch.report["not_taken"]
    assert "1 new people" in summary(batch)


@pytest.mark.parametrize(
    "says_no",
    [
        {"email_opt_in": "false"}, {"email_opt_in": "N"}, {"email_opt_in": "0"}, {"email_opt_in": "'false"},
        {"unsubscribed_at": "2020-01-01"}, {"do_not_contact": "true"}, {"is_deceased": "1"},
    ],
)  # fmt: skip
def test_whoever_says_no_gets_no_mail_at_any_address(
    release: object, db: None, tmp_path: Path, says_no: dict[str, str]
) -> None:
    imported_file(tmp_path, row(1, email2="second@mail.example", **says_no))
    for address in ("person1@mail.example", "second@mail.example"):
        assert suppressions.reason(addresses.hash_of(address))


def test_one_address_on_two_people_is_one_row_and_the_no_of_either_counts(
    release: object, db: None, tmp_path: Path
) -> None:
    batch = imported_file(tmp_path, row(1), row(2, email2="person1@mail.example", email_opt_in="false"))
    assert Email.objects.get(address="person1@mail.example").person.source_id == "nb:1"
    assert suppressions.reason(addresses.hash_of("person1@mail.example"))
    assert batch.report["counts"]["taken"] == 1


def test_an_import_lifts_nothing_and_overwrites_nothing(release: object, db: None, tmp_path: Path) -> None:
    joining.join(JoinRequest("person1@mail.example", "1", "es", given_name="María"))
    email = Email.objects.get()
    joining.confirm(email)
    joining.stop(email, "unsubscribe")
    suppressions.suppress(addresses.hash_of("person2@mail.example"), Suppression.Why.ERASED)
    imported_file(tmp_path, row(1, first_name="Mary", last_name="Núñez"), row(2))
    assert suppressions.reason(email.who) == Suppression.Why.UNSUBSCRIBED
    assert suppressions.reason(addresses.hash_of("person2@mail.example")) == Suppression.Why.ERASED
    person = Person.objects.get(source_id="nb:1")
    assert (person.given_name, person.family_name, person.language) == ("María", "Núñez", "es")
    assert Person.objects.count() == 2


def test_the_next_export_adds_and_repeats_nothing(release: object, db: None, tmp_path: Path) -> None:
    imported_file(tmp_path, row(1), row(2))
    imported_file(tmp_path, row(1, first_name="Ana"), row(2), row(3, email_opt_in=""))
    assert Person.objects.count() == Email.objects.count() == 3
    assert Person.objects.get(source_id="nb:1").given_name == "Ana"
    assert Consent.objects.count() == 2
    assert Email.objects.get(address="person3@mail.example").state == Email.State.UNCONFIRMED, (
        "a blank is no yes"
    )


def test_a_file_in_another_code_is_read_and_told(release: object, db: None, tmp_path: Path) -> None:
    batch = imported_file(tmp_path, row(1, first_name="José"), encoding="cp1252")
    assert Person.objects.get().given_name == "José"
    assert "Windows-1252" in summary(batch)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "lacks the column nationbuilder_id, email, email_opt_in"),
        ("nationbuilder_id,email\n1,a@mail.example\n", "email_opt_in"),
        ("", "found nothing"),
        ("nationbuilder_id,email,email_opt_in,email\n", "twice"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_name_and_nothing_is_written(
    db: None, tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content)
    with pytest.raises(FairtownError, match=message):
        import_people(path)
    assert not ImportBatch.objects.exists()


def test_rows_that_cannot_be_read_are_counted_and_stop_no_other(
    release: object, db: None, tmp_path: Path
) -> None:
    batch = imported_file(tmp_path, row(1) | {"nationbuilder_id": "x"}, row(2, email="nonsense"), row(3))
    assert batch.report["faults"] == {"nationbuilder_id is no number": 1, "email is no address": 1}
    assert set(Person.objects.values_list("source_id", flat=True)) == {"nb:2", "nb:3"}


def test_an_import_that_is_stopped_goes_on_where_it_stopped(
    release: object, admin_user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = people_files.invented(40, seed=1)
    path = people_files.write(tmp_path / "x.csv", people)
    monkeypatch.setattr(importing, "CHUNK", 15)
    whole = importing._import_chunk

    def stopped(batch: ImportBatch, rows: list[dict[str, str]]) -> None:
        if batch.n_rows:
            raise KeyboardInterrupt
        whole(batch, rows)

    monkeypatch.setattr(importing, "_import_chunk", stopped)
    with pytest.raises(KeyboardInterrupt):
        import_people(path)
    assert ImportBatch.objects.get().n_rows == 15
    (work,) = waiting(admin_user)
    assert "not complete: 15 rows so far" in work.title
    refused = {a for p in people if wants_no_mail(p) for a in people_files.addresses(p)}
    assert Suppression.objects.count() == len(refused), "all of the file, before its first person"
    monkeypatch.setattr(importing, "_import_chunk", whole)
    assert import_people(path).n_rows == 40
    assert waiting(admin_user) == []
    assert import_people(path).report["counts"]["new"] == 40, "again, it does nothing"
    assert Person.objects.count() == 40


def environment(tmp_path: Path, release_folder: Path) -> dict[str, str]:
    database = connection.settings_dict
    where = "{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    return os.environ | {
        "FAIRTOWN_DATABASE": f"postgres://{where}" if connection.vendor == "postgresql" else "",
        "FAIRTOWN_RECORDS": str(tmp_path), "FAIRTOWN_RELEASES": str(release_folder),
        "DJANGO_SETTINGS_MODULE": "fairtown.hub.settings",
    }  # fmt: skip


COUNT = """
import json
from pathlib import Path
import sys
from fairtown.hub.supporters.models import *
from fairtown.hub.supporters.addresses import hash_of
refused = json.loads(Path(sys.argv[1]).read_text())
hashes = set(Suppression.objects.values_list("who", flat=True))
print(json.dumps([Person.objects.count(), Email.objects.count(), len({hash_of(a) for a in refused} ^ hashes)]))
"""


@pytest.mark.django_db(transaction=True)
def test_people_are_imported_once_however_often_it_is_killed(
    request: pytest.FixtureRequest, tmp_path: Path, release_folder: Path
) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(request.getfixturevalue("prepared_records"), tmp_path / "records.sqlite3")
    people = people_files.invented(N_PEOPLE, seed=8)
    path = people_files.write(tmp_path / "people.csv", people)
    given_ = environment(tmp_path, release_folder)
    arguments = ["hub", "import", "people", str(path)]
    chance = random.Random(os.urandom(8))
    # the first is stopped before or while those without mail are written, the others after some thousands of people
    points = [0, *sorted(chance.sample(range(1, N_PEOPLE // CHUNK - 2), 4))]
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with loaded_command(given_) as command:
        for point in points:
            with command.killed(arguments) as output:
                wait_for_rows(output, point * CHUNK)
                time.sleep(chance.random() * LONGEST_WAIT)
        status, report = command.run(arguments)
        refused = sorted({a for p in people if wants_no_mail(p) for a in people_files.addresses(p)})
        (tmp_path / "refused.json").write_text(json.dumps(refused))
        counted = command.run(["-c", COUNT, str(tmp_path / "refused.json")])[1]
    assert status == 0, report
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"killed at {points} thousand: {cpu:.1f} CPU s, {time.monotonic() - began:.1f} s", report)
    everyone = {a for p in people for a in people_files.addresses(p)}
    assert counted == f"[{N_PEOPLE}, {len(everyone)}, 0]\n"
    # seconds of the processor, of all six runs: those of the clock depend on what else the machine does
    assert cpu < SECONDS


VALUE = st.one_of(
    st.sampled_from(["true", "false", "Y", "N", "1", "0", "", "'", "maybe", "a@mail.example"]),
    st.text(max_size=20),
)


@given(st.dictionaries(st.sampled_from(people_files.COLUMNS), VALUE, max_size=12))
def test_whatever_a_row_holds_it_is_a_person_or_a_fault_that_is_named(values: dict[str, str]) -> None:
    try:
        person = imported(values)
    except ValueError:
        assert not values.get("nationbuilder_id", "").strip().removeprefix("'").strip().isdecimal()
        return
    assert not (person.opted_in and person.why)
    assert not set("\n\r\x00") & set(person.given_name + person.family_name + person.phone)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(opt_in=st.sampled_from(["true", "", "false"]), why=st.sampled_from(list(Suppression.Why)))
def test_no_import_makes_a_suppression_less_strict(
    release: object, db: None, tmp_path: Path, opt_in: str, why: Suppression.Why
) -> None:
    for model in (Person, Suppression, ImportBatch):
        model.objects.all().delete()
    who = addresses.hash_of("person1@mail.example")
    suppressions.suppress(who, why)
    imported_file(tmp_path, row(1, email_opt_in=opt_in))
    assert suppressions.ORDER.index(suppressions.reason(who)) >= suppressions.ORDER.index(why)


def test_everyone_goes_out_as_csv_and_osdi(release: object, db: None, tmp_path: Path) -> None:
    imported_file(
        tmp_path,
        row(
            1,
            first_name="=1+1",
            primary_city="Avon",
            phone_number="+1 860 555 0100",
            tag_list="Housing, 'Donor",
        ),
        row(2, email_opt_in="false"),
        row(3, email1_is_bad="true"),
        row(4, email_opt_in=""),
    )
    path = tmp_path / "people.csv.out"
    assert export_people(path, "csv") == 4
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    assert (rows[0]["given_name"], rows[0]["phone"], rows[0]["town"]) == ("'=1+1", "'+1 860 555 0100", "Avon")
    assert rows[0]["tags"] == "Donor, Housing"
    assert [r["email_status"] for r in rows] == ["subscribed", "unsubscribed", "bouncing", "unsubscribed"]
    with pytest.raises(FairtownError, match="there already"):
        export_people(path, "csv")
    export_people(tmp_path / "people.json", "osdi")
    osdi = json.loads((tmp_path / "people.json").read_text())
    assert osdi["total_records"] == len(osdi["_embedded"]["osdi:people"]) == 4
    first = osdi["_embedded"]["osdi:people"][0]
    assert first["identifiers"][1] == "nationbuilder:1"
    assert first["email_addresses"] == [
        {"primary": True, "address": "person1@mail.example", "status": "subscribed"}
    ]
