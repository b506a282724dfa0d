"""What is handed out while somebody else holds a row, and reviews that meet."""

from functools import partial

import pytest
from django.db import connection

from accounts.actors import Actor
from backlog.models import BacklogItem
from backlog.services.claiming import claim
from tests.concurrency import at_once
from tests.databases import connect
from tests.factories import make_item, make_repository, make_suggestion
from tests.reviews import run_review

pytestmark = pytest.mark.django_db(transaction=True)

REVIEWS = 4
RACES = 10


def test_a_claim_takes_the_next_item_while_the_best_is_locked():
    repository = make_repository()
    best = make_item(repository=repository, status="approved", impact_score=10)
    following = make_item(repository=repository, status="approved", impact_score=1)
    with connect(connection.settings_dict["NAME"]) as holder, holder.transaction():
        holder.execute("SELECT 1 FROM mason_pm_backlog_items WHERE id = %s FOR UPDATE", [best.pk])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")

        claimed = claim(repository_id=repository.pk, actor=Actor.operator(), limit=2)

        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    assert [item.pk for item in claimed] == [following.pk]


def test_reviews_that_meet_make_each_suggestion_once_every_time():
    for race in range(RACES):
        repository = make_repository()
        suggestions = [make_suggestion(fingerprints=(f"{race}-{n}",)) for n in range(5)]

        outcomes = at_once([partial(run_review, repository, *suggestions)] * REVIEWS)

        assert sorted(outcome.suggestions.added for outcome in outcomes) == [0, 0, 0, 5]
        assert BacklogItem.objects.filter(repository=repository).count() == 5
