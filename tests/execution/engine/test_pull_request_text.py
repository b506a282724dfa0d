"""What a pull request says, and what it can't do to others."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.prd.document import Criterion
from execution.choices import ValidationStatus
from execution.engine.pull_request_text import (
    CUT,
    LONGEST_BODY,
    LONGEST_TITLE,
    PullRequestText,
    commit_message,
    harmless,
    pull_request_text,
)

GAP = "\u200b"


def text_of(**fields: Any) -> PullRequestText:
    nothing: dict[str, Any] = {
        "problem": "",
        "solution": "",
        "criteria": [],
        "validations": {},
        "files": [],
    }
    return pull_request_text(**{"title": "Faster search", **nothing, **fields})


def test_says_what_was_wanted_and_done():
    text = text_of(
        problem="It is slow.",
        solution="Add an index.",
        criteria=[Criterion("It is quick"), Criterion("It is right", is_met=True)],
        validations={"Tests": ValidationStatus.PASS, "Build": ValidationStatus.FAIL},
        files=["shop/search.py", "a `b`.py"],
    )

    assert text.title == "Faster search"
    assert text.body == (
        "## Problem\n\nIt is slow.\n\n"
        "## Solution\n\nAdd an index.\n\n"
        "## Success criteria\n\n- [ ] It is quick\n- [x] It is right\n\n"
        "## Validations\n\n- Tests: Pass\n- Build: Fail\n\n"
        "## 2 changed files\n\n- `shop/search.py`\n- `` a `b`.py ``"
    )


def test_section_without_text_has_no_heading():
    assert text_of(problem=" \n").body == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ask @octocat", "ask @|octocat"),
        ("ask @acme/admins", "ask @|acme/admins"),
        ("`@octocat`", "`@|octocat`"),
        ("fixes #1", "fixes #|1"),
        ("Closes: acme/shop#12", "Closes: acme/shop#|12"),
        ("resolved GH-7", "resolved GH-|7"),
        ("fix https://github.com/acme/shop/issues/1", "f|ix https://github.com/acme/shop/issues/1"),
        ("Closes: <https://x.example/1>", "C|loses: <|https://x.example/1>"),
        ("resolves [this](https://x.example/1)", "r|esolves [this](https://x.example/1)"),
        ("&#64;octocat", "&|#|64;octocat"),
        ("&#x40;octocat", "&|#x40;octocat"),
        ("&commat;octocat fixes &num;1", "&|commat;octocat fixes &|num;1"),
        ("<!-- hides", "<|!-- hides"),
        ("</details><b>", "<|/details><|b>"),
    ],
)
def test_what_means_something_to_github_is_broken_up(text, shown):
    assert harmless(text) == shown.replace("|", GAP)


@pytest.mark.parametrize(
    "text",
    [
        "# Heading",
        "a < b & c",
        "fix the search",
        "prefixes https://x.example",
        "@ 5",
        "C#",
        "user@",
    ],
)
def test_what_means_nothing_stays(text):
    assert harmless(text) == text


def test_every_text_is_made_harmless():
    text = text_of(
        title="Tell @octocat",
        problem="@octocat",
        solution="@octocat",
        criteria=[Criterion("@octocat")],
        validations={"@octocat": ValidationStatus.PASS},
        files=["@octocat/a.py"],
    )

    assert text.body.count(f"@{GAP}octocat") == 5
    assert "@octocat" not in text.title + text.body


@pytest.mark.parametrize(
    ("problem", "shown"),
    [
        ("```py\na = 1", "```py\na = 1\n```"),
        ("~~~~\n~~~\n```", "~~~~\n~~~\n```\n~~~~"),
        ("```\n```py", "```\n```py\n```"),
        ("```\na\n````", "```\na\n````"),
        ("    ```", "```\n```"),
        ("```a = 1```", "```a = 1```"),
    ],
)
def test_open_block_of_code_ends_with_its_section(problem, shown):
    body = text_of(problem=problem, solution="Add an index.").body

    assert body == f"## Problem\n\n{shown}\n\n## Solution\n\nAdd an index."


def test_long_section_is_cut_at_a_line_and_leaves_room_for_others():
    files = [f"shop/module_{number:06}.py" for number in range(10_000)]

    body = text_of(problem="line\n" * 20_000, solution="s" * 70_000, files=files).body

    assert len(body) < 40_000
    assert body.count(CUT) == 3
    assert "## 10,000 changed files" in body
    assert body.endswith(f".py`\n\n{CUT}")


def test_title_is_one_short_line():
    title = text_of(title="many\nwords " * 100).title

    assert title.startswith("many words many")
    assert title.endswith("…")
    assert len(title) <= LONGEST_TITLE
    assert "\n" not in title


def test_what_is_added_counts_too():
    longest = "@a" * 40_000

    text = text_of(
        title=longest,
        problem=longest,
        solution=longest,
        criteria=[Criterion(longest)],
        validations={longest: ValidationStatus.PASS},
        files=["`" * 40_000],
    )

    assert len(text.title) <= LONGEST_TITLE
    assert len(text.body) <= LONGEST_BODY


@given(st.text(alphabet="@#<&`~gh-1x;!\n ").map(harmless))
def test_whatever_is_made_harmless_stays_as_it_is(text):
    assert harmless(text) == text


def test_a_commit_mentions_nobody_and_closes_no_issue():
    item_id = UUID(int=1)
    message = commit_message(title="Ask\n@ada", solution="Fixes #12.\n\x1b[2J", item_id=item_id)

    assert message == f"Ask @{GAP}ada\n\nFixes #{GAP}12.\n\ufffd[2J\n\nMason-Item: {item_id}\n"
