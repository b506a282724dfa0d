"""The kinds of arguments that tools take, with what a model needs to know to fill them in.

The API checks values; these descriptions are there so that a model gets them right at once.
"""

from typing import Annotated, Any, Final
from uuid import UUID

from django.db.models import TextChoices
from pydantic import Field
from pydantic.fields import FieldInfo

from accounts.api.listing.parameters import LIMIT_RANGE
from backlog.choices import ItemStatus
from backlog.modes import MODE_NAMES
from execution.choices import Phase, RunStatus, ValidationStatus, WaveStatus
from mason.mcp_server.rows import ITEM_RESULT, LOG_ENTRY, SUGGESTION

LEFT_OUT: Final[Any] = None
"""The default of what a model needn't give; such values aren't sent on."""


def _text(description: str, **schema: Any) -> FieldInfo:
    field: FieldInfo = Field(description=description, json_schema_extra=schema)
    return field


def _one_of(choices: type[TextChoices], description: str) -> FieldInfo:
    return _text(description, enum=choices.values)


def _rows(schema: dict[str, Any], description: str) -> FieldInfo:
    field: FieldInfo = Field(
        description=description, min_length=1, json_schema_extra={"items": schema}
    )
    return field


ItemId = Annotated[UUID, _text("The item's id.")]
RepositoryId = Annotated[UUID, _text("The repository's id, from list_repositories.")]
ReviewId = Annotated[UUID, _text("The review's id, from start_review.")]
RemoteRunId = Annotated[UUID, _text("The run's id, from create_remote_run.")]
Remote = Annotated[
    str,
    _text(
        "Any form of the git remote, as `git remote get-url origin` prints it, or owner/name.",
        examples=["git@github.com:octocat/hello-world.git"],
    ),
]
Mode = Annotated[
    str,
    _text(
        "How broad the review is: full brings up to 25 suggestions, quick 9, area:frontend and"
        " area:backend 5, banger the one best idea.",
        enum=list(MODE_NAMES),
    ),
]
RunId = Annotated[
    str,
    _text(
        "The run id that claim_next_item gave. A call about an item is refused without the one that"
        " holds it."
    ),
]
BranchName = Annotated[str, _text("The git branch that the work is on.")]
PullRequest = Annotated[str, _text("The pull request's address, beginning with https://.")]
PullRequestNumber = Annotated[int, Field(ge=1, description="The pull request's number.")]
ErrorMessage = Annotated[str, _text("What went wrong, for the people who read the history.")]
Reason = Annotated[str, _text("Why, for the people who read the history.")]
CommitSha = Annotated[str, _text("The hash of the commit that is reviewed.")]
Search = Annotated[str, _text("Words to find in items.")]
Status = Annotated[str, _one_of(ItemStatus, "Only items in this status.")]
Limit = Annotated[int, Field(ge=LIMIT_RANGE[0], le=LIMIT_RANGE[1], description="How many at most.")]
Cursor = Annotated[str, _text("`next_cursor` of the page before; left out for the first page.")]
IdempotencyKey = Annotated[
    str,
    Field(
        pattern=r"^[\x21-\x7e]{1,255}$",
        description="A text of your own, new for each thing that you want done. When no answer"
        " came, call again with the same one: it is done once.",
    ),
]

Suggestions = Annotated[
    list[dict[str, Any]],
    _rows(SUGGESTION, "What to propose; all are taken, or none where one is refused."),
]
LogEntries = Annotated[
    list[dict[str, Any]],
    _rows(LOG_ENTRY, "Lines in their order; all are appended, or none where one is refused."),
]

Count = Annotated[int, Field(ge=0)]
Wave = Annotated[int, Field(ge=1, description="Waves of the PRD, counted from 1.")]
CurrentPhase = Annotated[
    str,
    _one_of(
        Phase,
        "site_review: reading the PRD; foundation: wave 1; building: later waves; inspection:"
        " checking; complete: all done.",
    ),
]
CurrentWaveStatus = Annotated[str, _one_of(WaveStatus, "Where the current wave stands.")]
Validation = Annotated[str, _one_of(ValidationStatus, "The outcome of this check.")]
Text = Annotated[str, _text("As text, on one line.")]
Texts = Annotated[list[str], _text("All of them, as this replaces the list.")]
RunOutcome = Annotated[
    str,
    _text(
        "success when an item succeeded, which needs the pull request; else failed, or cancelled.",
        enum=[RunStatus.SUCCESS.value, RunStatus.FAILED.value, RunStatus.CANCELLED.value],
    ),
]
ItemResults = Annotated[
    list[dict[str, Any]], _rows(ITEM_RESULT, "What became of items of the run.")
]
