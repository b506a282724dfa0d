"""What the schema says of values, and that the API takes them at its word."""

import re

import pytest
from rest_framework import serializers

from accounts.api.bodies import LineField, TextField, WholeNumberField
from execution.models import RemoteExecutionRun
from tests.api_clients import agent_of
from tests.factories import make_item, make_remote_run, make_repository

pytestmark = pytest.mark.django_db

TEXTS = [
    "a",
    " a ",
    "a\tb",
    "a\nb",
    "\na\n",
    "a\u200bb",
    "a\ue000",
    "",
    " ",
    "\0",
    "a\x85b",
    "\x1c",
]
FIELDS = [TextField(), LineField(), TextField(allow_blank=True), TextField(trim_whitespace=False)]


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def agent(repository):
    return agent_of(repository.user)


def takes(field, value):
    try:
        field.run_validation(value)
    except serializers.ValidationError:
        return False
    return True


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_taken_just_when_it_fits_its_pattern(field, text):
    least = 0 if field.allow_blank else 1
    fits = re.search(field.pattern, text) is not None and len(text) >= least

    assert takes(field, text) is fits


@pytest.mark.parametrize(("value", "taken"), [(3, True), (3.0, True), (3.5, False), (True, False)])
def test_a_whole_number_may_be_written_with_a_point(value, taken):
    assert takes(WholeNumberField(), value) is taken


@pytest.mark.parametrize("name", ["a\u00adb", "caf\u00e9\u200d", "\ue000"])
def test_a_list_goes_on_after_a_name_that_nobody_sees(agent, repository, name):
    for branch_name in (name, f"{name}2"):
        make_remote_run(repository=repository, branch_name=branch_name)
    address = "/api/v1/remote-execution-runs?ordering=branch_name&limit=1"

    following = agent.get(agent.get(address).json()["next"])

    last = RemoteExecutionRun.objects.order_by("branch_name").last()
    assert [row["branch_name"] for row in following.json()["results"]] == [last.branch_name]


@pytest.mark.parametrize("form", ["{0.hex}", "urn:uuid:{0}", "{{{0}}}", " {0}"])
def test_ids_have_one_form(agent, repository, form):
    response = agent.get("/api/v1/backlog", {"repository_id": form.format(repository.pk)})

    assert response.status_code == 400


def test_a_search_for_blanks_is_not_left_out(agent, repository):
    make_item(repository=repository)

    assert agent.get("/api/v1/backlog", {"search": " "}).json()["results"] == []


def test_a_filter_may_repeat_its_values(agent):
    assert agent.get("/api/v1/backlog", {"status": ",".join(["new"] * 100)}).status_code == 200
