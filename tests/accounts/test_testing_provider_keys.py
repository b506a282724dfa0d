"""Asking a provider whether it accepts a stored key, against a server on this machine."""

import json
import logging
import time

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import AIProviderKey
from accounts.services.provider_keys import store_provider_key
from tests.accounts.github_server import answers, hangs_up
from tests.accounts.provider_server import running_provider
from tests.admin_pages import administrator, changelist_of, messages_of, page_of, signed_in
from tests.factories import make_curator, make_user, make_viewer

pytestmark = pytest.mark.django_db

KEY = "sk-a-key-that-works-1a2b"  # an example, no key
NAMES = [("anthropic", "Anthropic"), ("openai", "OpenAI")]


@pytest.fixture
def provider(settings):
    with running_provider(accepts=KEY) as server:
        settings.ANTHROPIC_BASE_URL = settings.OPENAI_BASE_URL = server.url
        yield server


def stored(key=KEY, provider="anthropic"):
    return store_provider_key(user=make_user(), provider=provider, api_key=key)


def press_test(row, client=None):
    """The answer to pressing the button on the key's page."""
    client = client or signed_in(administrator())
    page = client.get(page_of(row))
    (button,) = [one for one in page.context["row_actions"] if one.label == "Test"]
    assert f'<form method="post" action="{button.url}">' in page.text
    return client.post(button.url)


def told(answer):
    """What the person is told, and how."""
    return [(message.level_tag, str(message)) for message in get_messages(answer.wsgi_request)]


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize(("code", "name"), NAMES)
def test_key_that_the_provider_accepts_works(code, name):
    row = stored(provider=code)

    answer = press_test(row)

    assert told(answer) == [("success", f"The key works: {name} accepts it.")]
    assert answer["Location"] == page_of(row)


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize(("code", "name"), NAMES)
def test_key_that_the_provider_refuses_doesnt(code, name):
    answer = press_test(stored("sk-an-outdated-key-9z8y", provider=code))

    assert told(answer) == [("error", f"{name} refuses the key (401).")]


@pytest.mark.parametrize(
    ("code", "name", "value"),
    [("anthropic", "x-api-key", KEY), ("openai", "authorization", f"Bearer {KEY}")],
)
def test_key_is_shown_to_its_provider_once_as_that_wants_it(provider, code, name, value):
    press_test(stored(provider=code))

    (headers,) = provider.headers
    assert [header for header, text in headers.items() if KEY in text] == [name]
    assert headers[name] == value


def test_entry_of_netrc_doesnt_take_the_keys_place(provider, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    press_test(stored(provider="openai"))

    assert provider.headers[0]["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("fault", "because"),
    [
        (answers("", 500), "it answered 500."),
        (answers("", 429), "it answered 429."),
        (answers("", 302, Location="http://127.0.0.1:9/"), "it answered 302."),
        (answers("<h1>Welcome</h1>"), "its answer isn't a list of models."),
        (answers("[]"), "its answer isn't a list of models."),
        (answers("{}"), "its answer isn't a list of models."),
        (hangs_up, "it can't be reached."),
    ],
    ids=["500", "429", "redirect", "page", "list", "nothing", "hangs up"],
)
def test_answer_that_says_nothing_of_the_key_leaves_it_open(provider, fault, because):
    provider.fault = fault

    assert told(press_test(stored())) == [("warning", f"Couldn't ask Anthropic: {because}")]


def test_forbidden_key_is_refused_too(provider):
    provider.fault = answers("{}", 403)

    assert told(press_test(stored())) == [("error", "Anthropic refuses the key (403).")]


def test_provider_that_takes_too_long_leaves_it_open(provider, settings):
    settings.OUTSIDE_TIMEOUT_SECONDS = 0.2
    provider.fault = lambda _: time.sleep(0.5)

    expected = "Couldn't ask Anthropic: no answer within 0.2 seconds."
    assert told(press_test(stored())) == [("warning", expected)]


def test_provider_that_is_away_leaves_it_open(settings):
    settings.ANTHROPIC_BASE_URL = "http://127.0.0.1:9"

    expected = "Couldn't ask Anthropic: it can't be reached."
    assert told(press_test(stored())) == [("warning", expected)]


@pytest.mark.parametrize("key", ["sk-two\nlines-1a2b3c4d", "sk-schlüssel-1a2b3c4d"])
def test_key_that_no_header_carries_isnt_sent(provider, key):
    expected = "Couldn't ask Anthropic: the key has characters that no header carries."

    assert told(press_test(stored(key))) == [("warning", expected)]
    assert provider.headers == []


def test_key_that_cant_be_decrypted_is_said_to_be(provider):
    row = stored()
    AIProviderKey.objects.update(encrypted_api_key="of another program")

    (sentence,) = messages_of(press_test(row))
    assert sentence.startswith(f"The anthropic key of {row.user} can't be decrypted")
    assert provider.headers == []


def test_get_asks_nobody(provider):
    row = stored()

    answer = signed_in(administrator()).get(f"/admin/accounts/aiproviderkey/{row.pk}/test/")

    assert (answer.status_code, provider.headers) == (405, [])


@pytest.mark.parametrize("make", [make_viewer, make_curator])
def test_others_than_administrators_test_nothing(provider, make):
    row = stored()

    answer = signed_in(make()).post(f"/admin/accounts/aiproviderkey/{row.pk}/test/")

    assert (answer.status_code, provider.headers) == (403, [])


def test_post_without_the_forms_token_is_refused(provider):
    row, client = stored(), Client(enforce_csrf_checks=True)
    client.force_login(administrator())

    answer = client.post(f"/admin/accounts/aiproviderkey/{row.pk}/test/")

    assert (answer.status_code, provider.headers) == (403, [])


@pytest.mark.parametrize("key", [KEY, "sk-an-outdated-key-9z8y"])
def test_key_is_in_no_message_session_or_log(provider, caplog, key):
    caplog.set_level(logging.DEBUG)
    client = signed_in(administrator())
    answer = press_test(stored(key), client)

    page = client.get(answer["Location"])
    sessions = [session.get_decoded() for session in Session.objects.all()]
    kept = "\n".join([caplog.text, page.text, json.dumps(sessions), repr(client.cookies)])
    assert provider.headers
    assert key not in kept


def shown(row):
    """What list and page show of the key."""
    client = signed_in(administrator())
    pages = [client.get(changelist_of(AIProviderKey)), client.get(page_of(row))]
    return ["…1a2b" in page.text for page in pages], [KEY[-5:] in page.text for page in pages]


def test_list_and_page_show_the_last_four_characters():
    assert shown(stored()) == ([True, True], [False, False])


def test_nothing_is_shown_of_a_short_key():
    row = stored("sk-short-1a2b")

    assert shown(row) == ([False, False], [False, False])
    assert "too short to show" in signed_in(administrator()).get(page_of(row)).text


def test_list_shows_keys_that_cant_be_decrypted():
    stored()
    AIProviderKey.objects.update(encrypted_api_key="of another program")

    page = signed_in(administrator()).get(changelist_of(AIProviderKey))

    assert "can&#x27;t be decrypted" in page.text


def test_page_leads_to_replacing_the_key_of_the_same_user_and_provider():
    row, client = stored(provider="openai"), signed_in(administrator())
    actions = {one.label: one for one in client.get(page_of(row)).context["row_actions"]}

    form = client.get(actions["Replace"].url).context["adminform"].form

    assert list(actions) == ["Test", "Replace", "Remove"]
    assert (form["user"].value(), form["provider"].value()) == (str(row.user_id), "openai")
