from dataclasses import replace

import pytest
from hypothesis import given, settings

from backlog.exceptions import UnreadablePRD
from backlog.prd.document import Criterion, Wave
from backlog.prd.parsing import parse
from backlog.prd.writing import fitting_line, fitting_text, write
from tests.backlog.prd.documents import DOCUMENT, DOCUMENTS, PRD, TEXTS


def test_document_is_written_by_the_grammar():
    assert write(DOCUMENT) == PRD


@settings(deadline=None, max_examples=300)
@given(DOCUMENTS)
def test_what_is_written_is_read_as_the_same_document(document):
    assert parse(write(document)) == document


@settings(deadline=None)
@given(TEXTS)
def test_fitting_twice_changes_nothing_more(text):
    assert fitting_line(fitting_line(text)) == fitting_line(text)
    assert fitting_text(fitting_text(text)) == fitting_text(text)


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        ("Plain.\n\n- one\n- two\n", "Plain.\n\n- one\n- two"),
        ("\n\n    code\n", "    code"),
        ("### Details\r\nhere", "### Details\nhere"),
        ("## Out of Scope\n\nAll.", "> ## Out of Scope\n>\n> All."),
        ("# Big", "> # Big"),
        ("### Wave 1: x", "> ### Wave 1: x"),
        ("```\nnever closed", "> ```\n> never closed"),
        ("a\0b", "a\ufffdb"),
        ("", ""),
    ],
)
def test_text_is_quoted_only_where_it_would_leave_its_section(text, fitting):
    assert fitting_text(text) == fitting


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "two\nlines"),
        ("title", " indented"),
        ("risks", "## Out of Scope"),
        ("risks", ""),
        ("proposed_solution", "```"),
        ("technical_approach", "### Wave 1: again"),
        ("success_criteria", ()),
        ("success_criteria", (Criterion("two\n- [ ] entries"),)),
        ("waves", ()),
        ("waves", (replace(DOCUMENT.waves[0], number=2),)),
        ("waves", (Wave(1, "Empty", ()),)),
    ],
)
def test_document_that_no_markdown_stands_for_is_refused(name, value):
    with pytest.raises(UnreadablePRD):
        write(replace(DOCUMENT, **{name: value}))


def test_refusal_names_what_does_not_fit():
    with pytest.raises(UnreadablePRD) as refusal:
        write(replace(DOCUMENT, title=" indented"))

    assert refusal.value.problems == ("title doesn't fit into its place",)
