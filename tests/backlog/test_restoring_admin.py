import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from backlog.models import BacklogItem, FilteredItem, RestoreFeedback
from tests.admin_pages import messages_of, page_of, signed_in
from tests.factories import make_curator, make_filtered_item, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/backlog/filtereditem/"


def select(client: Client, *rows: FilteredItem):
    return client.post(
        LIST, {"action": "restore", "_selected_action": [str(row.pk) for row in rows]}
    )


def confirm(client: Client, asked: Any):
    question = asked.context["question"]
    seen = json.dumps(question.form["seen"].initial)
    return client.post(question.action_url, {"seen": seen, "reason": "Still true."})


def test_running_the_action_asks_and_changes_nothing():
    asked = select(signed_in(make_curator()), make_filtered_item())

    assert asked.context["question"].text == (
        "Restore 1 filtered item? What is restored becomes a new backlog item."
    )
    assert not BacklogItem.objects.exists()


def test_confirming_restores_every_selected_item():
    client = signed_in(make_curator())
    rows = [make_filtered_item(), make_filtered_item()]

    answer = confirm(client, select(client, *rows))

    assert messages_of(answer) == ["Restored 2 filtered items."]
    assert {item.title for item in BacklogItem.objects.all()} == {row.title for row in rows}
    assert RestoreFeedback.objects.count() == 2


def test_result_names_what_was_not_restored_and_why():
    client = signed_in(make_curator())
    done = make_filtered_item(title="Restored before", override_status="restored")
    bad = make_filtered_item(title="Of no area", area="moon")

    answer = confirm(client, select(client, done, bad, make_filtered_item()))

    first, *left = messages_of(answer)
    assert first == "Restored 1 filtered item."
    assert sorted(left) == [
        (
            "Left 1 filtered item unchanged: “Of no area”. Not fit for the backlog: area:"
            " Value 'moon' is not a valid choice."
        ),
        "Left 1 filtered item unchanged: “Restored before”. Already restored.",
    ]


def test_rows_that_are_left_for_one_reason_are_told_together():
    client = signed_in(make_curator())
    bad = [make_filtered_item(title=f"Bad {number}", area="moon") for number in range(2)]
    done = [make_filtered_item(title="Done", override_status="restored") for _ in range(2)]

    left = messages_of(confirm(client, select(client, *bad, *done)))

    assert sorted(text.partition(":")[0] for text in left) == [
        "Left 2 filtered items unchanged",
        "Left 2 filtered items unchanged",
    ]


def test_page_restores_and_leads_to_the_new_item():
    row = make_filtered_item(title="Cache it")
    client = signed_in(make_curator())
    action, _ = client.get(page_of(row)).context["row_actions"]

    answer = confirm(client, client.get(action.url))

    assert messages_of(answer) == ["Restored “Cache it”."]
    assert answer.url == page_of(BacklogItem.objects.get())


def test_page_tells_when_somebody_else_was_faster():
    row = make_filtered_item()
    client = signed_in(make_curator())
    asked = client.get(reverse("admin:backlog_restore", args=[row.pk]))
    FilteredItem.objects.update(override_status="restored")

    answer = confirm(client, asked)

    assert messages_of(answer) == [f"The filtered item {row.pk} has already been restored."]
    assert answer.url == page_of(row)


def test_restored_row_offers_no_restoring():
    row = make_filtered_item(override_status="restored")

    page = signed_in(make_curator()).get(page_of(row))

    assert page.context["row_actions"] == []


def test_get_of_the_restoring_address_is_refused():
    assert signed_in(make_curator()).get(f"{LIST}restore/").status_code == 405


def test_get_on_a_row_changes_nothing():
    row = make_filtered_item()

    signed_in(make_curator()).get(reverse("admin:backlog_restore", args=[row.pk]))

    row.refresh_from_db()
    assert row.override_status == "filtered"


def test_only_curators_restore():
    row = make_filtered_item()

    signed_in(make_user()).post(f"{LIST}restore/", {"seen": json.dumps({str(row.pk): ""})})

    assert not BacklogItem.objects.exists()
