"""Two curators at once on the addresses of triage, on real connections."""

from functools import partial

import pytest

from backlog.models import BacklogItem, StatusChange
from tests.admin_pages import signed_in
from tests.backlog.triage_page import DECIDE, UNDO, decision, post, status_of, timeless, undoing
from tests.concurrency import at_once
from tests.factories import make_curator, make_item, make_repository

pytestmark = pytest.mark.django_db(transaction=True)
RACES = 100


def test_of_two_who_decide_at_once_exactly_one_wins_and_the_other_is_told_who():
    people = {name: signed_in(make_curator(github_username=name)) for name in ("alice", "bob")}
    choices = {"alice": ("approve", "approved"), "bob": ("reject", "rejected")}
    repository = make_repository()
    for _ in range(RACES):
        item = make_item(repository=repository)

        answers = at_once(
            [
                partial(post, client, DECIDE, decision(item, choices[name][0]))
                for name, client in people.items()
            ]
        )

        by_code = {answer.status_code: timeless(answer) for answer in answers}
        assert sorted(by_code) == [200, 409]
        winner = StatusChange.objects.get(item=item).user.github_username
        assert by_code[200]["status"] == status_of(item) == choices[winner][1]
        assert by_code[409]["detail"] == f"Already {choices[winner][1]} by {winner}, now."


def test_a_decision_that_is_sent_twice_at_once_is_made_once_and_both_are_told_so():
    client, repository = signed_in(make_curator()), make_repository()
    for _ in range(30):
        sent = decision(make_item(repository=repository))

        answers = at_once([partial(post, client, DECIDE, sent)] * 2)

        assert [answer.status_code for answer in answers] == [200, 200]
        assert StatusChange.objects.filter(item=sent["item"]).count() == 1


def test_an_undoing_that_is_sent_twice_at_once_is_done_once_and_both_are_told_so():
    client, repository = signed_in(make_curator()), make_repository()
    for _ in range(30):
        sent = decision(make_item(repository=repository))
        post(client, DECIDE, sent)

        answers = at_once([partial(post, client, UNDO, undoing(sent))] * 2)

        assert [answer.status_code for answer in answers] == [200, 200]
        assert BacklogItem.objects.get(pk=sent["item"]).status == "new"
        assert StatusChange.objects.filter(item=sent["item"]).count() == 2
