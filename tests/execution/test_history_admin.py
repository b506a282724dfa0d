import pytest

from execution.admin.badges import LOG_LEVEL, PHASE, RUN_STATUS, TASK_STATUS
from execution.choices import LogLevel, Phase, RunStatus, TaskStatus
from execution.models import ExecutionLog, ExecutionTask, RemoteExecutionRun
from tests.admin_pages import (
    changelist_of,
    make_execution_task,
    make_log,
    make_progress,
    make_remote_run,
    page_of,
    signed_in,
)
from tests.factories import make_curator, make_item

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("variants", "choices"),
    [(RUN_STATUS, RunStatus), (TASK_STATUS, TaskStatus), (LOG_LEVEL, LogLevel), (PHASE, Phase)],
)
def test_every_value_has_a_colour_of_its_own(variants, choices):
    assert set(variants) == set(choices)
    assert len(set(variants.values())) == len(choices)


def test_remote_run_links_to_its_items():
    run = make_remote_run()
    item = make_item(title="Carried out")
    RemoteExecutionRun.objects.update(item_ids=[item.pk])

    page = signed_in(make_curator()).get(page_of(run))

    assert f'<a class="text-link" href="{page_of(item)}">Carried out</a>' in page.text


def test_pull_request_is_a_link_only_when_it_is_a_web_address():
    run = make_remote_run()
    client = signed_in(make_curator())
    good = client.get(page_of(run)).text
    RemoteExecutionRun.objects.update(pr_url="javascript:alert(1)")

    assert 'href="https://github.com/acme/shop/pull/7"' in good
    assert 'href="javascript' not in client.get(page_of(run)).text


def test_remote_run_links_to_its_logs():
    log = make_log()

    page = signed_in(make_curator()).get(page_of(log.execution_run))

    (group,) = page.context["related_groups"]
    (link,) = group.links
    assert (group.name, link.count) == ("execution logs", 1)
    assert (
        link.url == f"{changelist_of(ExecutionLog)}?execution_run__id__exact={log.execution_run_id}"
    )


def test_run_links_to_its_tasks_by_status():
    task = make_execution_task()

    page = signed_in(make_curator()).get(page_of(task.run))

    (group,) = page.context["related_groups"]
    assert [(link.label, link.count) for link in group.links] == [("All", 1), ("Pending", 1)]


def test_progress_shows_validations_that_were_begun():
    progress = make_progress()

    page = signed_in(make_curator()).get(page_of(progress))

    assert "tests: Pass" in page.text
    assert "typescript" not in page.text


def test_item_links_to_its_progress():
    progress = make_progress()

    page = signed_in(make_curator()).get(page_of(progress.item))

    assert f'href="{page_of(progress)}"' in page.text


def test_hostile_log_lines_are_escaped():
    log = make_log()
    ExecutionLog.objects.update(message="<script>alert(1)</script>")
    client = signed_in(make_curator())

    pages = [client.get(url).text for url in (changelist_of(ExecutionLog), page_of(log))]

    assert ["<script>alert(1)" in text for text in pages] == [False, False]


@pytest.mark.parametrize(
    ("make", "model", "field"),
    [(make_log, ExecutionLog, "message"), (make_execution_task, ExecutionTask, "description")],
)
def test_list_shows_the_beginning_of_a_long_text_and_the_page_all_of_it(make, model, field):
    row = make()
    text = "x" * 200 + "y"
    model.objects.update(**{field: text})
    client = signed_in(make_curator())

    listed = client.get(changelist_of(model)).text

    assert ("x" * 200 + "…" in listed, text in listed) == (True, False)
    assert text in client.get(page_of(row)).text


def test_text_that_fits_the_list_is_shown_whole():
    make_log()
    ExecutionLog.objects.update(message="x" * 200)

    page = signed_in(make_curator()).get(changelist_of(ExecutionLog)).text

    assert ("x" * 200 in page, "x…" in page) == (True, False)


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (make_log, "execution_run__repository"),
        (make_execution_task, "item__repository"),
        (make_progress, "item__repository"),
        (make_remote_run, "repository"),
    ],
)
def test_history_can_be_narrowed_to_a_repository(make, path):
    wanted, other = make(), make()
    repository = wanted
    for name in path.split("__"):
        repository = getattr(repository, name)
    client = signed_in(make_curator())

    page = client.get(changelist_of(type(other)), {f"{path}__id__exact": str(repository.pk)})

    assert list(page.context["cl"].result_list) == [wanted]


def test_logs_can_be_narrowed_to_a_level():
    make_log()
    error = make_log()
    ExecutionLog.objects.filter(pk=error.pk).update(log_level=LogLevel.ERROR)

    page = signed_in(make_curator()).get(changelist_of(ExecutionLog), {"log_level__exact": "error"})

    assert list(page.context["cl"].result_list) == [error]
