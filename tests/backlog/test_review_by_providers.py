"""`manage.py review --reviewer anthropic|openai`, against a server that speaks their wires."""

import io
import json
import logging

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.services.provider_keys import store_provider_key
from backlog.choices import AnalysisStatus
from backlog.management.review_summary import NEXT_STEP
from backlog.models import AnalysisRun, BacklogItem
from tests.backlog.assistants.provider_server import Said, breaks_off, refuses, running_provider
from tests.backlog.sending.checkouts import tracked_checkout, write
from tests.factories import make_curator

KEY = "sk-a-key-that-works-1a2b"  # an example, no key
SECRET = "ghp_" + "q7Xv2LmPz9Kd4RtYw8Bn3Hc6Jf5Sg1Va0Eu9"  # made up
NAMES = {"anthropic": "Anthropic", "openai": "OpenAI"}
QUESTIONS = 5

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings):
    with running_provider(accepts=KEY) as server:
        settings.ANTHROPIC_BASE_URL = settings.OPENAI_BASE_URL = server.url
        settings.PROVIDER_RETRIES = 1
        settings.PROVIDER_AT_ONCE = 1
        yield server


@pytest.fixture(params=NAMES)
def reviewer(request):
    user = make_curator(github_username="ada")
    store_provider_key(user=user, provider=request.param, api_key=KEY)
    return request.param


@pytest.fixture
def checkout(tmp_path):
    return tracked_checkout(
        tmp_path / "shop",
        {
            "shop/prices.py": "def load_prices():\n    return read_all()\n",
            "shop/keys.py": f"TOKEN = '{SECRET}'\n",
            ".env": "PASSWORD=open-sesame",
            "deploy.pem": "the key of the server",
        },
    )


def review(checkout, reviewer, *arguments):
    output = io.StringIO()
    call_command("review", str(checkout), "--reviewer", reviewer, *arguments, stdout=output)
    return output.getvalue().splitlines()


def refusal(checkout, reviewer, *arguments):
    with pytest.raises(CommandError) as error:
        review(checkout, reviewer, *arguments)
    return str(error.value)


def suggesting(*titles, **values):
    """An answer with suggestions of these titles."""
    stated = {
        "problem": "Each request reads all prices in shop/prices.py:1.",
        "solution": "Keep the result of load_prices() for a minute.",
        "area": "backend",
        "type": "backend",
        "complexity": 2,
        "impact_score": 8,
        "effort_score": 2,
        **values,
    }
    suggestions = [{"title": title, **stated} for title in titles]
    return Said(json.dumps({"version": 1, "suggestions": suggestions}))


def test_suggestions_of_a_model_come_to_the_backlog(reviewer, provider, checkout):
    provider.replies.append(suggesting("Cache the price list of load_prices()"))

    assert review(checkout, reviewer) == [
        "Reviewed acme/shop",
        f"  1 file sent to {NAMES[reviewer]}; 3 left out (--dry-run tells why)",
        "  1 finding read",
        "  1 added to the backlog",
        "  used: 550 tokens, cost not told",
        f"Decide about them in the admin: {NEXT_STEP}",
    ]
    assert BacklogItem.objects.get().title == "Cache the price list of load_prices()"
    assert len(provider.asked) == QUESTIONS


def test_files_are_sent_with_each_question(reviewer, provider, checkout):
    review(checkout, reviewer)

    block = "\n=== shop/prices.py\n1\tdef load_prices():\n2\t    return read_all()"
    assert [asked.text.endswith(block) for asked in provider.asked] == [True] * QUESTIONS


def test_secrets_and_untracked_files_are_never_sent(reviewer, provider, checkout):
    write(checkout, {"notes.py": "untracked = 1\n"})

    review(checkout, reviewer)

    bodies = "".join(asked.body for asked in provider.asked)
    kept = (SECRET, "open-sesame", "the key of the server", "untracked", "keys.py", ".env")
    assert [text for text in kept if text in bodies] == []


def test_key_is_in_the_header_alone(reviewer, provider, checkout, caplog):
    caplog.set_level(logging.DEBUG)
    provider.replies.append(refuses(400, f"What is {KEY}?"))

    output = review(checkout, reviewer)

    assert {KEY in asked.body for asked in provider.asked} == {False}
    assert KEY not in "\n".join(output) + caplog.text
    assert output[2] == (
        "  Nothing about user experience:"
        f" {NAMES[reviewer]} refuses the question (400): What is …?."
    )


def test_bad_json_is_sent_back_with_what_is_wrong(reviewer, provider, checkout):
    provider.replies += [Said("Here you are!"), suggesting("Cache the price list", complexity=9)]
    provider.replies.append(suggesting("Cache the price list of load_prices()"))

    output = review(checkout, reviewer)

    _, second, third, *_ = [asked.text for asked in provider.asked]
    assert output[2:4] == ["  1 finding read", "  1 added to the backlog"]
    assert "Your last answer couldn't be used:\n- " in second
    assert "- /suggestions/0/complexity: 9 must be at most 5" in third


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Said("{", "cut off"), "'s answer is cut off at 16,000 tokens (PROVIDER_OUTPUT_TOKENS)."),
        (Said("I won't.", "refused"), " declines to answer: I won't."),
        (refuses(413, "too large"), " refuses the question (413): too large."),
    ],
    ids=["truncation", "refusal", "bad request"],
)
def test_question_without_an_answer_leaves_the_others(
    reviewer, provider, checkout, reply, sentence
):
    provider.replies += [reply, suggesting("Cache the price list of load_prices()")]

    assert review(checkout, reviewer)[2:5] == [
        f"  Nothing about user experience: {NAMES[reviewer]}{sentence}",
        "  1 finding read",
        "  1 added to the backlog",
    ]


def test_rate_limit_that_passes_is_waited_for(reviewer, provider, checkout):
    provider.replies.append(refuses(429, retry_after="0.01"))

    assert review(checkout, reviewer)[2] == "  0 findings read"
    assert len(provider.asked) == QUESTIONS + 1


def test_connection_that_breaks_is_tried_again(reviewer, provider, checkout):
    provider.replies.append(breaks_off)

    assert review(checkout, reviewer)[2] == "  0 findings read"
    assert len(provider.asked) == QUESTIONS + 1


def test_refused_key_fails_the_review(reviewer, provider, checkout):
    provider.accepts = "another"

    message = refusal(checkout, reviewer)

    assert message.splitlines()[0] == (
        f"Nothing about user experience: {NAMES[reviewer]} refuses the key (401):"
        " store another in the admin under AI provider keys."
    )
    run = AnalysisRun.objects.get()
    assert (run.status, run.error_message) == (AnalysisStatus.FAILED, message)


def test_budget_ends_the_review_and_keeps_what_was_answered(reviewer, provider, checkout):
    """The first answer takes most of it; the second might go over it."""
    said = suggesting("Cache the price list of load_prices()")
    provider.replies.append(Said(said.text, input_tokens=80_000, output_tokens=10_000))

    output = review(checkout, reviewer, "--token-budget", "106000")

    assert [line for line in output if "budget" in line and "Nothing about" not in line] == [
        "  The budget of 106,000 tokens ended the review before all was asked."
    ]
    assert len(provider.asked) == 1
    assert len([line for line in output if line.startswith("  Nothing about")]) == QUESTIONS - 1
    assert output[-4:-1] == [
        "  1 finding read",
        "  1 added to the backlog",
        "  used: 90,000 tokens, cost not told",
    ]


def test_budget_reaches_for_the_longest_answers(reviewer, provider, checkout, settings):
    settings.PROVIDER_AT_ONCE = 5
    provider.reply = Said(input_tokens=4_000, output_tokens=16_000)

    output = review(checkout, reviewer, "--token-budget", "100100")

    assert len(provider.asked) == QUESTIONS
    assert output[-1] == "  used: 100,000 tokens, cost not told"


def test_budget_that_is_too_small_asks_nothing(reviewer, provider, checkout):
    message = refusal(checkout, reviewer, "--token-budget", "50000")

    assert message.startswith(
        "A budget of 50,000 tokens is too small for the 5 questions of this review:"
    )
    assert (provider.asked, AnalysisRun.objects.count()) == ([], 0)


def test_dry_run_lists_what_would_be_sent_and_sends_nothing(reviewer, provider, checkout):
    User.objects.get().provider_keys.all().delete()

    output = review(checkout, reviewer, "--dry-run", "--mode", "banger")

    assert output == [
        f"{NAMES[reviewer]} would be sent 1 file, 41 bytes, about 22 tokens",
        "  shop/prices.py: 41 bytes, about 22 tokens",
        "Left out: its name is one of files with secrets",
        "  .env",
        "  deploy.pem",
        "Left out: looks as if it held a secret",
        "  shop/keys.py:1",
        "The files would go into each of 1 question; the budget is 400,000 tokens.",
        "Nothing was sent.",
    ]
    assert (provider.asked, AnalysisRun.objects.count()) == ([], 0)


def test_key_is_needed(checkout, reviewer):
    User.objects.get().provider_keys.all().delete()

    assert refusal(checkout, reviewer) == (
        f"ada has no {NAMES[reviewer]} key here: store one in the admin under AI provider keys"
        " (/admin/accounts/aiproviderkey/add/)."
    )
    assert not AnalysisRun.objects.exists()


def test_folder_without_git_is_refused(provider, reviewer, tmp_path):
    write(tmp_path, {"a.py": "x = 1"})

    assert refusal(tmp_path, reviewer, "--repository", "acme/shop") == (
        f"{tmp_path} isn't in a git repository (or git isn't installed), and only files that git"
        " tracks are sent: git init and git add what shall be reviewed."
    )
    assert provider.asked == []


def test_checkout_of_which_nothing_may_be_sent_is_refused(provider, reviewer, checkout):
    (checkout / "shop" / "prices.py").unlink()

    assert refusal(checkout, reviewer) == (
        f"{checkout} has no file that may be sent: add --dry-run to see why each is left out."
    )
    assert provider.asked == []


@pytest.mark.parametrize("given", ["0", "-5", "many", "1.5"])
def test_budget_is_a_number_of_tokens(reviewer, checkout, given):
    assert f"“{given}” must be a number of tokens, as in 100000" in refusal(
        checkout, reviewer, f"--token-budget={given}"
    )
