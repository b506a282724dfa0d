import uuid

import pytest

from backlog.models import StatusChange
from tests.api_clients import agent_client, agent_of
from tests.concurrency import at_once
from tests.factories import make_api_key, make_item, make_repository

pytestmark = pytest.mark.django_db

MOVES = {
    "start": ("approved", {"branch_name": "mason/close-the-file"}),
    "complete": ("in_progress", {"pr_url": "https://github.com/acme/shop/pull/7"}),
    "fail": ("in_progress", {"error_message": "The tests failed."}),
}
ALLOWED = {
    "new": ["approved", "deferred", "rejected"],
    "approved": ["in_progress", "new", "deferred", "rejected"],
    "in_progress": ["completed", "approved", "deferred"],
    "deferred": ["new", "approved", "rejected"],
    "rejected": ["new"],
    "completed": ["new"],
}


def address(item_id, move):
    return f"/api/v1/backlog/{item_id}/{move}"


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def agent(repository):
    return agent_of(repository.user)


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(
    ("move", "changes"),
    [
        ("start", {"status": "in_progress", "branch_name": "mason/close-the-file"}),
        (
            "complete",
            {"status": "completed", "pr_url": "https://github.com/acme/shop/pull/7"},
        ),
        ("fail", {"status": "deferred"}),
    ],
)
def test_a_move_answers_with_the_item_as_it_is_stored(agent, repository, move, slash, changes):
    origin, body = MOVES[move]
    item = make_item(repository=repository, status=origin)

    response = agent.post(address(item.pk, move) + slash, body)

    item.refresh_from_db()
    assert response.status_code == 200
    answer = response.json()
    assert {name: answer[name] for name in changes} == changes
    assert {name: getattr(item, name) for name in changes} == changes
    assert answer["updated_at"] == item.updated_at.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("move", "status"),
    [
        (move, status)
        for move, (origin, _) in MOVES.items()
        for status in ALLOWED
        if status != origin
    ],
)
def test_a_move_from_another_status_is_a_conflict(agent, repository, move, status):
    item = make_item(repository=repository, status=status)

    response = agent.post(address(item.pk, move), MOVES[move][1])

    item.refresh_from_db()
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["code"] == "transition_conflict"
    assert problem["current_status"] == item.status == status
    assert problem["allowed_statuses"] == ALLOWED[status]


@pytest.mark.parametrize("move", MOVES)
def test_a_strangers_item_looks_like_an_absent_one(agent, move):
    origin, body = MOVES[move]
    stranger, absent = make_item(status=origin), uuid.uuid4()

    theirs = agent.post(address(stranger.pk, move), body)
    nobodys = agent.post(address(absent, move), body)

    stranger.refresh_from_db()
    assert stranger.status == origin
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    theirs_body = theirs.content.decode().replace(str(stranger.pk), str(absent))
    assert theirs_body == nobodys.content.decode()


@pytest.mark.parametrize("item_id", ["1", "next", "%00", "-" * 36, "é", f"{uuid.UUID(int=1)}0"])
@pytest.mark.parametrize("move", MOVES)
def test_an_id_that_is_no_uuid_is_not_found(agent, move, item_id):
    response = agent.post(address(item_id, move), MOVES[move][1])

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_an_id_may_be_in_upper_case(agent, repository):
    item = make_item(repository=repository, status="in_progress")

    assert agent.post(address(str(item.pk).upper(), "fail")).status_code == 200


@pytest.mark.parametrize(
    ("move", "body", "detail"),
    [
        ("start", {}, "This field is required."),
        ("start", {"branch_name": "  "}, "This field may not be blank."),
        ("start", {"branch_name": None}, "This field may not be null."),
        ("start", {"branch_name": ["main"]}, "Not a valid string."),
        ("start", {"branch_name": "a\0b"}, "Null characters are not allowed."),
        ("complete", {}, "This field is required."),
        ("complete", {"pr_url": ""}, "This field may not be blank."),
        ("fail", {"error_message": "a\0b"}, "Null characters are not allowed."),
        ("fail", {"error_message": {}}, "Not a valid string."),
    ],
)
def test_a_bad_value_is_refused_by_its_field(agent, repository, move, body, detail):
    origin, good = MOVES[move]
    item = make_item(repository=repository, status=origin)

    response = agent.post(address(item.pk, move), body)

    item.refresh_from_db()
    assert response.status_code == 400
    assert response.json()["errors"] == [{"field": next(iter(good)), "detail": detail}]
    assert item.status == origin


@pytest.mark.parametrize("move", MOVES)
def test_a_lone_surrogate_is_refused(agent, repository, move):
    origin, body = MOVES[move]
    item = make_item(repository=repository, status=origin)
    text = f'{{"{next(iter(body))}": "https://x.org/\\ud800"}}'

    response = agent.post(address(item.pk, move), text, content_type="application/json")

    assert response.status_code == 400
    assert response.json()["errors"][0]["detail"] == (
        "Surrogate characters are not allowed: U+D800."
    )


@pytest.mark.parametrize(
    "pr_url",
    [
        "https://github.com/acme/shop/pull/7",
        "http://git:3000/acme/shop/pulls/7",
        "HTTPS://GITHUB.COM/a/b/pull/1",
        "https://[::1]/pull/1",
    ],
)
def test_a_web_address_of_any_host_completes(agent, repository, pr_url):
    item = make_item(repository=repository, status="in_progress")

    assert agent.post(address(item.pk, "complete"), {"pr_url": pr_url}).json()["pr_url"] == pr_url


@pytest.mark.parametrize(
    "pr_url",
    [
        "pull/7",
        "github.com/acme/shop/pull/7",
        "ftp://github.com/acme",
        "javascript:alert(1)",
        "https://",
        "https:///pull/7",
        "https://[::1/pull",
        "https://github.com/a b",
        "https://github.com/a\nb",
    ],
)
def test_anything_else_doesnt_complete(agent, repository, pr_url):
    item = make_item(repository=repository, status="in_progress")

    response = agent.post(address(item.pk, "complete"), {"pr_url": pr_url})

    assert response.status_code == 400
    assert response.json()["errors"] == [
        {
            "field": "pr_url",
            "detail": "Give a web address that begins with https:// or http:// and has no spaces.",
        }
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (None, "the attempt failed"),
        ({}, "the attempt failed"),
        ({"error_message": ""}, "the attempt failed"),
        ({"error_message": None}, "the attempt failed"),
        ({"error_message": "Out of memory"}, "the attempt failed: Out of memory"),
    ],
)
def test_a_failure_may_say_why_and_leaves_the_text_alone(agent, repository, body, reason):
    item = make_item(repository=repository, status="in_progress", problem="As it was.")

    answer = agent.post(address(item.pk, "fail"), body).json()

    assert answer["problem"] == "As it was."
    assert StatusChange.objects.get(item=item).reason == reason


@pytest.mark.parametrize("move", MOVES)
def test_other_columns_in_the_body_change_nothing(agent, repository, move):
    origin, body = MOVES[move]
    item = make_item(repository=repository, status=origin, title="As it was")
    extra = {"status": "rejected", "title": "Changed", "user_id": str(uuid.uuid4())}

    answer = agent.post(address(item.pk, move), {**extra, **body}).json()

    assert answer["title"] == "As it was"
    assert answer["user_id"] == str(repository.user_id)
    assert answer["status"] != "rejected"


def test_an_agents_move_is_recorded_with_its_key(repository):
    row, key = make_api_key(user=repository.user)
    item = make_item(repository=repository, status="approved")

    agent_client(key).post(address(item.pk, "start"), MOVES["start"][1])

    change = StatusChange.objects.get(item=item)
    assert (change.channel, change.user, change.api_key) == ("api", repository.user, row)


@pytest.mark.parametrize("move", MOVES)
def test_moves_are_refused_over_get(agent, move):
    response = agent.get(address(uuid.uuid4(), move))

    assert response.status_code == 405
    assert response.headers["Allow"] == "POST, OPTIONS"


@pytest.mark.django_db(transaction=True)
def test_of_eight_agents_that_start_an_item_at_once_one_does():
    repository = make_repository()
    item = make_item(repository=repository, status="approved")
    agents = [agent_of(repository.user) for _ in range(8)]

    def starting(number, agent):
        body = {"branch_name": f"branch-{number}"}
        return lambda: agent.post(address(item.pk, "start"), body)

    responses = at_once([starting(number, agent) for number, agent in enumerate(agents)])

    item.refresh_from_db()
    codes = [response.status_code for response in responses]
    assert sorted(codes) == [200] + [409] * 7
    assert item.branch_name == f"branch-{codes.index(200)}"
