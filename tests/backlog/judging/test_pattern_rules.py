"""The rules of the first tier, on both sides of what they look at."""

from datetime import timedelta
from decimal import Decimal

import pytest

from backlog.choices import BlocklistKind, FilterTier
from backlog.judging.blocklist import BlockedPattern, Blocklist
from backlog.judging.judge import RULES
from tests.backlog.judging.asking import NOW, Files, ask, objects, rule_of
from tests.factories import make_suggestion

PLAIN = {"solution": "Say it in other words.", "problem": "It is odd."}

KINDS = {
    "only_tests": ("tests/test_a.py", "src/b_test.go"),
    "only_fixtures": ("tests/fixtures/a.json", "src/__mocks__/b.ts"),
    "only_generated": ("api/a_pb2.py", "static/b.min.js"),
    "only_vendored": ("vendor/a.js", "third_party/b.py"),
    "only_configuration": ("pyproject.toml", ".github/workflows/ci.yml"),
    "only_documentation": ("README.md", "docs/b.rst"),
    "only_demos": ("examples/a.py", "src/B.stories.tsx"),
}


@pytest.mark.parametrize(("code", "files"), KINDS.items(), ids=KINDS)
def test_files_of_one_kind_alone_are_objected_to(code, files):
    match = ask(code, make_suggestion(files=files, **PLAIN))
    assert match.evidence == f"Files: {files[0]}, {files[1]}"


@pytest.mark.parametrize(("code", "files"), KINDS.items(), ids=KINDS)
def test_a_file_of_the_product_beside_them_makes_it_pass(code, files):
    assert not objects(code, files=(*files, "src/app.py"), **PLAIN)


@pytest.mark.parametrize(("code", "files"), KINDS.items(), ids=KINDS)
def test_a_file_of_the_product_in_the_text_makes_it_pass(code, files):
    assert not objects(code, files=files, problem="src/app.py does it.", solution="Say it.")


@pytest.mark.parametrize("code", [*KINDS, "only_supporting"])
def test_a_suggestion_without_files_passes_the_rules_of_kinds(code):
    assert not objects(code, files=(), **PLAIN)


@pytest.mark.parametrize("code", KINDS)
def test_no_rule_of_a_kind_objects_to_another_kind(code):
    others = [files for other, files in KINDS.items() if other != code]
    assert [files for files in others if objects(code, files=files, **PLAIN)] == []


@pytest.mark.parametrize(
    ("files", "objected"),
    [
        (("tests/test_a.py", "README.md"), True),
        (("tests/test_a.py", "tests/test_b.py"), False),
        (("tests/test_a.py", "README.md", "src/app.py"), False),
    ],
)
def test_files_of_several_kinds_that_are_not_the_product_are_objected_to(files, objected):
    assert objects("only_supporting", files=files, **PLAIN) is objected


@pytest.mark.parametrize(
    ("problem", "objected"),
    [("test_a.py is slow.", True), ("a.py is slow.", False), ("src/test_a.py is slow.", True)],
)
def test_a_name_without_its_folders_is_the_file_that_is_named_in_full(problem, objected):
    files = ("tests/support.py", "tests/unit/test_a.py")
    assert objects("only_tests", files=files, problem=problem, solution="Say it.") is objected


def test_more_than_five_files_are_counted():
    files = tuple(f"tests/test_{number}.py" for number in range(7))
    match = ask("only_tests", make_suggestion(files=files, **PLAIN))
    assert match.evidence.endswith("tests/test_4.py and 2 more")


SECRET = "Hard-coded {name} in settings"


@pytest.mark.parametrize(
    ("problem", "objected"),
    [
        ('The password is hard-coded: PASSWORD = "changeme".', True),
        ('API_KEY = "your-api-key-here" is committed.', True),
        ("The token is hardcoded: token = '<token>'", True),
        ('The secret is hard-coded: SECRET = "${SECRET}"', True),
        ("Possible hardcoded password: 'test'", True),
        ('The password is hard-coded: PASSWORD = "xxxxxxxx".', True),
        ('The password is hard-coded: PASSWORD = "G7!tq92LmPz".', False),
        ('PASSWORD = "changeme" and TOKEN = "ghp_a8Kq2mXv93LdPq" are hard-coded.', False),
        ("A secret is hard-coded somewhere.", False),
        ('The colour is set to "changeme".', False),
    ],
)
def test_a_placeholder_is_no_secret(problem, objected):
    assert objects("placeholder_secret", title="Settings", problem=problem) is objected


def test_a_placeholder_is_shown_as_evidence():
    one = make_suggestion(title="Hard-coded password", problem='PASSWORD = "changeme"')
    assert ask("placeholder_secret", one).evidence == "Placeholder: changeme"


EXPOSED = {"title": "Secret file is committed", "problem": "deploy/key.pem is committed."}


@pytest.mark.parametrize(
    ("tree", "objected"),
    [
        (Files(tracked=()), True),
        (Files(tracked=("src/app.py",)), True),
        (Files(tracked=("deploy/key.pem",)), False),
        (Files(tracked=None), False),
        (None, False),
    ],
)
def test_an_exposed_file_that_git_does_not_track_is_objected_to(tree, objected):
    one = make_suggestion(files=("deploy/key.pem",), solution="Take it out.", **EXPOSED)
    assert (ask("untracked_file", one, tree=tree) is not None) is objected


def test_an_untracked_file_that_is_not_said_to_be_exposed_passes():
    one = make_suggestion(files=("src/new.py",), problem="It is slow.", solution="Speed it up.")
    assert ask("untracked_file", one, tree=Files(tracked=())) is None


def blocked(kind, pattern, expires_at=None):
    return Blocklist((BlockedPattern(BlocklistKind(kind), pattern, "We know.", expires_at),))


@pytest.mark.parametrize(
    ("kind", "pattern", "objected"),
    [
        ("path", "legacy/", True),
        ("path", "*.py", True),
        ("path", "legacy/old.py", True),
        ("path", "modern/", False),
        ("title", "upload", True),
        ("title", "RETRY * upload", True),
        ("title", "download", False),
        ("rule", "ruff S101", True),
        ("rule", "S101", True),
        ("rule", "S*", True),
        ("rule", "S10", False),
        ("rule", "bandit *", False),
    ],
)
def test_a_pattern_of_the_blocklist_matches(kind, pattern, objected):
    one = make_suggestion(
        title="Retry the upload", files=("legacy/old.py",), rule="ruff S101", solution="Retry."
    )
    assert (ask("blocklisted", one, blocklist=blocked(kind, pattern)) is not None) is objected


def test_a_path_is_blocked_only_if_all_files_match():
    one = make_suggestion(files=("legacy/old.py", "src/app.py"), solution="Retry.")
    assert ask("blocklisted", one, blocklist=blocked("path", "legacy/")) is None


@pytest.mark.parametrize(
    ("left", "objected"),
    [(timedelta(microseconds=1), True), (timedelta(0), False), (timedelta(days=-1), False)],
)
def test_a_pattern_counts_until_it_expires(left, objected):
    blocklist = blocked("title", "upload", NOW + left)
    one = make_suggestion(title="Retry the upload")
    assert (ask("blocklisted", one, blocklist=blocklist) is not None) is objected


def test_the_reason_of_a_pattern_is_given():
    match = ask(
        "blocklisted",
        make_suggestion(title="Retry the upload"),
        blocklist=blocked("title", "upload"),
    )
    assert match.sentence == "The repository's blocklist has it: We know."
    assert match.evidence == "The title pattern “upload” matches Retry the upload"


def test_a_written_suggestion_has_no_rule_to_block():
    assert ask("blocklisted", make_suggestion(), blocklist=blocked("rule", "*")) is None


def test_the_rules_of_the_first_tier_are_as_sure_as_the_domain_says():
    sure = {rule.code: rule.confidence for rule in RULES if rule.tier is FilterTier.PATTERN}
    assert sure.pop("untracked_file") == Decimal("0.98")
    assert set(sure.values()) == {Decimal("0.95")}
    assert rule_of("untracked_file").needs_checkout
