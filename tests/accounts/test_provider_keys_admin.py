import json

import pytest
from django.contrib.admin.models import LogEntry

from accounts.models import AIProviderKey
from accounts.services.provider_keys import read_provider_key
from tests.admin_pages import (
    PROVIDER_SECRET,
    REGISTERED,
    ROW_MAKERS,
    add_page_of,
    administrator,
    changelist_of,
    make_provider_key,
    messages_of,
    page_of,
    signed_in,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/aiproviderkey/"


def store(client, user, key=PROVIDER_SECRET, provider="anthropic"):
    form = {"user": str(user.pk), "provider": provider, "api_key": key}
    return client.post(add_page_of(AIProviderKey), form)


def test_stored_key_is_encrypted_and_readable_for_mason():
    store(signed_in(administrator()), make_user())

    row = AIProviderKey.objects.get()
    assert PROVIDER_SECRET not in row.encrypted_api_key
    assert read_provider_key(row) == PROVIDER_SECRET


def test_key_replaces_the_earlier_one_of_the_same_provider():
    user, client = make_user(), signed_in(administrator())
    store(client, user, "sk-first")
    store(client, user, "sk-second")

    assert [read_provider_key(row) for row in AIProviderKey.objects.all()] == ["sk-second"]


def test_key_is_a_password_field_that_browsers_do_not_fill():
    page = signed_in(administrator()).get(add_page_of(AIProviderKey))

    field = page.context["adminform"].form["api_key"]
    widget = field.field.widget
    assert (widget.input_type, widget.render_value, widget.attrs["autocomplete"]) == (
        "password",
        False,
        "new-password",
    )


def test_refused_form_does_not_send_the_key_back():
    page = store(signed_in(administrator()), make_user(), provider="no such provider")

    assert page.context["adminform"].form.errors
    assert PROVIDER_SECRET not in page.text


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_neither_key_nor_its_encrypted_form_is_on_any_page(model):
    client = signed_in(administrator())
    store(client, make_user())
    row = ROW_MAKERS[model]() if model is not AIProviderKey else AIProviderKey.objects.get()
    secrets = [PROVIDER_SECRET, *AIProviderKey.objects.values_list("encrypted_api_key", flat=True)]

    urls = [
        "/admin/",
        changelist_of(model),
        page_of(row),
        page_of(row).replace("change", "history"),
    ]
    pages = [client.get(url).text for url in urls]

    assert [
        url for url, text in zip(urls, pages, strict=True) if any(s in text for s in secrets)
    ] == []


def test_log_session_and_cookies_keep_nothing_of_the_key():
    client = signed_in(administrator())
    store(client, make_user())

    kept = json.dumps(
        [
            dict(client.session),
            {name: cookie.value for name, cookie in client.cookies.items()},
            list(LogEntry.objects.values_list("change_message", "object_repr")),
        ]
    )

    assert LogEntry.objects.count() == 1
    assert [
        s in kept for s in (PROVIDER_SECRET, AIProviderKey.objects.get().encrypted_api_key)
    ] == [
        False,
        False,
    ]


def test_removing_asks_first_and_then_forgets_the_key():
    row, client = make_provider_key(), signed_in(administrator())
    asked = client.post(LIST, {"action": "remove", "_selected_action": [str(row.pk)]})
    question = asked.context["question"]
    assert AIProviderKey.objects.exists()

    seen = json.dumps(question.form["seen"].initial)
    answer = client.post(question.action_url, {"seen": seen})

    assert messages_of(answer) == [f"Removed 1 AI provider key: “Anthropic key of {row.user}”."]
    assert not AIProviderKey.objects.exists()


def test_form_says_what_is_to_be_set_before_a_key_can_be_stored(settings):
    settings.ENCRYPTION_KEYS = []

    response = store(signed_in(administrator()), make_user())

    assert response.context["adminform"].form.non_field_errors() == [
        "ENCRYPTION_KEYS is empty, so provider keys can't be stored: set it as .env.example says."
    ]
    assert not AIProviderKey.objects.exists()
