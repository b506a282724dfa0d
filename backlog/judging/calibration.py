"""How sure a rule is once people have looked at its cases: by steps, or by a Beta posterior."""

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from backlog.choices import Calibration
from backlog.judging.decay import Tally, decayed

PRIOR_CASES: Final = 20
"""A rule's stated confidence weighs as much as so many cases that people looked at.

With 20, a rule of tier 1 falls under its floor at the second restore and one of 0.90 in tier 2 at
the fifth, as by the steps; confirmations bring it back, which the steps can't.
"""

_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Posterior:
    """A Beta distribution of the chance that a case of the rule is rightly filtered."""

    alpha: Decimal
    beta: Decimal

    @property
    def mean(self) -> Decimal:
        """The chance that is expected, to two digits, as the database keeps it."""
        return (self.alpha / (self.alpha + self.beta)).quantize(_CENT, ROUND_HALF_EVEN)

    @property
    def deviation(self) -> Decimal:
        """The standard deviation: how far off the mean may easily be."""
        whole = self.alpha + self.beta
        variance = self.alpha * self.beta / (whole * whole * (whole + 1))
        return Decimal(math.sqrt(variance)).quantize(_CENT, ROUND_HALF_EVEN)


def posterior(stated: Decimal, tally: Tally) -> Posterior:
    """Give what the stated confidence (0 to 1) becomes by restores and confirmations."""
    return Posterior(
        alpha=stated * PRIOR_CASES + tally.confirmations,
        beta=(1 - stated) * PRIOR_CASES + tally.restores,
    )


def calibrated(stated: Decimal, tally: Tally, calibration: Calibration) -> Decimal:
    """Give the confidence that is left, by the calibration that filters."""
    if calibration is Calibration.BETA:
        return posterior(stated, tally).mean
    return decayed(stated, tally.restores)
