"""The tools and resources, over both transports."""

import json

import pytest
from mcp import MCPError

from backlog.choices import ItemStatus
from tests.factories import make_api_key, make_item, make_repository
from tests.mcp_clients import over_http, over_stdio, problem_of, text_of

pytestmark = pytest.mark.django_db(transaction=True)
PULL_REQUEST = "https://github.com/octocat/hello-world/pull/7"


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
    return over_http(f"{request.getfixturevalue('live_address')}/mcp", key[1])


@pytest.fixture
def http(live_address, key):
    return over_http(f"{live_address}/mcp", key[1])


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


def test_a_search_gives_pages_of_items_in_brief(http, user):
    repository = make_repository(user=user)
    for score in (3, 9, 5):
        make_item(user=user, repository=repository, impact_score=score, title=f"Cache {score}")
    make_item(user=user, repository=repository, title="Another matter")
    make_item(title="A stranger's cache")
    asked = {"query": "cache", "repository_id": str(repository.pk), "status": "new", "limit": 2}
    first = http.call("search_backlog", **asked).structured_content
    second = http.call("search_backlog", **asked, cursor=first["next_cursor"]).structured_content
    found = [*first["items"], *second["items"]]
    assert sorted(item["title"] for item in found) == ["Cache 3", "Cache 5", "Cache 9"]
    assert (len(first["items"]), second["next_cursor"]) == (2, None)
    assert "prd_content" not in first["items"][0]


def test_a_status_that_there_is_not_is_refused_with_those_that_there_are(http):
    problem = problem_of(http.call("search_backlog", status="done"))
    assert (problem["code"], problem["errors"][0]["field"]) == ("invalid", "status")


def test_an_item_is_read_with_its_requirements(http, approved):
    approved.prd_content = "# PRD: Cache\n"
    approved.save(update_fields=["prd_content"])
    item = http.call("get_item", item_id=str(approved.pk)).structured_content
    assert (item["title"], item["prd_content"]) == (approved.title, "# PRD: Cache\n")


def test_an_item_of_another_writer_may_leave_out_what_the_table_allows(http, user):
    bare = dict.fromkeys(("area", "type", "complexity", "impact_score", "effort_score", "user"))
    item = make_item(repository=make_repository(user=user), benefits={}, **bare)
    result = http.call("get_item", item_id=str(item.pk))
    assert (result.is_error, result.structured_content["priority_score"]) == (False, None)


def read(speaker, address):
    """Read a resource that has one part."""
    (content,) = speaker.run(lambda client: client.read_resource(address)).contents
    return content


def test_an_item_can_be_read_by_its_address(speaker, approved):
    content = read(speaker, f"mason://backlog/{approved.pk}")
    item = json.loads(content.text)
    assert (content.mime_type, item["id"]) == ("application/json", str(approved.pk))


def test_a_requirements_document_can_be_read_by_its_address(speaker, approved):
    approved.prd_content = "# PRD: Größe\n"
    approved.save(update_fields=["prd_content"])
    content = read(speaker, f"mason://backlog/{approved.pk}/prd")
    assert (content.mime_type, content.text) == ("text/markdown", "# PRD: Größe\n")


def refused_address(speaker, address):
    """Give the message of an address that can't be read."""

    async def refusal(client):
        with pytest.raises(MCPError) as caught:
            await client.read_resource(address)
        return caught.value.error.message

    return speaker.run(refusal)


def test_a_missing_requirements_document_is_said_with_what_there_is(http, approved):
    assert refused_address(http, f"mason://backlog/{approved.pk}/prd") == (
        f"The item {approved.pk} has no requirements document yet: its problem and solution are in"
        f" mason://backlog/{approved.pk}."
    )


def test_a_strangers_item_has_no_address(http):
    stranger = make_item(prd_content="# PRD: Secret\n")
    for address in (f"mason://backlog/{stranger.pk}", f"mason://backlog/{stranger.pk}/prd"):
        assert refused_address(http, address) == f"There is no backlog item {stranger.pk}."


def test_an_address_that_names_no_id_is_refused(http):
    message = refused_address(http, "mason://backlog/first")
    assert message == "first isn't an item's id, which is a UUID."
