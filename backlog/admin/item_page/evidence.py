"""The places in the code that an item is about, as links to the code as it was reviewed."""

from dataclasses import dataclass
from typing import Final

from backlog.models import BacklogItem
from backlog.places import place_url, places_in

SHORT_COMMIT: Final = 10
"""Characters of a commit's name that people recognise it by."""


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """A place and its address on the repository's host; without an address where there is none."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where to look; `commit` is empty where the review didn't say which one it looked at."""

    places: tuple[PlaceLink, ...]
    commit: str
    branch: str


def evidence_of(item: BacklogItem) -> Evidence:
    """Give the places that problem and solution name.

    The item comes with its repository and its run's reviewed commit.
    """
    commit = _reviewed_commit(item)
    repository = item.repository
    page = repository.github_html_url if repository else ""
    branch = repository.github_default_branch if repository else ""
    places = tuple(
        PlaceLink(str(place), place_url(page, commit or branch, place))
        for place in places_in([item.problem, item.solution])
    )
    return Evidence(places, commit[:SHORT_COMMIT], branch)


def _reviewed_commit(item: BacklogItem) -> str:
    reviewed = getattr(item.analysis_run, "reviewed_commit", None)
    return str(reviewed.commit_sha) if reviewed else ""
