"""The pages of the filter's settings: blocklist, replay, what is in force, and confirming."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.services.default_repository import choose_repository
from backlog.models import BlocklistPattern, FilterConfirmation, FilteredItem, FilterPolicy
from backlog.services.confirming import confirm_many
from tests.admin_pages import page_of, signed_in
from tests.factories import (
    make_curator,
    make_filtered_item,
    make_repository,
    make_suggestion,
    make_viewer,
)
from tests.reviews import run_review

pytestmark = pytest.mark.django_db

REPLAY = "/admin/backlog/filtereditem/rules/replay/"
RULES = "/admin/backlog/filtereditem/rules/"
VAGUE = {"solution": "Make it better."}


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def curator(repository):
    user = make_curator()
    choose_repository(user_id=user.pk, repository_id=repository.pk)
    return user


def posted(page, **changes):
    """What a browser posts of the page's form, with changes; None takes a box's tick away."""
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: "on" if value is True else value for name, value in data.items()}
    data |= changes
    return {name: value for name, value in data.items() if value not in {None, False}}


def test_replaying_asks_for_a_repository_first():
    page = signed_in(make_curator()).get(REPLAY)
    assert "form" not in page.context


def test_a_draft_is_shown_and_sets_nothing(curator, repository):
    run_review(repository, make_suggestion(title="<b>Vague</b>", **VAGUE))
    client = signed_in(curator)

    page = client.post(REPLAY, posted(client.get(REPLAY), confidence_vague_solution="0.60"))

    assert [(s.flip.past.title, s.flip.would_filter) for s in page.context["flips"]] == [
        ("<b>Vague</b>", False)
    ]
    assert "&lt;b&gt;Vague" in page.text
    assert not FilterPolicy.objects.exists()


def test_a_draft_is_saved_with_who_and_why(curator):
    client = signed_in(curator)
    changes = {
        "floor_tier3": "0.75",
        "confidence_vague_solution": "0.60",
        "asked_speculative": None,
        "kind": "path",
        "pattern": "legacy/",
        "reason": "It is noise.",
        "save": "",
    }

    answer = client.post(REPLAY, posted(client.get(REPLAY), **changes))

    assert (answer.status_code, answer.url) == (302, reverse("admin:backlog_filter_rules"))
    policy = FilterPolicy.objects.get()
    assert (policy.floors, policy.confidences, policy.off) == (
        {"tier3": "0.75"},
        {"vague_solution": "0.60"},
        ["speculative"],
    )
    assert (policy.user, policy.channel, policy.reason) == (curator, "admin", "It is noise.")
    pattern = BlocklistPattern.objects.get()
    assert (pattern.kind, pattern.pattern, pattern.reason) == ("path", "legacy/", "It is noise.")


def test_a_pattern_is_taken_off_and_a_rule_asked_again(curator):
    client = signed_in(curator)
    first = {"asked_speculative": None, "kind": "title", "pattern": "old", "reason": "Why."}
    client.post(REPLAY, posted(client.get(REPLAY), **first, save=""))
    pattern = BlocklistPattern.objects.get()
    second = {"asked_speculative": "on", f"kept_{pattern.pk}": None, "reason": "Not so."}

    client.post(REPLAY, posted(client.get(REPLAY), **second, save=""))

    pattern.refresh_from_db()
    assert pattern.removed_by == curator
    assert FilterPolicy.objects.first().off == []


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"floor_tier1": "1.5"}, "floor_tier1", "less than or equal to 1"),
        ({"floor_tier1": "0.999"}, "floor_tier1", "no more than 2 decimal places"),
        ({"kind": "path", "pattern": ""}, "pattern", "isn't blank"),
        ({"kind": "path", "pattern": "**"}, "pattern", "matches everything"),
        ({"kind": "", "pattern": "legacy/"}, "kind", "Choose what"),
    ],
)
def test_a_wrong_value_is_named_at_its_field(curator, changes, field, problem):
    client = signed_in(curator)
    page = client.post(REPLAY, posted(client.get(REPLAY), **changes, reason="Why.", save=""))
    (error,) = page.context["form"].errors[field]
    assert problem in error
    assert not FilterPolicy.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"floor_tier1": "0.95"}, "reason: say why the filter is set so."),
        ({"reason": "Why."}, "draft: it changes nothing."),
    ],
)
def test_saving_needs_a_reason_and_a_change(curator, changes, message):
    client = signed_in(curator)
    page = client.post(REPLAY, posted(client.get(REPLAY), **changes, save=""))
    assert [str(one) for one in page.context["messages"]] == [message]


def test_somebody_elses_setting_in_between_is_a_conflict(curator):
    client = signed_in(curator)
    page = client.get(REPLAY)
    changes = {"floor_tier1": "0.95", "reason": "Why.", "save": ""}
    client.post(REPLAY, posted(page, **changes))

    again = client.post(REPLAY, posted(page, **changes | {"floor_tier1": "0.99"}))

    *_, message = again.context["messages"]
    assert "Somebody else has set this repository's filter" in str(message)
    assert FilterPolicy.objects.count() == 1


def test_a_viewer_replays_nothing():
    assert signed_in(make_viewer()).get(REPLAY).status_code == 403


def test_the_rules_say_what_is_in_force_and_the_posterior(curator, repository):
    run_review(repository, make_suggestion(**VAGUE))
    confirm_many(filtered_item_ids=[FilteredItem.objects.get().pk], actor=Actor.curator(curator))
    client = signed_in(curator)
    changes = {"asked_speculative": None, "reason": "It is noise.", "save": ""}
    client.post(REPLAY, posted(client.get(REPLAY), **changes))

    page = client.get(RULES)

    assert "It is noise." in page.text
    assert "0.81 ± 0.08 (0 restored, 1 confirmed)" in page.text
    assert "Here the decay filters" in page.text
    off = [rule.record.code for rule in page.context["rules"] if rule.record.is_off]
    assert off == ["speculative"]


def test_the_posterior_filters_where_it_is_chosen(curator, settings):
    settings.FILTER_CALIBRATION = "beta"
    assert "Here the posterior filters" in signed_in(curator).get(RULES).text


ADD = "/admin/backlog/blocklistpattern/add/"


def pattern_posted(repository, **values):
    return {
        "repository": repository.pk,
        "kind": "path",
        "pattern": "legacy/",
        "reason": "It goes away.",
        "expires_at_0": "",
        "expires_at_1": "",
        **values,
    }


def test_a_pattern_is_added_in_the_admin(curator, repository):
    signed_in(curator).post(ADD, pattern_posted(repository, pattern=" legacy/ "))
    row = BlocklistPattern.objects.get()
    assert (row.pattern, row.reason, row.added_by) == ("legacy/", "It goes away.", curator)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"pattern": "*"}, "pattern"),
        ({"pattern": "!legacy"}, "pattern"),
        ({"reason": " "}, "reason"),
        ({"expires_at_0": "2020-01-01", "expires_at_1": "00:00"}, "expires_at"),
    ],
)
def test_a_wrong_pattern_is_named_at_its_field(curator, repository, values, field):
    page = signed_in(curator).post(ADD, pattern_posted(repository, **values))
    assert list(page.context["adminform"].form.errors) == [field]
    assert not BlocklistPattern.objects.exists()


def add(repository, **values):
    return BlocklistPattern.objects.create(
        **{"repository": repository, "kind": "title", "pattern": "old", "reason": "Why.", **values}
    )


def test_a_pattern_that_is_there_already_is_refused_in_the_form(curator, repository):
    add(repository, kind="path", pattern="legacy/")
    page = signed_in(curator).post(ADD, pattern_posted(repository))
    assert page.status_code == 200
    assert "on the blocklist already" in page.text


def test_a_pattern_is_taken_off_after_asking(curator, repository):
    row, client = add(repository), signed_in(curator)
    url = reverse("admin:backlog_unblock", args=[row.pk])

    assert client.get(url).context["question"].button == "Take off"
    row.refresh_from_db()
    assert row.removed_at is None

    client.post(url)
    row.refresh_from_db()
    assert row.removed_by == curator


def test_the_list_tells_which_patterns_count(curator, repository):
    add(repository, pattern="a")
    add(repository, pattern="b", expires_at=timezone.now() - timedelta(days=1))
    add(repository, pattern="c", removed_at=timezone.now())
    text = signed_in(curator).get("/admin/backlog/blocklistpattern/").text
    assert [state in text for state in ("In force", "Expired", "Taken off")] == [True] * 3


def test_a_viewer_sees_patterns_and_takes_none_off(repository):
    row, client = add(repository), signed_in(make_viewer())
    assert client.get("/admin/backlog/blocklistpattern/").status_code == 200
    assert client.post(reverse("admin:backlog_unblock", args=[row.pk])).status_code == 403


def test_a_filtered_items_page_offers_to_confirm_it_once(curator):
    row, client = make_filtered_item(), signed_in(curator)
    offered = [one.label for one in client.get(page_of(row)).context["row_actions"]]
    assert offered == ["Restore", "The filter was right"]

    question = client.get(reverse("admin:backlog_confirm", args=[row.pk])).context["question"]
    assert question.subjects == (row.title,)
    assert not FilterConfirmation.objects.exists()

    confirm_many(filtered_item_ids=[row.pk], actor=Actor.curator(curator))
    offered = [one.label for one in client.get(page_of(row)).context["row_actions"]]
    assert offered == ["Restore"]


def test_filtered_items_are_confirmed_after_asking(curator):
    row, client = make_filtered_item(), signed_in(curator)
    chosen = {"action": "confirm", "_selected_action": [row.pk]}

    page = client.post("/admin/backlog/filtereditem/", chosen)
    assert not FilterConfirmation.objects.exists()

    question = page.context["question"]
    client.post(
        question.action_url,
        {"seen": question.form["seen"].value(), "reason": "Right."}
        | {"seen": f'{{"{row.pk}": ""}}'},
    )
    confirmation = FilterConfirmation.objects.get()
    assert (confirmation.filtered_item, confirmation.user) == (row, curator)
    assert confirmation.reason == "Right."
