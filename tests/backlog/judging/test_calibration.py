"""The Beta posterior of a rule's confidence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.choices import Calibration
from backlog.judging.calibration import calibrated, posterior
from backlog.judging.decay import Tally

confidences = st.decimals(min_value=0, max_value=1, places=2)
numbers = st.integers(min_value=0, max_value=1000)
tallies = st.builds(Tally, numbers, numbers)


@pytest.mark.parametrize(
    ("stated", "restores", "confirmations", "mean"),
    [
        ("0.95", 0, 0, "0.95"),
        ("0.95", 1, 0, "0.90"),
        ("0.95", 2, 0, "0.86"),
        ("0.95", 2, 20, "0.93"),
        ("0.90", 4, 0, "0.75"),
        ("0.90", 5, 0, "0.72"),
        ("0.70", 0, 20, "0.85"),
        ("1.00", 0, 0, "1.00"),
        ("0.00", 0, 0, "0.00"),
    ],
)
def test_the_mean_weighs_what_people_said_against_the_stated_confidence(
    stated, restores, confirmations, mean
):
    assert posterior(Decimal(stated), Tally(restores, confirmations)).mean == Decimal(mean)


@given(confidences, tallies)
def test_mean_and_deviation_are_within_their_bounds(stated, tally):
    found = posterior(stated, tally)
    assert 0 <= found.mean <= 1
    assert 0 <= found.deviation <= Decimal("0.50")


@given(confidences, tallies)
def test_a_restore_never_raises_and_a_confirmation_never_lowers(stated, tally):
    restored = tally._replace(restores=tally.restores + 1)
    confirmed = tally._replace(confirmations=tally.confirmations + 1)
    means = [posterior(stated, one).mean for one in (restored, tally, confirmed)]
    assert means == sorted(means)


@pytest.mark.parametrize(
    ("calibration", "left"), [(Calibration.STEP, "0.85"), (Calibration.BETA, "0.90")]
)
def test_the_chosen_calibration_counts(calibration, left):
    assert calibrated(Decimal("0.95"), Tally(2, 7), calibration) == Decimal(left)
