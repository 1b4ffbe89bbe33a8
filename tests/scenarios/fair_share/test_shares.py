"""Methods as addresses, on the page and from the terminal: the same numbers, or one line that says why not."""

import math
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.cli import scenario
from fairtown.cli.commands import main
from fairtown.concepts import FairtownError
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.fair_share import shares, url
from fairtown.scenarios.fair_share.shares import (
    FACTORS,
    NEEDS,
    FairShare,
    Method,
    built_in,
    to_query,
)
from fairtown.states import state

METHODS = sorted(built_in())
USUAL = state("ct").fair_share[0]
from_query = partial(url.from_query, usual=USUAL)
read_address = partial(url.read_address, usual=USUAL)


@pytest.fixture(scope="module")
def fair_share(release: OpenRelease) -> FairShare:
    return FairShare(release)


@st.composite
def methods(draw) -> Method:
    base = built_in()[draw(st.sampled_from(METHODS))]
    weights = draw(st.dictionaries(st.sampled_from(sorted(FACTORS)), st.integers(0, 400), min_size=1))
    weights = {k: v / draw(st.sampled_from([1, 3, 100])) for k, v in weights.items() if v} or {"homes": 1.0}
    share = st.one_of(st.just(math.inf), st.floats(10, 100).map(lambda p: p / 100))
    return base.with_changes(
        id="own",
        title=shares.OWN_TITLE,
        factors=weights,
        need=draw(st.sampled_from([*NEEDS, "own"])),
        need_homes=draw(st.integers(0, 100_000_000).map(float)),
        exempt=draw(
            st.dictionaries(
                st.sampled_from(["poverty_share", "assisted_share"]),
                st.floats(0, 100, allow_subnormal=False).map(lambda p: p / 100),
            )
        ),
        exempt_towns=tuple(sorted(draw(st.sets(st.sampled_from(["avon", "west-hartford"]))))),
        cap_share=draw(share),
        cap_homes=draw(st.one_of(st.just(math.inf), st.integers(1, 5_000_000).map(float))),
        floor_share=draw(st.sampled_from([0.0, 0.005])),
        is_scaled=draw(st.booleans()),
        rounding=draw(st.sampled_from(shares.ROUNDINGS)),
    )


@given(methods())
def test_an_address_gives_its_method_back(method):
    again = from_query(to_query(method))
    assert url._choices(again) == url._choices(method)


@pytest.mark.parametrize("name", METHODS)
def test_one_of_ours_goes_by_its_name(name):
    assert to_query(built_in()[name]) == [("method", name)]
    assert from_query([("method", name)]).id == name
    weights = [(f"w.{k}", str(2 * v)) for k, v in built_in()[name].factors.items()]
    assert from_query([("method", name), *weights]).id == name


def test_what_a_form_sends_is_read_as_meant():
    method = from_query(
        [("method", "connecticut_oca"), ("w.land", "2"), ("w.income", ""), ("x.poverty_share", ""), ("cap", ""),
         ("cap_homes", "1,500"), ("floor", ""), ("town", " West Hartford, avon ,"), ("scaled", "0")]
    )  # fmt: skip
    assert method.factors == {"ratables": 1, "multifamily_gap": 1, "low_poverty": 1, "land": 2}
    assert method.exempt == {}
    assert (method.cap_share, method.cap_homes, method.floor_share) == (math.inf, 1500, 0)
    assert method.exempt_towns == ("avon", "west-hartford")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "?method=california_abag",
        "method=california_abag&against=connecticut_oca",
        "https://example.org/es/fair-share/?method=california_abag&need=own&homes=5",
        "example.org/fair-share/?method=california_abag&sort=name#answer",
        "/es/fair-share/?method=california_abag&go=1&against=",
        " method=california_abag&#answer",
    ],
)
def test_addresses_are_read_whole_or_in_part(address):
    method, against = read_address(address)
    assert isinstance(method, Method)
    if "california" in address:
        assert method.factors == built_in()["california_abag"].factors
    assert (against is not None) == ("against=c" in address)


@pytest.mark.parametrize(
    "address", ["https://example.org/fair-share/", "/es/fair-share/", "http://[/?", "?", "#answer"]
)
@pytest.mark.parametrize("usual", ["connecticut_oca", "california_abag"])
def test_the_page_without_choices_is_the_usual_method(address, usual):
    assert url.read_address(address, usual)[0].id == usual


def test_where_no_method_is_usual_an_address_must_name_one():
    with pytest.raises(FairtownError, match="method '' is unknown; there are: california_abag, "):
        url.read_address("cap=10")


def test_an_address_begins_with_the_usual_method_if_others_are_no_shorter():
    own = built_in()["california_abag"].with_changes(factors={"land": 1.0}, need="own", need_homes=5.0)
    for usual in METHODS:
        address = to_query(own, usual)
        assert from_query(address).factors == own.factors
        assert len(address) == len(to_query(own))
    assert next(iter(built_in("opportunity_weighted"))) == "opportunity_weighted"
    assert sorted(built_in("opportunity_weighted")) == list(built_in())


def test_a_command_without_a_method_takes_that_of_the_state(release):
    options = scenario.RunOptions(0)
    text, _summary = scenario.fair_share(release, None, None, None, options)
    named, _summary = scenario.fair_share(release, release.profile.method, None, None, options)
    assert text == named


def test_a_question_mark_among_the_choices_is_no_beginning():
    with pytest.raises(FairtownError, match="rounding is 'what\\?'"):
        read_address("method=california_abag&rounding=what?")


OWN_HOMES, WHOLE = (
    "Your number of homes (homes)",
    "expected a whole number from 0 to 100,000,000, written like 50000",
)
CAP = "Cap, percent of the town's households (cap)"
FLOOR = "Floor, percent of the town's households (floor)"
LAND, POOR = "Land that is not public (w.land)", "People below the poverty line"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("charm=1", "'charm' in the address is unknown; known: method, need"),
        ("method=best", "method 'best' is unknown; there are: california_abag"),
        ("against=best", "method 'best' is unknown"),
        ("need=much", "need is 'much', expected one of"),
        ("need=own", f"{OWN_HOMES} is '', {WHOLE}"),
        ("need=own&homes=-5", f"{OWN_HOMES} is '-5', {WHOLE}"),
        ("need=own&homes=nan", f"{OWN_HOMES} is 'nan', {WHOLE}"),
        ("need=own&homes=50.000", f"{OWN_HOMES} is '50.000', {WHOLE}"),
        ("homes=50000.7", f"{OWN_HOMES} is '50000.7', {WHOLE}"),
        ("homes=0.5", f"{OWN_HOMES} is '0.5', {WHOLE}"),
        (
            "need=burdened_under_20000&homes=5",
            f"{OWN_HOMES} is given, but need is 'burdened_under_20000'; say need=own",
        ),
        ("w.land=1e400", f"{LAND} is '1e400', expected a number from 0 to 1,000,000,000,000"),
        ("w.income=nan", "Income (w.income) is 'nan', expected a number from 0 to 1,000,000,000,000"),
        ("w.land=-1", f"{LAND} is '-1', expected a number from 0 to"),
        ("w.charm=1", "'w.charm' in the address is unknown; there are: ratables"),
        ("x.charm=1", "'x.charm' in the address is unknown; there are: poverty_share"),
        ("w.land=one", f"{LAND} is 'one', expected a number from 0"),
        ("w.homes=1e308&w.land=1e308", "Homes of the census (w.homes) is '1e308', expected a number from 0"),
        ("cap=0", f"{CAP} is '0', expected a number above 0, up to 100, or nothing for none"),
        ("cap=101", f"{CAP} is '101', expected a number above 0, up to 100"),
        ("cap=nan", f"{CAP} is 'nan', expected a number above 0, up to 100"),
        ("cap=5&floor=10", f"{CAP} is 5, below {FLOOR} of 10; raise the one"),
        ("floor=30", f"{CAP} is 20, below {FLOOR} of 30; raise the one"),
        ("floor=100&cap=", f"{FLOOR} is '100', expected a number from 0 to below 100, or nothing for none"),
        ("cap_homes=-1", "Cap, homes (cap_homes) is '-1', expected a whole number from 1 to 100,000,000"),
        ("cap_homes=2.5", "Cap, homes (cap_homes) is '2.5', expected a whole number from 1 to 100,000,000"),
        (
            "x.poverty_share=200",
            f"Exempt at or above: {POOR} (x.poverty_share) is '200', expected a number from 0 to 100",
        ),
        ("x.people_per_sq_mi=6.000", "(x.people_per_sq_mi) is '6.000', expected a whole number from 0 to"),
        (
            "cap_homes=1&floor=10",
            "the cap of 1 homes is below the floor of Andover, 117 homes (10 percent of its",
        ),
        ("cap=20&cap=30", f"{CAP} is given 2 times, expected once"),
        ("method=california_abag&method=connecticut_oca", "'method' is given 2 times, expected once"),
        ("against=california_abag&against=connecticut_oca", "'against' is given 2 times"),
        ("sort=bogus", "sort is 'bogus', expected one of homes, name, share"),
        ("bogus=1", "'bogus' in the address is unknown"),
        ("town=nowhere", "town 'nowhere' is unknown; name it as in its address"),
        ("floor=19", "floors of"),
        ("rounding=up", "rounding is 'up'"),
        ("&".join(f"w.land={i}" for i in range(500)), "holds 500 parameters, expected at most 400"),
        ("nonsense", "address 'nonsense' cannot be read; copy it whole"),
        ("w.land=1,5", f"{LAND} is '1,5', expected a number from 0"),
        ("need=own&homes=1_000", f"{OWN_HOMES} is '1_000', {WHOLE}"),
        ("scaled=yes", "scaled is 'yes', expected 0 or 1"),
        ("town=" + "a" * 5000, "aaa… is unknown; name it as in its address"),
        ("a;b%zz=%", "in the address is unknown"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(fair_share, query, message):
    with pytest.raises(FairtownError) as error:
        fair_share.work_out(read_address(query)[0], 10)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) <= 1000


@pytest.mark.parametrize("name", METHODS)
def test_a_method_worked_out_is_what_the_release_holds(fair_share, release, name):
    allocation = fair_share.work_out(built_in()[name])
    rows = {r["geoid"]: r["value"] for r in release.level_rows(f"fair_share.{name}", 2023, "town", "homes")}
    assert allocation.homes.tolist() == [rows[g] for g in allocation.figures.towns.geoid]
    low = {
        r["geoid"]: r["value"] for r in release.level_rows(f"fair_share.{name}", 2023, "town", "homes_lo90")
    }
    np.testing.assert_allclose(allocation.lo90, [low[g] for g in allocation.figures.towns.geoid])


def test_the_command_gives_the_numbers_of_the_page(fair_share, release_folder, tmp_path, capsys):
    address, out = (
        "method=new_jersey_round4&cap_homes=500&against=opportunity_weighted",
        tmp_path / "towns.csv",
    )
    code = main(["scenario", "fair-share", "--address", address, "--draws", "0", "--out", str(out), "--release",
                 str(release_folder)])  # fmt: skip
    assert code == 0
    summary = capsys.readouterr().err
    assert "homes that no town can take" in summary
    assert "these towns move most" in summary
    lines = out.read_text().splitlines()
    homes = [int(line.split(",")[4]) for line in lines[1:]]
    assert len(homes) == 169
    assert homes == fair_share.work_out(read_address(address)[0], 0).homes.tolist()
    assert lines[0].endswith("homes_other,difference")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--method", "best"], "method 'best' is unknown"),
        (["--method", "connecticut_oca", "--address", "cap=3"], "one of them"),
        (["--address", "cap=x"], "households (cap) is 'x', expected a number above 0, up to 100"),
        (["--method", "connecticut_oca", "--draws", "-1"], "draws is -1, expected 0 for none"),
        (["--method", "connecticut_oca", "--format", "xls"], "format 'xls' is unknown"),
    ],
)
def test_a_command_that_cannot_be_says_so_in_one_line(release_folder, tmp_path, capsys, arguments, message):
    out = tmp_path / "towns.csv"
    assert (
        main(["scenario", "fair-share", *arguments, "--out", str(out), "--release", str(release_folder)]) == 2
    )
    line = capsys.readouterr().err
    assert message in line
    assert line.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize("rounding", shares.ROUNDINGS)
@pytest.mark.parametrize("cap_homes", ["0.5", "2.5", "33.4"])
def test_no_town_has_more_homes_than_a_cap_in_parts_of_a_home(fair_share, rounding, cap_homes):
    own = from_query([("rounding", rounding)]).with_changes(cap_homes=float(cap_homes))
    allocation = fair_share.work_out(own, 0)
    assert allocation.homes.max() == math.floor(float(cap_homes))
    assert (allocation.homes <= allocation.cap).all()
    assert (allocation.homes >= allocation.floor).all()
    assert allocation.homes.sum() + allocation.unallocated.sum() == allocation.need.sum()


@pytest.mark.parametrize("least", ["1", "1e-12"])
@pytest.mark.parametrize("rounding", shares.ROUNDINGS)
def test_weights_far_apart_lose_no_home(fair_share, rounding, least):
    weights = [
        ("w.transit", "1e12"),
        ("w.jobs", least),
        *((f"w.{f}", "0") for f in FACTORS if f not in ("transit", "jobs")),
    ]
    allocation = fair_share.work_out(from_query([*weights, ("rounding", rounding), ("cap", "")]), 0)
    sums = np.bincount(allocation.figures.region, weights=allocation.homes)
    np.testing.assert_allclose(sums + allocation.unallocated, allocation.need)
    assert (allocation.homes >= 0).all()


def test_regions_have_the_need_with_its_margin_and_what_is_left(fair_share):
    rows = shares.regions(fair_share.work_out(built_in()["new_jersey_round4"], 0))
    assert len(rows) == 8
    assert ["Greater Bridgeport", "Western Connecticut"] in [r["names"] for r in rows]
    assert all(r["moe"] > 0 for r in rows)
    assert all(r["homes"] + r["left"] == r["need"] for r in rows)
    own = shares.regions(fair_share.work_out(from_query([("need", "own"), ("homes", "999")]), 0))
    assert {r["moe"] for r in own} == {None}


def test_towns_that_move_most_stand_first(fair_share):
    one, other = fair_share.work_out(built_in()["connecticut_oca"], 0), fair_share.usual("california_abag")
    rows = shares.moved(one, other)
    far = (rows.share_of_households - rows.share_other).abs()
    assert far.is_monotonic_decreasing
    assert (rows.difference == rows.homes - rows.homes_other).all()


def test_a_number_of_homes_is_a_need_of_ones_own():
    assert from_query([("homes", "50,000")]).need_homes == 50_000
    assert to_query(from_query([("homes", "50000")]))[1:] == [("need", "own"), ("homes", "50000")]


def test_a_form_that_is_sent_may_hold_a_number_that_does_not_count():
    sent = [("need", "burdened_under_20000"), ("homes", "110172"), ("go", "1")]
    assert shares.read(sent, USUAL).method.id == "connecticut_oca"


def test_another_method_shares_out_the_same_need(fair_share, release_folder, tmp_path, capsys):
    own = from_query([("homes", "50000")])
    other = fair_share.comparison(own, built_in()["california_abag"])
    assert other.need.sum() == other.homes.sum() == 50_000
    assert fair_share.comparison(
        built_in()["connecticut_oca"], built_in()["california_abag"]
    ) is fair_share.usual("california_abag")
    out = tmp_path / "towns.csv"
    address = "homes=50000&against=california_abag"
    given = ["--address", address, "--draws", "0", "--out", str(out), "--release", str(release_folder)]
    assert main(["scenario", "fair-share", *given]) == 0
    assert "against California, Bay Area 2023-2031 on the same need, these towns" in capsys.readouterr().err
    assert pd.read_csv(out).homes_other.sum() == 50_000


def test_a_method_against_itself_moves_nothing(release_folder, capsys):
    given = ["--method", "connecticut_oca", "--against", "connecticut_oca", "--draws", "0"]
    assert main(["scenario", "fair-share", *given, "--release", str(release_folder)]) == 0
    assert "against Connecticut, four factors, no town's share moves" in capsys.readouterr().err


def test_what_is_changed_is_told_with_what_it_was():
    query = "need=own&homes=50000&cap=10&x.poverty_share=5&w.land=2&town=avon&floor=1&rounding=webster"
    base, changes = shares.changed(read_address(query)[0], USUAL)
    assert base.id == "connecticut_oca"
    assert {c.key: (c.was, c.now, c.kind) for c in changes} == {
        "need": ("burdened_under_20000", "own", "need"),
        "homes": ("", "50000", "need"),
        "cap": ("20", "10", "cap"),
        "x.poverty_share": ("20", "5", "exempt"),
        "w.land": ("0", "2", "factors"),
        "town": ("", "avon", "exempt"),
        "floor": ("0", "1", "floor"),
        "rounding": ("largest_remainder", "webster", "rounding"),
    }


@pytest.mark.parametrize("name", METHODS)
def test_one_of_ours_has_the_intervals_of_the_release(fair_share, release, name):
    allocation = fair_share.shown(built_in()[name])
    for output, ends in (("homes_lo90", allocation.lo90), ("homes_hi90", allocation.hi90)):
        rows = {
            r["geoid"]: r["value"] for r in release.level_rows(f"fair_share.{name}", 2023, "town", output)
        }
        assert ends.tolist() == [rows[g] for g in allocation.figures.towns.geoid]
