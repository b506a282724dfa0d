"""What tools answer with: the API's own JSON; these models describe it, and let more through."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """A JSON object with at least these members."""

    model_config = ConfigDict(extra="allow")


class Repository(Answer):
    """A connected repository."""

    id: UUID
    github_full_name: str
    github_default_branch: str
    github_private: bool
    github_clone_url: str
    github_html_url: str


class KeyCheck(Answer):
    """Whose key it is, and what it may work on."""

    valid: bool
    user_id: UUID
    github_username: str
    repositories: list[Repository]


class RepositoryPage(Answer):
    """A page of repositories."""

    repositories: list[Repository]
    next_cursor: str | None


class FoundRepository(Answer):
    """The repository that a remote names, or null."""

    repository: Repository | None


class Review(Answer):
    """An analysis run."""

    id: UUID
    repository_id: UUID | None
    mode: str
    status: str
    items_found: int


class Fate(Answer):
    """What became of a suggestion: `filter_reason` and `evidence` say why one isn't an item."""

    outcome: str
    item_id: UUID | None
    filter_reason: str | None


class Submission(Answer):
    """What became of each suggestion of a batch, in its order, and how many became items."""

    results: list[Fate]
    added: int


class ItemLine(Answer):
    """An item in brief, as a search shows it."""

    id: UUID
    repository_id: UUID | None
    title: str
    status: str
    area: str | None
    type: str | None
    complexity: int | None
    impact_score: int | None
    effort_score: int | None
    priority_score: int | None
    branch_name: str | None
    pr_url: str | None
    updated_at: datetime


class ItemPage(Answer):
    """A page of items, the highest priority first."""

    items: list[ItemLine]
    next_cursor: str | None


class Item(ItemLine):
    """All of an item, with its requirements document."""

    problem: str
    solution: str
    benefits: Any
    prd_content: str | None
    prd_generated_at: datetime | None
    prd_problems: list[str]


class Claim(Answer):
    """An item that is yours to carry out under the run id; null when nothing is approved."""

    run_id: str
    item: Item | None


class Progress(Answer):
    """How far the execution of an item is."""

    item_id: UUID
    run_id: str | None
    current_phase: str | None
    current_wave: int
    total_waves: int
    updated_at: datetime


class Appended(Answer):
    """How many lines were appended."""

    created: int


class RemoteRun(Answer):
    """A remote execution run."""

    id: UUID
    repository_id: UUID | None
    item_ids: list[UUID]
    branch_name: str
    base_branch: str
    status: str
    pr_url: str | None
