"""Reviews of suggestions that a test names."""

from collections import Counter

from accounts.actors import Actor
from backlog.intake.progress import Progress
from backlog.intake.reading import Reading
from backlog.models import BacklogItem
from backlog.modes import ReviewMode
from backlog.services.deciding import decide
from backlog.services.reviews import review
from tests.factories import make_curator


class Suggestions:
    """A source that has these suggestions to make."""

    def __init__(self, *suggestions):
        self.suggestions = list(suggestions)

    def read(self, *, holder_of, progress):
        return Reading(suggestions=self.suggestions, findings=7, skipped=Counter({"odd": 2}))


class Broken:
    """A source that breaks while it is read."""

    def __init__(self, error):
        self.error = error

    def read(self, *, holder_of, progress):
        raise self.error


def run_review(repository, *suggestions, mode="full", tree=None):
    return review(
        repository=repository,
        mode=ReviewMode.parse(mode),
        source=Suggestions(*suggestions),
        progress=Progress(),
        actor=Actor.operator(),
        tree=tree,
    )


def counts(outcome):
    found = outcome.suggestions
    return {
        "added": found.added,
        "repeated": found.repeated,
        "reopened": found.reopened,
        "filtered": found.filtered,
        "held_back": found.held_back,
    }


def decide_about(item, decision):
    decide(
        item_id=item.pk,
        seen=BacklogItem.objects.get(pk=item.pk).status,
        decision=decision,
        actor=Actor.curator(make_curator()),
        reason="Not now",
    )
