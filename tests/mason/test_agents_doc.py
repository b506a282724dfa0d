"""Does what docs/agents.md says, in its order, against running servers."""

import os
import shutil

import pytest
from django.conf import settings

from accounts.actors import Actor
from accounts.choices import Channel
from backlog.choices import Decision, ItemStatus
from backlog.models import BacklogItem
from backlog.prd.parsing import problems_of
from backlog.services.deciding import decide
from backlog.services.editing import digest, edit_item
from tests.documented_answers import Comparison
from tests.documented_examples import readers_terminal, section, sections, steps
from tests.factories import make_curator
from tests.live_servers import server_environment

DOCUMENT = (settings.BASE_DIR / "docs" / "agents.md").read_text()
KEY = "A key"
WAYS = ("With curl", "In Python", "Over MCP")
NO_CURL = not shutil.which("curl") and os.environ.get("CI") != "true"
PRD = """\
# PRD: Close the file after a failed import

## Problem Statement
A malformed row leaves the file open.

## Proposed Solution
Open the file in a with statement.

## Success Criteria
- [ ] The file is closed after a malformed row

## Technical Approach
### Wave 1: Read
| # | Subagent | Task |
|---|---|---|
| 1.1 | Explore | Find who opens files in importer.py |

### Wave 2: Change
| # | Subagent | Task |
|---|---|---|
| 2.1 | general-purpose | Open the file in a with statement |
| 2.2 | general-purpose | Test a malformed row |

## Risks & Mitigations
None: the function keeps its arguments.

## Out of Scope
Other readers of files.
"""


@pytest.fixture
def curator():
    """The user whom `make run` makes."""
    return make_curator(github_username="curator")


@pytest.fixture
def terminal(tmp_path, live_server, live_address):
    return readers_terminal(tmp_path, server_environment(), web=live_server.url, live=live_address)


def approve_all(curator):
    """Approve the new items, and write a PRD for the first of them, as a person in the admin."""
    actor = Actor.curator(curator, Channel.ADMIN)
    items = BacklogItem.objects.filter(status=ItemStatus.NEW).order_by("-priority_score")
    seen = {"prd_content": digest(items[0].prd_content)}
    edit_item(item_id=items[0].pk, changes={"prd_content": PRD}, seen=seen, actor=actor)
    for item in items:
        decide(item_id=item.pk, seen=ItemStatus.NEW, decision=Decision.APPROVE, actor=actor)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", WAYS)
def test_each_way_goes_as_documented(way, terminal, curator):
    if way == "With curl" and NO_CURL:
        pytest.skip("There is no curl")
    comparison = Comparison()
    for step in [*steps(section(DOCUMENT, KEY)), *steps(section(DOCUMENT, way))]:
        if step is None:
            approve_all(curator)
        elif step.language == "python":
            terminal.save(step.file, step.text)
        else:
            answer = terminal.run(step.text)
            if step.output is not None:
                comparison.require(step.output, answer)


def test_prd_of_the_document_can_be_executed():
    assert problems_of(PRD) == ()


def test_every_block_of_the_document_is_run_or_compared():
    blocks = 0
    for title in (KEY, *WAYS):
        found = [step for step in steps(section(DOCUMENT, title)) if step is not None]
        blocks += len(found) + sum(step.output is not None for step in found)

    assert DOCUMENT.count("```") == 2 * blocks
    assert blocks == 55


def test_the_document_has_no_other_sections():
    assert [title for title, _ in sections(DOCUMENT)] == [KEY, *WAYS]
