import pytest

from backlog.intake.stated import suggestion_of

STATED = {
    "title": "Close the file",
    "problem": "It stays open.",
    "solution": "Use with.",
    "area": "backend",
    "type": "backend",
    "complexity": 1,
    "impact_score": 5,
    "effort_score": 1,
}


def fingerprints(*files):
    return suggestion_of({**STATED, "files": list(files)}).fingerprints


@pytest.mark.parametrize("line", ["", ":12", ":40-52", ":7:3"])
def test_a_shift_of_lines_doesnt_make_a_suggestion_new(line):
    assert fingerprints(f"src/app.py{line}") == fingerprints("src/app.py:1")


def test_another_file_makes_another_suggestion():
    assert fingerprints("src/app.py:1") != fingerprints("src/main.py:1")


def test_files_after_the_first_dont_tell_suggestions_apart():
    assert fingerprints("src/app.py", "a.py") == fingerprints("src/app.py:2", "b.py")
