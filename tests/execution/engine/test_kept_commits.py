"""A start that goes on from the commit of an earlier one, which another machine made."""

import pytest

from execution.choices import AttemptStatus, Checkpoint
from execution.models import Attempt
from tests.executing import attempt_of, has_ended, messages_of
from tests.git_servers import served

pytestmark = pytest.mark.django_db(transaction=True)

REQUESTS_OF_CLONING = 2


def test_a_remote_that_cant_be_asked_for_the_commit_is_asked_again(place, github, settings):
    github.accepts_any_branch = True
    github.add(place.repository.github_full_name)
    failing = {REQUESTS_OF_CLONING + 1}
    with served(place.remote, github.token, failing=failing) as address:
        settings.GITHUB_URL = address.rpartition("/")[0]
        place.repository.github_clone_url = address
        place.repository.save()
        item = place.item(waves=1, tasks=1)
        run = place.plan(item)
        Attempt.objects.update(
            checkpoint=Checkpoint.COMMITTED, commit="1" * 40, branch="mason/made-elsewhere"
        )
        place.worker().run(has_ended(run))
    attempt = attempt_of(item)

    assert (attempt.status, attempt.error_message) == (AttemptStatus.SUCCEEDED, None)
    assert messages_of(attempt)[1].startswith("git ls-remote failed with exit code 128: ")
    assert attempt.commit == place.remote.branches["mason/made-elsewhere"]
