"""docs/prds.md says what is so."""

import re

from django.conf import settings

from backlog.admin.item_page.writing_prds import WRITTEN_BY_ASSISTANT, WRITTEN_FROM_TEMPLATE
from backlog.assistants.structured import RETRIES
from backlog.choices import WAVES_BY_COMPLEXITY, SubagentType
from backlog.management.commands.generate_prds import Command
from backlog.prd.document import Section
from backlog.prd.parsing import LONGEST_PRD, parse
from backlog.prd.writing import write
from backlog.services.requirements_documents import ASKED_AT_ONCE

DOCUMENT = (settings.BASE_DIR / "docs" / "prds.md").read_text()
(EXAMPLE,) = re.findall(r"^```markdown\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)


def test_example_is_a_prd_as_mason_writes_it():
    assert write(parse(EXAMPLE)) == EXAMPLE


def test_example_has_every_section_in_order():
    assert re.findall(r"^## (.+)$", EXAMPLE, re.MULTILINE) == list(Section)


def test_sub_agents_are_as_documented():
    (row,) = re.findall(r"^\| sub-agent \| (.+) \|$", DOCUMENT, re.MULTILINE)

    assert sorted(re.findall(r"`([\w-]+)`", row)) == sorted(SubagentType.values)


def test_numbers_are_as_documented():
    words = " ".join(DOCUMENT.split())

    assert f"at most {LONGEST_PRD:,} characters" in words
    assert (
        f"at most {WRITTEN_BY_ASSISTANT} PRDs for one request ({WRITTEN_FROM_TEMPLATE} from the"
        f" template), and each process {ASKED_AT_ONCE} at the same time"
    ) in words
    assert "2 waves at complexity 1 and 2, 3 at 3 and 4, and 4 at 5" in words
    assert WAVES_BY_COMPLEXITY == {1: 2, 2: 2, 3: 3, 4: 3, 5: 4}
    assert "sent back with its problems, twice" in words
    assert RETRIES == 2


def test_options_of_the_command_are_as_documented():
    told = Command().create_parser("manage.py", "generate_prds").format_help()
    own = {"--repository", "--user", "--item", "--limit", "--dry-run", "--checkout"}

    assert all(f"{option} " in f"{told} " for option in own)
    assert own == set(re.findall(r"`(--[a-z-]+)[^`]*`", DOCUMENT))
