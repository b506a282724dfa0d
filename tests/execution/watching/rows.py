"""Rows as the live stream gives them."""

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def ago(**time):
    """The time so long before NOW, as the stream writes it."""
    return (NOW - timedelta(**time)).isoformat().replace("+00:00", "Z")


def row(**values):
    """The row of an item that is being built."""
    return {
        "item_id": "item-1",
        "title": "Close the file",
        "item_status": "in_progress",
        "repository": "acme/shop",
        "current_phase": "building",
        "current_wave": 2,
        "total_waves": 3,
        "tasks_completed": 3,
        "tasks_total": 7,
        "current_task": "Write the test",
        "current_file": "shop/prices.py",
        "validation_typescript": None,
        "validation_eslint": None,
        "validation_build": None,
        "validation_tests": None,
        "fix_iteration": 0,
        "max_iterations": 5,
        "started_at": ago(minutes=4, seconds=5),
        "updated_at": ago(seconds=8),
        "completed_at": None,
        **values,
    }
