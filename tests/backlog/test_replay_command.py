"""`manage.py replay`."""

from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from backlog.choices import Decision
from backlog.models import BacklogItem, BlocklistPattern, FilteredItem, FilterPolicy
from backlog.services.policies import policy_of
from tests.factories import (
    make_curator,
    make_pattern,
    make_policy,
    make_repository,
    make_suggestion,
    make_user,
)
from tests.reviews import decide_about, run_review

pytestmark = pytest.mark.django_db

VAGUE = {"solution": "Make it better."}


@pytest.fixture
def repository():
    return make_repository(github_full_name="acme/shop")


def replayed(*arguments):
    output = StringIO()
    call_command("replay", "acme/shop", *arguments, stdout=output, no_color=True)
    return output.getvalue().splitlines()


def refusal(*arguments):
    with pytest.raises(CommandError) as refused:
        call_command("replay", *arguments)
    return str(refused.value)


def test_flips_precision_and_recall_are_told(repository):
    run_review(repository, make_suggestion(title="Fine"), make_suggestion(title="Vague", **VAGUE))
    item = BacklogItem.objects.get()
    decide_about(item, Decision.REJECT)
    row = FilteredItem.objects.get()

    lines = replayed("--off", "vague_solution", "--block", "title:Fine")

    assert lines[:6] == [
        "2 verdicts replayed; people decided about 1",
        "  precision - -> 100.0 %",
        "  recall    0.0 % -> 100.0 %",
        "  before: 0 rightly filtered, 0 wrongly, 1 missed",
        "  after:  1 rightly filtered, 0 wrongly, 0 missed",
        "2 verdicts would flip:",
    ]
    assert set(lines[6:]) == {
        f"  {item.pk} would be filtered by blocklisted; should be filtered: Fine",
        f"  {row.pk} would pass, filtered by vague_solution; not decided: Vague",
    }
    assert not FilterPolicy.objects.exists()


def test_no_more_flips_are_listed_than_are_asked_for(repository):
    run_review(repository, *(make_suggestion(**VAGUE) for _ in range(3)))
    assert replayed("--off", "vague_solution", "--limit", "1")[-1] == "  and 2 more"


def test_a_draft_is_saved_with_a_reason(repository):
    curator = make_curator(github_username="ada")
    repository.user = curator
    repository.save()
    old = make_pattern(repository=repository)
    make_policy(repository=repository, off=["in_hand"])

    lines = replayed(
        *("--floor", "tier2=0.80", "--confidence", "duplicate_title=0.85"),
        *("--off", "speculative", "--on", "in_hand"),
        *("--block", "path:legacy/", "--unblock", str(old.pk)),
        *("--save", "--reason", "It is noise.", "--user", "ada"),
    )

    assert lines[-1] == "Saved for acme/shop."
    policy = policy_of(repository.pk)
    assert policy.floors == {"tier2": Decimal("0.80")}
    assert policy.confidences == {"duplicate_title": Decimal("0.85")}
    assert policy.off == {"speculative"}
    assert [one.pattern for one in policy.blocklist.patterns] == ["legacy/"]
    saved = FilterPolicy.objects.first()
    assert (saved.user, saved.channel, saved.reason) == (curator, "command", "It is noise.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--floor", "tier4=0.80"], "floor: “tier4” must be one of tier1, tier2, tier3."),
        (["--floor", "tier1"], "floor: “tier1” must be written as in tier2=0.80."),
        (
            ["--floor", "tier1=2"],
            "floor: “2” must be a number from 0.00 to 1.00, of two digits.",
        ),
        (
            ["--confidence", "in_hand=0.999"],
            "confidence: “0.999” must be a number from 0.00 to 1.00, of two digits.",
        ),
        (["--block", "legacy/"], "block: “legacy/” must be written as in path:legacy/."),
        (["--block", "file:a"], "kind: “file” must be one of path, title, rule."),
        (["--block", "path:**"], "pattern: “**” matches everything: name a part of it."),
        (["--unblock", "1"], "unblock: “1” must be the id of a pattern."),
        (["--save", "--off", "in_hand"], "reason: say why the filter is set so."),
        (["--save", "--reason", "Why."], "draft: it changes nothing."),
    ],
)
@pytest.mark.usefixtures("repository")
def test_a_wrong_option_is_refused_by_its_name(arguments, message):
    assert refusal("acme/shop", *arguments) == message


@pytest.mark.parametrize("option", ["--off", "--on", "--confidence"])
@pytest.mark.usefixtures("repository")
def test_an_unknown_rule_is_refused_with_those_that_there_are(option):
    given = "nothing=0.50" if option == "--confidence" else "nothing"
    said = refusal("acme/shop", option, given)
    assert said.startswith(f"{option[2:]}: there is no rule “nothing”; the rules are ")


@pytest.mark.usefixtures("repository")
def test_a_pattern_of_another_repository_stays():
    other = make_pattern()
    said = refusal("acme/shop", "--unblock", str(other.pk), "--save", "--reason", "Why.")
    assert said == f"There is no pattern {other.pk} on the blocklist."
    assert BlocklistPattern.objects.get().removed_at is None


@pytest.mark.usefixtures("repository")
def test_a_pattern_that_is_not_there_is_refused():
    missing = uuid4()
    said = refusal("acme/shop", "--unblock", str(missing), "--save", "--reason", "Why.")
    assert said == f"There is no pattern {missing} on the blocklist."
    assert not FilterPolicy.objects.exists()


def test_an_unknown_repository_is_refused():
    assert refusal("acme/none") == ("There is no repository “acme/none”: name one as owner/name.")


@pytest.mark.usefixtures("repository")
def test_a_name_that_two_users_have_needs_the_user():
    make_repository(github_full_name="acme/shop", user=make_user(github_username="grace"))
    assert refusal("acme/shop") == (
        "Several users have connected “acme/shop”: name one with --user."
    )
    assert replayed("--user", "grace")[0] == "0 verdicts replayed; people decided about 0"
