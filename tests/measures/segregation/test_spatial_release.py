"""Spatial indices beside PySAL, and the figures of the release."""

import warnings
from math import exp, sqrt

import numpy as np
import pytest

from fairtown.concepts import GROUPS
from fairtown.measures import measure
from fairtown.measures.segregation.absolute_centralization import absolute_centralization
from fairtown.measures.segregation.absolute_clustering import absolute_clustering
from fairtown.measures.segregation.absolute_concentration import absolute_concentration
from fairtown.measures.segregation.delta import delta
from fairtown.measures.segregation.distance_decay_isolation import distance_decay_isolation
from fairtown.measures.segregation.entropy import theil_h
from fairtown.measures.segregation.estimation.ground import MINORITIES
from fairtown.measures.segregation.spatial_entropy import (
    RADII,
)

from .spatial_cases import MILE, plain_concentration, plain_entropy

NAMES = ("delta", "absolute_concentration", "absolute_clustering", "distance_decay_isolation")
ALL = (*NAMES, "spatial_entropy")


@pytest.fixture(scope="module")
def peer():
    """Squares of different size on a plane, as PySAL wants them, and PySAL's measures of one group."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        singlegroup = pytest.importorskip("segregation.singlegroup")
        geopandas = pytest.importorskip("geopandas")
        import shapely

        rng = np.random.default_rng(5)
        corner = np.arange(30) * 4000.0
        side = rng.uniform(500, 3900, 30)
        boxes = shapely.box(corner, corner[::-1], corner + side, corner[::-1] + side)
        frame = geopandas.GeoDataFrame(
            {"x": rng.integers(1, 200, 30), "t": rng.integers(200, 900, 30)}, geometry=boxes, crs=32618
        )
    return singlegroup, frame


def of_peer(peer, name: str, **options) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(peer[0], name)(peer[1], "x", "t", **options).statistic


def test_pysal_agrees_on_delta_concentration_and_centralization(peer):
    frame = peer[1]
    x, t, land = frame.x.to_numpy(), frame.t.to_numpy(), frame.area.to_numpy()
    centroids = np.column_stack([frame.centroid.x, frame.centroid.y])
    away = np.hypot(*(centroids - centroids.mean(axis=0)).T)
    assert delta(x, land) == pytest.approx(of_peer(peer, "Delta"), abs=1e-12)
    assert absolute_concentration(x, t, land) == pytest.approx(
        of_peer(peer, "AbsoluteConcentration"), abs=1e-12
    )
    assert absolute_centralization(x, land, away) == pytest.approx(
        of_peer(peer, "AbsoluteCentralization", center="mean"), abs=1e-12
    )


def test_pysal_gives_nearer_tracts_less_weight_so_it_is_no_witness_for_distance(peer):
    """By hand: tracts at 0, 1 and 3 miles. exp(−d) of the first: .37 for the next, .05 for the far one.

    PySAL divides each distance by the sum of those of the other tract, 1 / (1 + 2) and 3 / (3 + 2), and takes
    1 − exp(−that): .28 for the next, .45 for the far one. A map ten times as large changes nothing.
    """
    from segregation.util.util import generate_distance_matrix

    singlegroup, frame = peer
    import shapely

    half = MILE / 4
    at = np.array([0, MILE, 3 * MILE]) + 10_000
    row = (
        frame.iloc[:3]
        .set_geometry(shapely.box(at - half, -half, at + half, half))
        .assign(x=[60, 30, 10], t=[100, 100, 100])
    )
    theirs = 1 - generate_distance_matrix(row)
    assert theirs[0, 1:] == pytest.approx([1 - exp(-1 / 3), 1 - exp(-3 / 5)])
    assert theirs[0, 1] < theirs[0, 2]
    x, t, land = np.array([60, 30, 10]), np.full(3, 100), np.full(3, 0.25)
    c = np.array([[0, 1, 3], [1, 0, 2], [3, 2, 0]])
    c = np.where(np.eye(3) > 0, exp(-sqrt(0.6 * 0.25)), np.exp(-c.astype(float)))
    morgan = sum(x[i] / 100 * (c[i] @ x) / (c[i] @ t) for i in range(3))
    points = np.column_stack([at, np.zeros(3)])
    assert distance_decay_isolation(x, t, points, land) == pytest.approx(morgan, abs=1e-12)
    chance = 100 / 9 * c.sum()
    clustering = (x / 100 @ c @ x - chance) / (x / 100 @ c @ t - chance)
    assert absolute_clustering(x, t, points, land) == pytest.approx(clustering, abs=1e-12)
    for name, right in (("DistanceDecayIsolation", morgan), ("AbsoluteClustering", clustering)):
        assert abs(of_peer((singlegroup, row), name) - right) > 0.01
    moved = row.set_geometry(row.geometry.scale(10, 10, origin=(0, 0)))
    assert generate_distance_matrix(moved) == pytest.approx(generate_distance_matrix(row))


@pytest.fixture(scope="module")
def figures(clean):
    from fairtown.build.inputs import Inputs

    race = measure("residents.race_ethnicity")
    rows_of = {(race.id, year): race.compute(Inputs(race, clean, {}), year) for year in (2016, 2023)}
    for name in ALL:
        index = measure(f"segregation.{name}")
        for year in (2016, 2023):
            rows = index.compute(Inputs(index, clean, rows_of), year)
            rows_of[name, year] = rows.merge(clean.places[["geoid", "vintage", "level", "key"]])
    return rows_of


def tracts_of(clean, figures, year):
    vintage = {2016: "2010", 2023: "2022"}[year]
    rows = figures["residents.race_ethnicity", year].query("output == 'people'")
    people = rows[rows.group.isin(list(GROUPS))].pivot(index="geoid", columns="group", values="value")
    tracts = clean.places[(clean.places.level == "tract") & (clean.places.vintage == vintage)]
    return tracts.merge(people[list(GROUPS)], left_on="geoid", right_index=True).query("town != ''")


@pytest.mark.parametrize("year", [2016, 2023])
def test_areas_agree_with_a_plain_recomputation(clean, figures, year):
    tracts = tracts_of(clean, figures, year)
    tracts = tracts[tracts[list(GROUPS)].sum(axis=1) > 0]
    vintage = tracts.vintage.iloc[0]
    points = clean.tract_points({"2010": 2010, "2022": 2020}[vintage]).set_index("geoid")
    if vintage == "2010":
        land = clean.rows("census_geography.tracts_2010").set_index("geoid").land_area_sq_mi
    else:
        shared = clean.rows("census_geography.tract_relationship").groupby("geoid_2020").land_m2.sum()
        codes = clean.rows("census_geography.tracts_2020").set_index("geoid").geoid_2020
        land = codes.map(shared) / MILE**2
    for level in ("state", "county"):
        for area, own in tracts.groupby(level):
            a, p = land[own.geoid].to_numpy(), points.loc[own.geoid, ["x_m", "y_m"]].to_numpy()
            t = own[list(GROUPS)].sum(axis=1).to_numpy()
            for group in MINORITIES:
                x = own[group].to_numpy()
                plain = {
                    "delta": np.abs(x / x.sum() - a / a.sum()).sum() / 2,
                    "absolute_concentration": plain_concentration(x, t, a),
                    "absolute_clustering": absolute_clustering(x, t, p, a),
                    "distance_decay_isolation": distance_decay_isolation(x, t, p, a),
                }
                for name, value in plain.items():
                    rows = figures[name, year]
                    rows = rows[(rows.key == area) & (rows.group == group)]
                    assert rows.value.tolist() == pytest.approx([value], abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("year", [2016, 2023])
def test_towns_of_fewer_than_ten_tracts_get_no_index_and_say_why(clean, figures, name, year):
    tracts = tracts_of(clean, figures, year)
    sizes = tracts[tracts[list(GROUPS)].sum(axis=1) > 0].groupby("town").size()
    rows = figures[name, year]
    towns = rows[rows.level == "town"]
    large = towns.key.isin(list(sizes.index[sizes >= 10]))
    assert towns.value[large].notna().all()
    assert towns.value[~large].isna().all()
    assert set(towns.flag[~large]) == {"too_few_tracts"}
    assert rows.value[rows.level != "town"].notna().all()


def people_and_points(clean, figures, year):
    tracts = tracts_of(clean, figures, year)
    tracts = tracts[tracts[list(GROUPS)].sum(axis=1) > 0]
    points = clean.tract_points({2016: 2010, 2023: 2020}[year]).set_index("geoid")
    return tracts, points.loc[tracts.geoid, ["x_m", "y_m"]].to_numpy()


def test_h_over_distance_of_counties_ends_at_their_border_and_is_blank_where_few_have_a_neighbor(
    clean, figures
):
    tracts, xy = people_and_points(clean, figures, 2023)
    rows = figures["spatial_entropy", 2023]
    assert set(rows.level) == {"state", "county", "region"}
    n_blank = 0
    for county in tracts.county.unique():
        inside = (tracts.county == county).to_numpy()
        own, everyone = (
            tracts.loc[inside, list(GROUPS)].to_numpy(),
            tracts.loc[inside, list(GROUPS)].sum(axis=1),
        )
        away = np.sqrt(np.square(xy[inside, None] - xy[inside]).sum(axis=2))
        for name, radius in RADII.items():
            mixed = plain_entropy(np.square(np.clip(1 - (away / radius) ** 2, 0, None)) @ own)
            plain = 1 - everyone @ mixed / (own.sum() * plain_entropy(own.sum(axis=0)))
            found = rows[(rows.key == county) & (rows.output == name)].iloc[0]
            has_neighbor = (away < radius).sum(axis=1) > 1
            if everyone[has_neighbor].sum() / everyone.sum() < 0.5:
                n_blank += 1
                assert np.isnan(found.value)
                assert found.flag == "few_neighbors"
            else:
                assert found.value == pytest.approx(plain, abs=1e-9)
    # 1 km in all eight counties, 2 km in the five rural ones, 4 km in Tolland and Windham
    assert n_blank == 15


def test_five_in_six_people_have_no_other_tract_within_one_km(clean, figures):
    """83% by an audit: so that radius is blank everywhere, and rural areas have no ratio."""
    tracts, xy = people_and_points(clean, figures, 2023)
    everyone = tracts[list(GROUPS)].sum(axis=1).to_numpy()
    away = np.sqrt(np.square(xy[:, None] - xy).sum(axis=2))
    alone = (away < 1000).sum(axis=1) == 1
    assert everyone[alone].sum() / everyone.sum() == pytest.approx(0.83, abs=0.005)
    wide = figures["spatial_entropy", 2023].pivot(index="key", columns="output", values="value")
    assert wide.within_1_km.isna().all()
    assert wide.macro_micro.isna().tolist() == wide.within_2_km.isna().tolist()
    rural = ["09005", "09007", "09013", "09015", "09130", "09150", "09160"]
    assert wide.macro_micro[rural].isna().all()
    assert wide.macro_micro[["09", "09001", "09003", "09009", "09110", "09120"]].notna().all()


@pytest.mark.parametrize("year", [2016, 2023])
def test_the_profile_of_the_state_falls_from_theils_h(figures, clean, year):
    tracts = tracts_of(clean, figures, year)
    state = figures["spatial_entropy", year].query("level == 'state'").set_index("output").value
    profile = [theil_h(tracts[list(GROUPS)].to_numpy()), *state[list(RADII)[1:]]]
    assert (np.diff(profile) < 0).all()
    assert state.macro_micro == pytest.approx(state.within_8_km / state.within_2_km)
