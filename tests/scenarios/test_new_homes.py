"""New homes and a district, as the specification works it out."""

import pytest

from fairtown.scenarios.new_homes import Enrollment, NewHomes, ends, work_out

OWN = Enrollment("0010011", "A School District", 1000, 100)


def test_by_hand():
    found = work_out(OWN, NewHomes(96, 24, 0.25, 0.6))
    assert found.students == pytest.approx(38.4)
    assert (found.before, found.after) == (0.1, pytest.approx(0.110, abs=5e-4))


def test_the_range_and_what_is_hidden():
    least, most = ends(OWN, NewHomes(0, 100))
    assert (least.students, most.students) == (25, 90)
    hidden = work_out(Enrollment("1", "B", 50, None), NewHomes())
    assert (hidden.students, hidden.before, hidden.after) == (50, None, None)
