import pytest

from backlog.choices import Area
from backlog.exceptions import UnknownMode
from backlog.modes import ReviewMode


@pytest.mark.parametrize(
    ("name", "limit", "area"),
    [
        ("full", 25, None),
        ("quick", 9, None),
        ("banger", 1, None),
        ("area:frontend", 5, Area.FRONTEND),
        ("area:backend", 5, Area.BACKEND),
    ],
)
def test_each_mode_has_its_limit_and_area(name, limit, area):
    assert ReviewMode.parse(name) == ReviewMode(name, limit, area)


@pytest.mark.parametrize("name", ["", "Full", "area", "area:", "area:kitchen", "full:frontend"])
def test_another_mode_is_refused_with_the_ones_there_are(name):
    with pytest.raises(UnknownMode) as caught:
        ReviewMode.parse(name)
    assert str(caught.value) == (
        f"There is no review mode “{name}”; the modes are"
        " full, quick, banger, area:frontend, area:backend."
    )
