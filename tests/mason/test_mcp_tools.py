"""The tools and resources, over both transports."""

import pytest

from backlog.choices import ItemStatus
from tests.factories import make_api_key, make_item, make_repository
from tests.mcp_clients import live_server, over_http, over_stdio, problem_of, text_of

pytestmark = pytest.mark.django_db(transaction=True)
PULL_REQUEST = "https://github.com/octocat/hello-world/pull/7"


@pytest.fixture(scope="module")
def live(django_db_setup):  # noqa: ARG001 - the database is there before the process
    with live_server() as address:
        yield f"{address}/mcp"


@pytest.fixture
def key():
    return make_api_key()


@pytest.fixture
def user(key):
    return key[0].user


@pytest.fixture(params=["http", "stdio"])
def speaker(request, key):
    """A client over each transport, with a key that works."""
    if request.param == "stdio":
        return over_stdio(key[1])
    return over_http(request.getfixturevalue("live"), key[1])


@pytest.fixture
def http(live, key):
    return over_http(live, key[1])


@pytest.fixture
def approved(user):
    repository = make_repository(user=user)
    return make_item(user=user, repository=repository, status=ItemStatus.APPROVED)


def test_an_item_is_carried_out(speaker, approved):
    async def carry_out(client):
        started = await client.call_tool(
            "start_item", {"item_id": str(approved.pk), "branch_name": "mason/a"}
        )
        done = await client.call_tool(
            "complete_item", {"item_id": str(approved.pk), "pr_url": PULL_REQUEST}
        )
        return started, done

    started, done = speaker.run(carry_out)
    assert (started.is_error, started.structured_content["status"]) == (False, "in_progress")
    assert (done.is_error, done.structured_content["pr_url"]) == (False, PULL_REQUEST)
    assert text_of(done) == done.structured_content
    approved.refresh_from_db()
    assert (approved.status, approved.branch_name) == (ItemStatus.COMPLETED, "mason/a")


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_a_client_learns_the_order_of_work(http, mode):
    async def instructions(client):
        return client.instructions

    assert http.run(instructions, mode=mode).startswith("Mason keeps the backlog")


def test_a_client_of_either_age_of_the_protocol_may_call(http, user):
    results = [
        http.run(lambda client: client.call_tool("check_key", {}), mode=mode)
        for mode in ("legacy", "auto")
    ]
    assert [one.structured_content["github_username"] for one in results] == [
        user.github_username
    ] * 2


def test_a_key_is_checked(http, user):
    repository = make_repository(user=user)
    make_repository()
    answer = http.call("check_key").structured_content
    assert (answer["valid"], answer["user_id"]) == (True, str(user.pk))
    assert [one["id"] for one in answer["repositories"]] == [str(repository.pk)]
    assert "dashboard_url" not in answer


def test_a_refusal_is_an_error_that_says_where_the_item_stands(http, approved):
    result = http.call("complete_item", item_id=str(approved.pk), pr_url=PULL_REQUEST)
    problem = problem_of(result)
    assert (problem["code"], problem["current_status"]) == ("transition_conflict", "approved")
    assert result.structured_content is None


def test_a_refused_value_is_named(http, approved):
    result = http.call("start_item", item_id=str(approved.pk), branch_name=" ")
    (error,) = problem_of(result)["errors"]
    assert error["field"] == "branch_name"


def test_an_item_that_failed_is_deferred(http, approved):
    http.call("start_item", item_id=str(approved.pk), branch_name="mason/a")
    message = '{"text that": "is JSON"}'
    result = http.call("fail_item", item_id=str(approved.pk), error_message=message)
    assert result.structured_content["status"] == "deferred"
    change = approved.status_changes.filter(to_status=ItemStatus.DEFERRED).get()
    assert change.reason == f"the attempt failed: {message}"


def test_a_strangers_item_is_like_none(http):
    stranger = make_item(status=ItemStatus.APPROVED)
    theirs = problem_of(http.call("start_item", item_id=str(stranger.pk), branch_name="mason/a"))
    assert (theirs["status"], theirs["code"]) == (404, "item_not_found")


def test_what_is_null_counts_as_left_out(http, approved):
    http.call("start_item", item_id=str(approved.pk), branch_name="mason/a", run_id=None)
    result = http.call("fail_item", item_id=str(approved.pk), error_message=None)
    assert result.structured_content["status"] == "deferred"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"item_id": "../api-keys"}, "item_id"),
        ({"branch_name": None}, "branch_name"),
        ({"branch": "mason/a"}, "branch"),
    ],
)
def test_arguments_that_the_tool_cannot_take_are_refused_by_name(http, approved, changes, named):
    arguments = {"item_id": str(approved.pk), "branch_name": "mason/a"} | changes
    result = http.call("start_item", **arguments)
    assert result.is_error
    assert f"\n{named}\n" in result.content[0].text
