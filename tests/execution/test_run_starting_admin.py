"""A run is started from the list of runs."""

import pytest
from django.urls import reverse

from backlog.choices import ItemStatus
from execution.models import ExecutionRun
from tests.admin_pages import messages_of, page_of, signed_in
from tests.attempts import ready_item
from tests.factories import make_curator, make_item, make_repository, make_viewer

pytestmark = pytest.mark.django_db

ADD = reverse("admin:execution_executionrun_add")
LIST = reverse("admin:execution_executionrun_changelist")


@pytest.fixture
def curator():
    return signed_in(make_curator())


def test_whoever_decides_is_offered_it_and_nobody_else(curator):
    assert f'href="{ADD}"' in curator.get(LIST).content.decode()
    assert f'href="{ADD}"' not in signed_in(make_viewer()).get(LIST).content.decode()


def test_asking_names_active_repositories_with_approved_items_and_starts_nothing(curator):
    item = ready_item()
    make_repository(github_full_name="acme/idle")
    resting = make_repository(github_full_name="acme/resting", is_active=False)
    make_item(repository=resting, status=ItemStatus.APPROVED)

    form = curator.get(ADD).context["question"].form

    assert list(form.fields["repository"].queryset) == [item.repository]
    assert ExecutionRun.objects.count() == 0


def test_items_are_queued_and_what_was_left_out_is_said(curator):
    item = ready_item()
    lacking = make_item(
        repository=item.repository, status=ItemStatus.APPROVED, title="Lacks it", prd_content=None
    )

    response = curator.post(ADD, {"repository": item.repository.pk, "limit": ""})

    run = ExecutionRun.objects.get()
    assert response.url == page_of(run)
    assert list(run.attempts.values_list("item", flat=True)) == [item.pk]
    said = messages_of(response)
    assert said[0] == f"Queued “{item.title}”."
    assert said[1].startswith(f"Left out: “{lacking.title}”: ")


def test_a_limit_holds(curator):
    item = ready_item()
    ready_item(repository=item.repository)

    curator.post(ADD, {"repository": item.repository.pk, "limit": "1"})

    assert ExecutionRun.objects.get().item_count == 1


def test_nothing_that_can_be_executed_is_said_on_the_form(curator):
    lacking = make_item(repository=make_repository(), status=ItemStatus.APPROVED, prd_content=None)

    response = curator.post(ADD, {"repository": lacking.repository.pk, "limit": ""})

    (error,) = response.context["question"].form.errors["repository"]
    assert error.startswith(f"No item of {lacking.repository} can be executed: ")
    assert ExecutionRun.objects.count() == 0


@pytest.mark.parametrize("limit", ["0", "1001", "x"])
def test_a_limit_out_of_range_is_refused(curator, limit):
    item = ready_item()

    response = curator.post(ADD, {"repository": item.repository.pk, "limit": limit})

    assert list(response.context["question"].form.errors) == ["limit"]
    assert ExecutionRun.objects.count() == 0
