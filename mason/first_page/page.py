"""All sections of the first page together."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.utils import timezone

from accounts.admin.access import may_decide
from accounts.admin.choosing import Chooser, chooser_of
from mason.first_page.approved import Approved, approved_in
from mason.first_page.executions import executions_in
from mason.first_page.outcomes import Outcomes, outcomes_of
from mason.first_page.plot import Plot, plot_of
from mason.first_page.running import Running, running_in
from mason.first_page.scope import Scope
from mason.first_page.statuses import Statuses, statuses_of
from mason.first_page.trouble import TroubleList, trouble_in
from mason.first_page.waiting import Waiting, waiting_in
from mason.first_page.weeks import Weeks, weeks_of

REVIEW_COMMAND: Final = "python manage.py review PATH"
KEY_COMMAND: Final = "python manage.py createapikey USER"


@dataclass(frozen=True, slots=True)
class FirstPage:
    """All that the first page shows, in the order in which it does."""

    chooser: Chooser
    statuses: Statuses
    waiting: Waiting
    approved: Approved
    running: Running
    trouble: TroubleList
    weeks: Weeks
    plot: Plot
    outcomes: Outcomes
    review_command: str = REVIEW_COMMAND
    key_command: str = KEY_COMMAND


def first_page_of(chooser: Chooser, *, may_decide: bool) -> FirstPage:
    """Read what the page shows, in a number of queries that no table's size changes."""
    scope = Scope(chooser.repository)
    executions = executions_in(scope)
    return FirstPage(
        chooser=chooser,
        statuses=statuses_of(scope),
        waiting=waiting_in(scope, may_decide=may_decide),
        approved=approved_in(scope),
        running=running_in(scope, executions),
        trouble=trouble_in(scope, executions),
        weeks=weeks_of(scope, timezone.localdate()),
        plot=plot_of(scope),
        outcomes=outcomes_of(scope),
    )


def show(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Give Unfold's context of the first page, completed."""
    first_page = first_page_of(chooser_of(request), may_decide=may_decide(request))
    return {**context, "title": "Home", "first_page": first_page}
