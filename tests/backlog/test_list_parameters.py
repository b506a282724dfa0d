import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api_clients import agent_of
from tests.factories import make_item, make_repository

pytestmark = pytest.mark.django_db

LIST = "/api/v1/backlog"
ids = st.uuids().map(str)


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def agent(repository):
    return agent_of(repository.user)


def titles(response):
    assert response.status_code == 200, response.content
    return [item["title"] for item in response.json()["results"]]


@pytest.mark.parametrize(
    ("query", "field", "detail"),
    [
        ("limit=0", "limit", "Give a whole number from 1 to 200."),
        ("limit=201", "limit", "Give a whole number from 1 to 200."),
        ("limit=many", "limit", "Give a whole number from 1 to 200."),
        ("limit=", "limit", "Give a value, or leave the parameter out."),
        ("status=", "status", "Give a value, or leave the parameter out."),
        (
            "status=open",
            "status",
            (
                "Give one or more of new, approved, in_progress, completed, deferred, rejected,"
                " separated by commas."
            ),
        ),
        ("area=frontend,", "area", "Give one or more of frontend, backend, separated by commas."),
        ("repository_id=shop", "repository_id", "Give a UUID."),
        ("impact_min=11", "impact_min", "Give a whole number from 1 to 10."),
        ("quick_win=yes", "quick_win", "Give true or false."),
        (
            "created_since=2026-03-02",
            "created_since",
            "Give a time with its offset from UTC, as in 2026-03-02T09:00:00Z.",
        ),
        (
            "created_before=0001-01-01T00:00:00%2B14:00",
            "created_before",
            "Give a time with its offset from UTC, as in 2026-03-02T09:00:00Z.",
        ),
        ("branch_name=%00", "branch_name", "Give a text without NUL."),
        ("search=" + "a" * 201, "search", "Give at most 200 characters."),
        (
            "ordering=title",
            "ordering",
            (
                "Give one of -priority_score, priority_score, -impact_score, impact_score,"
                " effort_score, -effort_score, complexity, -complexity, created_at, -created_at."
            ),
        ),
        (
            "status=new&status=approved",
            "status",
            "Give this parameter once; separate values by commas.",
        ),
        (
            "cursor=x",
            "cursor",
            (
                "This isn't a cursor of this list in this order: take it from “next” or “previous”,"
                " or leave it out for the first page."
            ),
        ),
    ],
)
def test_a_wrong_parameter_is_named_with_what_would_be_right(agent, query, field, detail):
    response = agent.get(f"{LIST}?{query}")

    assert response.status_code == 400
    assert response.json()["errors"] == [{"field": field, "detail": detail}]


def test_an_unknown_field_is_named_with_those_that_there_are(agent):
    (error,) = agent.get(f"{LIST}?fields=title,name").json()["errors"]

    assert error["field"] == "fields"
    assert error["detail"].startswith("There is no field “name”; there are id, created_at,")


def test_unknown_parameters_are_named_with_those_that_there_are(agent):
    response = agent.get(f"{LIST}?state=new&page=2")

    assert response.status_code == 400
    assert response.json()["detail"].startswith(
        "There is no query parameter “page”, “state”; there are “analysis_run_id”, “area”,"
    )


def test_one_row_takes_no_parameters(agent, repository):
    item = make_item(repository=repository)

    assert agent.get(f"{LIST}/{item.pk}?expand=all").status_code == 400


def test_a_cursor_of_another_order_is_refused(agent, repository):
    for _ in range(2):
        make_item(repository=repository)
    following = agent.get(f"{LIST}?limit=1&ordering=created_at").json()["next"]

    response = agent.get(following.replace("ordering=created_at", "ordering=-created_at"))

    assert response.json()["errors"][0]["field"] == "cursor"


FILTERED = [
    ("status=approved,new", ["approved", "new"]),
    ("status=approved", ["approved"]),
    ("area=frontend", ["frontend"]),
    ("type=auth", ["auth"]),
    ("complexity=5", ["complex"]),
    ("impact_min=9", ["impact"]),
    ("impact_max=2", ["little"]),
    ("effort_min=9", ["effort"]),
    ("effort_max=1", ["easy"]),
    ("priority_min=17", ["impact"]),
    ("priority_max=0", ["little"]),
    ("quick_win=true", ["impact"]),
    ("has_prd=true", ["prd"]),
    ("branch_name=mason/b", ["branch"]),
]


@pytest.mark.parametrize(("query", "expected"), FILTERED)
def test_filters_keep_what_they_say(agent, repository, query, expected):
    usual = {"status": "deferred", "area": "backend", "type": "backend", "complexity": 2}
    for title, values in {
        "approved": {"status": "approved"},
        "new": {"status": "new", "impact_score": 4},
        "frontend": {"area": "frontend"},
        "auth": {"type": "auth"},
        "complex": {"complexity": 5},
        "impact": {"impact_score": 10, "effort_score": 2},
        "little": {"impact_score": 1, "effort_score": 3},
        "effort": {"effort_score": 9},
        "easy": {"effort_score": 1},
        "prd": {"prd_content": "# PRD: It"},
        "branch": {"branch_name": "mason/b"},
    }.items():
        make_item(repository=repository, title=title, **{**usual, **values})

    assert titles(agent.get(f"{LIST}?{query}")) == expected


def test_times_narrow_the_list_from_one_on_and_before_another(agent, repository):
    items = [make_item(repository=repository, title=str(number)) for number in range(3)]
    middle = items[1].created_at.isoformat().replace("+00:00", "Z")

    assert titles(agent.get(f"{LIST}?ordering=created_at&created_since={middle}")) == ["1", "2"]
    assert titles(agent.get(f"{LIST}?ordering=created_at&created_before={middle}")) == ["0"]


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                *("status", "area", "type", "repository_id", "analysis_run_id", "complexity"),
                *("impact_min", "priority_max", "created_since", "updated_before", "quick_win"),
                *("has_prd", "branch_name", "limit", "cursor", "ordering", "search", "fields"),
            ]
        ),
        st.text() | ids | st.datetimes().map(str) | st.integers().map(str),
        max_size=4,
    )
)
def test_no_query_breaks_the_server(agent, query):
    assert agent.get(LIST, query).status_code in {200, 400}
