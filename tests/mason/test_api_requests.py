import json

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from mason.api import RESOURCES
from tests.api_clients import agent_of, browser_of, post_json
from tests.factories import make_curator, make_item, make_repository

pytestmark = pytest.mark.django_db

JSON = "application/json"
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
within_one_transaction = hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.fixture
def item():
    return make_item(repository=make_repository(), status="approved")


@pytest.fixture
def send(item):
    """Send a body to the address that starts an item."""
    agent = agent_of(item.repository.user)

    def post(body, content_type=JSON, **headers):
        address = f"/api/v1/backlog/{item.pk}/start"
        return agent.post(address, body, content_type=content_type, headers=headers)

    return post


@pytest.mark.parametrize(
    ("body", "position"),
    [
        ("{", "line 1 column 2 (char 1)"),
        ('{"branch_name": "a",}', "line 1 column 20 (char 19)"),
        ('{\n"branch_name": x}', "line 2 column 16 (char 17)"),
        ("branch_name=a", "line 1 column 1 (char 0)"),
        (b'{"branch_name": "\xff"}', "position 17"),
        ('\ufeff{"branch_name": "a"}', "line 1 column 1 (char 0)"),
    ],
)
def test_a_body_that_isnt_json_is_refused_with_the_position(send, body, position):
    response = send(body)

    assert response.status_code == 400
    assert response.json()["code"] == "parse_error"
    assert position in response.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        "[" * 200_000,
        '{"branch_name": NaN}',
        '{"branch_name": %s}' % ("9" * 5000),
        '{"a":' * 100_000 + "1" + "}" * 100_000,
    ],
)
def test_json_that_cant_be_held_is_refused(send, body):
    response = send(body)

    assert response.status_code == 400
    assert response.json()["code"] == "parse_error"


@pytest.mark.parametrize("body", ["[]", '"text"', "1", "true", '[{"branch_name": "a"}]'])
def test_json_that_is_no_object_is_refused(send, body):
    response = send(body)

    assert response.status_code == 400
    assert response.json()["detail"].startswith("Invalid data. Expected a dictionary")


def test_null_for_a_body_is_refused(send):
    response = send("null")

    assert response.status_code == 400
    assert response.json()["detail"] == "No data provided"


@pytest.mark.parametrize(
    "content_type",
    [
        *("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"),
        *("*/*", "application/*"),
    ],
)
def test_only_json_is_read(send, content_type):
    response = send("branch_name=a", content_type)

    assert response.status_code == 415
    assert response.json()["code"] == "unsupported_media_type"


@pytest.mark.parametrize("charset", ["latin-1", "utf-16"])
def test_another_charset_is_read_as_it_says(send, charset):
    body = '{"branch_name": "café"}'.encode(charset)

    assert send(body, f"{JSON}; charset={charset}").json()["branch_name"] == "café"


def test_a_charset_that_holds_no_text_is_refused(send):
    assert send("{}", f"{JSON}; charset=hex").json()["code"] == "parse_error"


def test_a_name_that_no_answer_can_hold_is_spelt_out(item):
    address = f"/api/v1/backlog/{item.pk}/release"

    response = post_json(agent_of(item.repository.user), address, {"a\ud800": 1})

    (error,) = response.json()["errors"]
    assert (response.status_code, error["field"]) == (400, "a\\ud800")


def test_a_body_that_is_too_large_is_refused(send):
    response = send('{"branch_name": "%s"}' % ("a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE))

    assert response.status_code == 413
    assert response.json()["code"] == "too_large"


def test_answers_are_json_unless_a_page_is_asked_for(send):
    assert send('{"branch_name": "a"}', accept="*/*").headers["Content-Type"] == JSON


def test_a_format_that_isnt_offered_is_refused_in_json(send):
    response = send("{}", accept="application/xml")

    assert response.status_code == 406
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not_acceptable"


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v2/backlog", "/api/v1/nothing", "/api/v1/backlog/1", "/api/v1/é"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_address_is_a_problem_whoever_asks(path, method):
    response = getattr(APIClient(), method)(path)

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not_found"


def test_what_django_refuses_is_a_problem_below_the_apis_address():
    response = APIClient().get("/api/v1/", headers={"host": "not allowed"})

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "bad_request"


def test_too_many_parameters_are_refused(item):
    query = "&".join(f"p{number}" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))

    response = agent_of(item.repository.user).get(f"/api/v1/backlog/next?{query}")

    assert response.status_code == 400
    assert response.json()["code"] == "bad_request"


def test_the_root_names_every_list():
    response = browser_of(make_curator()).get("/api/v1/")

    names = ["users/me", "backlog/next", *RESOURCES]
    assert response.json() == {name: f"http://testserver/api/v1/{name}" for name in names}


@within_one_transaction
@given(st.text(st.characters(max_codepoint=255)))
def test_no_header_breaks_the_server(header):
    response = APIClient().post("/api/v1/analysis", headers={"authorization": header})

    assert response.status_code == 401


@within_one_transaction
@given(st.binary() | ANY_JSON.map(json.dumps))
def test_no_body_breaks_the_server(send, body):
    assert send(body).status_code == 400


@within_one_transaction
@given(
    st.fixed_dictionaries({"branch_name": ANY_JSON | st.text(st.characters(exclude_categories=()))})
)
def test_no_value_breaks_the_server(send, body):
    assert send(json.dumps(body)).status_code in {200, 400, 409}


@within_one_transaction
@given(st.dictionaries(st.sampled_from(["limit", "repository_id", "x"]), st.text()))
def test_no_query_breaks_the_server(item, query):
    response = agent_of(item.repository.user).get("/api/v1/backlog/next", query)

    assert response.status_code in {200, 400, 404}
