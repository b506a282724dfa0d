import subprocess
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execution.engine.git.branches import branch_name

ATTEMPT = UUID("01234567-89ab-4cde-8f01-23456789abcd")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Add a cache", "mason/add-a-cache-6789abcd"),
        ("  Fix: N+1 queries (again)!  ", "mason/fix-n-1-queries-again-6789abcd"),
        ("Élargir l'accès", "mason/elargir-l-acces-6789abcd"),
        ("a..b.lock", "mason/a-b-lock-6789abcd"),
        ("x" * 300, f"mason/{'x' * 48}-6789abcd"),
        (f"{'x' * 47} tail", f"mason/{'x' * 47}-6789abcd"),
        ("", "mason/item-6789abcd"),
        ("改善する", "mason/item-6789abcd"),
        ("../../.git", "mason/git-6789abcd"),
    ],
)
def test_branch_is_named_for_the_title(title, name):
    assert branch_name(title, ATTEMPT) == name


def test_attempts_of_one_title_have_branches_of_their_own():
    assert branch_name("Same", UUID(int=1)) != branch_name("Same", UUID(int=2))


@settings(max_examples=50, deadline=None)
@given(st.text(), st.uuids())
def test_git_accepts_the_name_for_any_title(title, attempt_id):
    name = branch_name(title, attempt_id)
    answer = subprocess.run(
        ["git", "check-ref-format", "--branch", name], capture_output=True, check=False, text=True
    )
    assert (answer.stdout.strip(), len(name) <= 63) == (name, True)
