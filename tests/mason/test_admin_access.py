import pytest
from django.test import Client

from accounts.models import User
from tests.admin_pages import (
    ADMINISTRATORS_ONLY,
    REGISTERED,
    ROW_MAKERS,
    changelist_of,
    signed_in,
)
from tests.factories import make_administrator, make_curator, make_user, make_viewer
from tests.mason.admin_access import Access, addresses, expected_access

pytestmark = pytest.mark.django_db

PEOPLE = {
    "viewer": make_viewer,
    "curator": make_curator,
    "administrator": make_administrator,
    "nobody": make_user,
    "anonymous": lambda: None,
}
every_role = pytest.mark.parametrize("role", PEOPLE)


def client_of(person: User | None) -> Client:
    return Client() if person is None else signed_in(person)


def status(person: User | None, address: str, access: Access) -> int:
    """What the person gets who comes anew: one address signs people out."""
    client = client_of(person)
    client.raise_request_exception = False
    answer = getattr(client, access.method)(address, access.query)
    return int(answer.status_code)


def test_every_address_of_the_admin_has_its_expectation():
    assert addresses().keys() == expected_access().keys()


@every_role
def test_each_role_gets_what_it_may_see_and_nothing_else(role):
    person = PEOPLE[role]()
    rows = {model._meta.label_lower: make().pk for model, make in ROW_MAKERS.items()}
    expected = expected_access()

    got = {
        name: status(person, address.of(rows, of_a_row=access.of_a_row), access)
        for name, address in addresses().items()
        if (access := expected.get(name))
    }

    assert got == {name: getattr(access, role) for name, access in expected.items()}


@every_role
def test_each_role_can_search_the_lists_that_it_may_see(role):
    person = PEOPLE[role]()
    allowed = set(REGISTERED) - (set() if role == "administrator" else ADMINISTRATORS_ONLY)
    may_look = role in {"viewer", "curator", "administrator"}

    answers = {
        model: client_of(person).get(changelist_of(model), {"q": "nothing has this"})
        for model in REGISTERED
    }

    found = {model for model, answer in answers.items() if answer.status_code == 200}
    assert found == (allowed if may_look else set())
    assert all("Nothing fits" in answers[model].text for model in found)


def test_strangers_are_led_to_the_login_and_then_to_where_they_wanted():
    answer = Client().get("/admin/backlog/backlogitem/")

    assert answer.headers["Location"] == "/admin/login/?next=/admin/backlog/backlogitem/"
