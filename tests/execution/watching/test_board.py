from execution.watching.board import Board
from tests.execution.watching.rows import NOW, ago, row


def board(*rows, **options):
    made = Board(**options)
    made.apply("snapshot", {"rows": list(rows)})
    return made


def ids(shown):
    return [one["item_id"] for one in shown.rows(NOW)]


def test_a_snapshot_replaces_what_was_there():
    shown = board(row(item_id="a"), row(item_id="b"))

    shown.apply("snapshot", {"rows": [row(item_id="c")]})

    assert ids(shown) == ["c"]


def test_a_change_replaces_a_row_or_adds_one():
    shown = board(row(item_id="a"))

    shown.apply("progress", row(item_id="a", current_wave=3))
    shown.apply("progress", row(item_id="b", started_at=ago(hours=1)))

    assert ids(shown) == ["a", "b"]
    assert shown.row("a") == row(item_id="a", current_wave=3)


def test_what_is_removed_goes():
    shown = board(row(item_id="a"), row(item_id="b"))

    shown.apply("removed", {"item_id": "a"})
    shown.apply("removed", {"item_id": "unknown"})

    assert ids(shown) == ["b"]


def test_events_without_rows_change_nothing():
    shown = board(row())

    shown.apply("tasks", {"item_id": "item-1", "run_id": "run-1"})

    assert shown.rows(NOW) == [row()]


def test_what_goes_on_comes_first_then_the_last_begun():
    shown = board(
        row(item_id="ended", item_status="completed", started_at=ago(seconds=1)),
        row(item_id="old", started_at=ago(hours=2)),
        row(item_id="new", started_at=ago(hours=1)),
    )

    assert ids(shown) == ["new", "old", "ended"]


def test_what_ended_ten_minutes_ago_is_forgotten():
    ended = {"item_status": "completed"}
    rows = [
        row(item_id="lately", completed_at=ago(minutes=10), **ended),
        row(item_id="before", completed_at=ago(minutes=10, seconds=1), **ended),
        row(item_id="given up", updated_at=ago(minutes=11), item_status="deferred"),
    ]

    assert ids(board(*rows)) == ["lately"]
    assert len(ids(board(*rows, forgets=False))) == 3
