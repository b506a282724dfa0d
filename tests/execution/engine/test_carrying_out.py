"""An approved item becomes a pull request."""

from pathlib import Path

import pytest
from pytest_django import Settings

from backlog.choices import ItemStatus
from execution.choices import RunStatus
from tests.executing import Place, attempt_of, make_place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Place:
    return make_place(tmp_path, settings)


def test_an_approved_item_becomes_a_pushed_branch_without_a_token(place: Place) -> None:
    item = place.item()
    run = place.execute(item)
    item.refresh_from_db()
    attempt = attempt_of(item)
    assert run.status == RunStatus.SUCCESS
    assert item.status == ItemStatus.COMPLETED
    assert place.remote.files(attempt.branch or "") == {
        "README.md": "# Example",
        "src/app.py": "one\ntwo\nthree",
        **{f"done-{n}.txt": f"{n} by general-purpose" for n in ("1.1", "1.2", "2.1", "2.2")},
    }
