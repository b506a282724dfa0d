from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.exceptions import AnswerNotKept, BadIdempotencyKey, IdempotencyConflict
from accounts.models import AnsweredRequest
from accounts.services.answered_requests import Answer, begin, keep
from tests.concurrency import at_once
from tests.factories import make_user

pytestmark = pytest.mark.django_db

ASKED = {"key": "k-1", "fingerprint": "one"}


@pytest.fixture
def user():
    return make_user()


def carry_out(user, body='{"id": 1}', **asked):
    """Begin and keep, as one request does; gives the answer, and whether it was a kept one."""
    with transaction.atomic():
        known = begin(user_id=user.pk, **{**ASKED, **asked})
        if isinstance(known, Answer):
            return known, True
        keep(request_id=known, status=201, body=body)
    return Answer(201, body), False


def test_the_same_request_gets_the_first_answer_again(user):
    carry_out(user)

    assert carry_out(user, body="another") == (Answer(201, '{"id": 1}'), True)


def test_another_request_with_the_key_is_refused(user):
    carry_out(user)

    with pytest.raises(IdempotencyConflict):
        carry_out(user, fingerprint="two")


def test_keys_of_other_users_are_others(user):
    carry_out(user)

    assert carry_out(make_user(), fingerprint="two")[1] is False


def test_an_answer_with_a_secret_isnt_given_again(user):
    carry_out(user, body=None)

    with pytest.raises(AnswerNotKept):
        carry_out(user)


def test_a_request_that_failed_may_be_sent_again(user):
    with transaction.atomic():
        begin(user_id=user.pk, **ASKED)
        transaction.set_rollback(True)

    assert carry_out(user)[1] is False


def test_an_answer_is_kept_for_24_hours(user):
    before = timezone.now()
    carry_out(user)
    row = AnsweredRequest.objects.get()

    assert before + timedelta(hours=24) <= row.expires_at <= timezone.now() + timedelta(hours=24)


def test_a_key_is_free_again_when_its_answer_expired(user):
    carry_out(user)
    AnsweredRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert carry_out(user, fingerprint="two")[1] is False


def test_expired_answers_are_forgotten_as_new_ones_come(user):
    carry_out(user, key="old")
    AnsweredRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    carry_out(user, key="new")

    assert list(AnsweredRequest.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.parametrize("key", ["", "a" * 256, "schlüssel", "a\nb"])
def test_a_key_that_isnt_one_is_refused(user, key):
    with pytest.raises(BadIdempotencyKey):
        carry_out(user, key=key)


@pytest.mark.django_db(transaction=True)
def test_of_the_same_request_at_once_one_is_carried_out(user):
    answers = at_once([lambda number=number: carry_out(user, str(number)) for number in range(8)])

    assert len({answer for answer, _ in answers}) == 1
    assert [kept for _, kept in answers].count(False) == 1
