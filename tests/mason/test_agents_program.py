"""The Python program of docs/agents.md, when things go wrong."""

import pytest

from backlog.choices import ItemStatus
from execution.models import RemoteExecutionRun
from tests.documented_examples import readers_terminal, section, steps
from tests.factories import make_api_key, make_item, make_repository
from tests.live_servers import server_environment
from tests.mason.test_agents_doc import DOCUMENT

pytestmark = pytest.mark.django_db(transaction=True)

LOSING_ANSWERS = """
import httpx
import agent

class Losing(httpx.HTTPTransport):
    lost = 0
    def handle_request(self, request):
        response = super().handle_request(request)
        response.read()
        if self.lost < 2:
            self.lost += 1
            raise httpx.ReadError("lost on its way")
        return response

agent.time.sleep = lambda seconds: print("waits", seconds)
agent.mason._transport = Losing()
"""


@pytest.fixture
def user():
    return make_api_key()


@pytest.fixture
def repository(user):
    return make_repository(user=user[0].user, github_full_name="octocat/hello-world")


@pytest.fixture
def items(repository):
    return [make_item(repository=repository, status=ItemStatus.APPROVED) for _ in range(2)]


@pytest.fixture
def run(tmp_path, live_server, user):
    """Runs lines of Python beside the program, and gives what they print."""
    environment = server_environment(MASON_KEY=user[1])
    terminal = readers_terminal(tmp_path, environment, web=live_server.url, live=live_server.url)
    (program,) = [one for one in steps(section(DOCUMENT, "In Python")) if one and one.file]
    terminal.save(program.file, program.text)

    def run_lines(lines):
        terminal.save("around.py", lines)
        return terminal.run("python3 around.py")

    return run_lines


def statuses(items):
    for item in items:
        item.refresh_from_db()
    return [item.status for item in items]


def test_a_claim_whose_answer_is_lost_takes_one_item(run, repository, items):
    claim = f'agent.post("backlog/claim", {{"repository_id": "{repository.pk}"}})'
    printed = run(f'{LOSING_ANSWERS}\nprint(len({claim}["items"]))')
    assert printed == "waits 1\nwaits 2\n1\n"
    assert sorted(statuses(items)) == [ItemStatus.APPROVED, ItemStatus.IN_PROGRESS]


def test_an_item_is_completed_although_the_answer_is_lost(run, repository, items):
    printed = run(
        f"""
import agent
claim = agent.post("backlog/claim", {{"repository_id": "{repository.pk}"}})
item, run_id = claim["items"][0], claim["run_id"]
{LOSING_ANSWERS}
body = {{"pr_url": "https://github.com/octocat/hello-world/pull/7", "run_id": run_id}}
agent.end(f"backlog/{{item['id']}}", "complete", body)
"""
    )
    assert printed == "waits 1\nwaits 2\n"
    assert sorted(statuses(items)) == [ItemStatus.APPROVED, ItemStatus.COMPLETED]


def test_work_that_fails_is_given_up_and_the_next_begun(run, items):
    printed = run(
        """
import agent
def breaks(*about):
    raise RuntimeError("no branch")
agent.make_pull_request = breaks
agent.work(agent.post("repositories", {"remote": agent.REMOTE}))
"""
    )
    assert printed.splitlines()[-1] == "Nothing is approved."
    assert statuses(items) == [ItemStatus.DEFERRED, ItemStatus.DEFERRED]
    assert list(RemoteExecutionRun.objects.values_list("status", flat=True)) == ["failed"] * 2


def test_an_item_that_another_run_took_over_is_left_alone(run, items):
    printed = run(
        """
import agent
def loses(item, branch, run_id, remote_run_id):
    agent.post(f"backlog/{item['id']}/release", {"run_id": run_id})
    agent.post("backlog/claim", {"repository_id": item["repository_id"], "limit": 2})
    return "https://github.com/octocat/hello-world/pull/7"
agent.make_pull_request = loses
agent.work(agent.post("repositories", {"remote": agent.REMOTE}))
"""
    )
    assert "run_conflict" in printed
    assert statuses(items) == [ItemStatus.IN_PROGRESS, ItemStatus.IN_PROGRESS]
