"""Deactivating repositories in the admin, and activating them again."""

import json

import pytest
from django.contrib.admin.models import LogEntry

from accounts.models import GitHubRepository
from tests.admin_pages import changelist_of, messages_of, page_of, signed_in
from tests.factories import make_curator, make_repository, make_viewer

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/githubrepository/"


def choose(client, action, *rows):
    form = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    return client.post(changelist_of(GitHubRepository), form)


def confirm(client, asked):
    question = asked.context["question"]
    return client.post(question.action_url, {"seen": json.dumps(question.form["seen"].initial)})


def active():
    return set(GitHubRepository.objects.active())


def test_deactivating_a_selection_asks_first_and_says_what_follows():
    rows = [make_repository(github_full_name=f"acme/{name}") for name in ("shop", "till")]

    asked = choose(signed_in(make_curator()), "deactivate", *rows)

    question = asked.context["question"]
    assert question.text == (
        "Deactivate 2 repositories? Agents and pages that choose a repository are no longer offered"
        " what is inactive. Items and reviews stay, and it can be activated again."
    )
    assert question.subjects == ("acme/shop", "acme/till")
    assert active() == set(rows)


def test_confirmed_deactivating_lets_those_alone_rest():
    rows = [make_repository(github_full_name=f"acme/{name}") for name in ("shop", "till")]
    other, client = make_repository(), signed_in(make_curator())

    answer = confirm(client, choose(client, "deactivate", *rows))

    (message,) = messages_of(answer)
    assert message.startswith("Deactivated 2 repositories: “acme/")
    assert answer["Location"] == LIST
    assert active() == {other}


def test_page_of_an_active_repository_leads_to_the_question():
    row, client = make_repository(), signed_in(make_curator())
    (action,) = client.get(page_of(row)).context["row_actions"]

    confirm(client, client.get(action.url))

    assert action.label == "Deactivate"
    assert active() == set()


def test_page_of_an_inactive_repository_activates_it():
    row, client = make_repository(is_active=False), signed_in(make_curator())
    (action,) = client.get(page_of(row)).context["row_actions"]

    answer = client.post(action.url)

    assert (action.label, action.posts, answer["Location"]) == ("Activate", True, page_of(row))
    assert messages_of(answer) == [f"Activated 1 repository: “{row}”."]
    assert active() == {row}


def test_activating_a_selection_tells_those_that_changed():
    resting, working = make_repository(is_active=False), make_repository()

    answer = choose(signed_in(make_curator()), "activate", resting, working)

    assert messages_of(answer) == [f"Activated 1 repository: “{resting}”."]
    assert active() == {resting, working}


def test_switching_what_is_so_already_says_that_nothing_changed():
    answer = choose(signed_in(make_curator()), "activate", make_repository())

    assert messages_of(answer) == ["Nothing changed: all are active."]


def test_switching_is_in_the_history_of_the_rows_that_changed():
    row, client = make_repository(), signed_in(make_curator())
    resting = make_repository(is_active=False)

    confirm(client, choose(client, "deactivate", row, resting))

    assert list(LogEntry.objects.values_list("object_id", "change_message")) == [
        (str(row.pk), '[{"changed": {"fields": ["is active"]}}]')
    ]


@pytest.mark.parametrize(
    ("address", "expected"), [("deactivate/", 405), ("{}/deactivate/", 200), ("{}/activate/", 405)]
)
def test_get_switches_nothing(address, expected):
    row, resting = make_repository(), make_repository(is_active=False)
    target = resting if address == "{}/activate/" else row

    answer = signed_in(make_curator()).get(LIST + address.format(target.pk))

    assert answer.status_code == expected
    assert active() == {row}


def test_form_of_the_page_doesnt_switch():
    row, client = make_repository(), signed_in(make_curator())

    form = client.get(page_of(row)).context["adminform"].form

    assert "is_active" not in form.fields


def test_viewers_switch_nothing():
    row, resting = make_repository(), make_repository(is_active=False)
    client = signed_in(make_viewer())

    answers = [
        client.post(f"{LIST}deactivate/", {"seen": json.dumps({str(row.pk): ""})}),
        client.get(f"{LIST}{row.pk}/deactivate/"),
        client.post(f"{LIST}{resting.pk}/activate/"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert client.get(page_of(row)).context["row_actions"] == []
    assert active() == {row}
