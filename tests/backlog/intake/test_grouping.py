import pytest

from backlog.intake import grouping as grouping_module
from backlog.intake.exceptions import TooManyGroups
from backlog.intake.finding import Finding, Place, Rule, Severity
from backlog.intake.grouping import EXAMPLES, Grouping, directory_of

RULE = Rule(tool="checker", id="R1")


def finding(
    path: str = "src/app.py",
    line: int = 1,
    *,
    rule: Rule = RULE,
    severity: Severity = Severity.WARNING,
    fixable: bool = False,
) -> Finding:
    return Finding(rule, severity, "wrong", (Place(path, line),), f"{path}:{line}", fixable)


@pytest.mark.parametrize(
    ("path", "directory"),
    [
        ("setup.py", ""),
        ("src/app.py", "src"),
        ("a/b/c/d/x.py", "a/b/c/d"),
        ("a/b/c/d/e/f/x.py", "a/b/c/d"),
    ],
)
def test_directory_of_a_file(path: str, directory: str) -> None:
    assert directory_of(path) == directory


def test_rule_directory_and_holder_make_a_group() -> None:
    grouping = Grouping({"src/app.py:2": "row-1"}.get)
    other = Rule(tool="checker", id="R2")
    namesake = Rule(tool="linter", id="R1")

    for each in [
        finding(line=1),
        finding(line=2),
        finding("src/b.py"),
        finding("lib/c.py"),
        finding(rule=other),
        finding(rule=namesake),
    ]:
        grouping.add(each)

    assert grouping.findings == 6
    assert [
        (group.rule.tool, group.rule.id, group.directory, group.holder, group.findings)
        for group in grouping.groups()
    ] == [
        ("checker", "R1", "src", None, 2),
        ("checker", "R1", "src", "row-1", 1),
        ("checker", "R1", "lib", None, 1),
        ("checker", "R2", "src", None, 1),
        ("linter", "R1", "src", None, 1),
    ]


def test_group_counts_places_files_and_fixes() -> None:
    grouping = Grouping(lambda _: None)
    grouping.add(finding(line=1, severity=Severity.NOTE))
    grouping.add(finding(line=2, severity=Severity.ERROR, fixable=True))
    grouping.add(finding("src/b.py", severity=Severity.WARNING))

    (group,) = grouping.groups()

    assert (group.places, group.files, group.fixable) == (3, {"src/app.py": 2, "src/b.py": 1}, 1)
    assert group.severity is Severity.ERROR


def test_few_places_are_kept_but_all_fingerprints() -> None:
    grouping = Grouping(lambda _: None)
    for line in range(1, 101):
        grouping.add(finding(line=line))

    (group,) = grouping.groups()

    assert group.examples == [Place("src/app.py", line) for line in range(1, EXAMPLES + 1)]
    assert len(group.fingerprints) == 100


def test_same_place_is_listed_once() -> None:
    grouping = Grouping(lambda _: None)
    grouping.add(finding())
    grouping.add(finding())

    (group,) = grouping.groups()

    assert (group.findings, len(group.examples), len(group.fingerprints)) == (2, 1, 1)


def test_more_groups_than_anybody_decides_on_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping_module, "MOST_GROUPS", 2)
    grouping = Grouping(lambda _: None)
    for directory in ("a", "b", "a"):
        grouping.add(finding(f"{directory}/x.py"))

    with pytest.raises(TooManyGroups) as refusal:
        grouping.add(finding("c/x.py"))

    assert str(refusal.value) == (
        "The findings fall into more than 2 groups of rule and directory:"
        " review a part of the checkout, or fewer rules."
    )
