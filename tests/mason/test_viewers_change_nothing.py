import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.actors import Actor
from backlog.choices import Decision
from backlog.services.deciding import decide
from tests.admin_pages import ROW_MAKERS
from tests.factories import make_curator, make_viewer
from tests.mason.admin_access import NO_ROW, addresses

pytestmark = pytest.mark.django_db

ACTIONS = ("approve", "defer", "reject", "reopen", "restore", "activate", "deactivate", "revoke")
FORM = {
    "reason": "Because",
    "post": "yes",
    "index": "0",
    "select_across": "1",
    "title": "Changed",
    "problem": "Changed",
    "solution": "Changed",
    "prd_content": "Changed",
    "complexity": "1",
    "impact_score": "1",
    "effort_score": "1",
    "github_username": "changed",
    "role": "administrator",
    "is_active": "on",
    "provider": "anthropic",
    "api_key": "sk-of-a-viewer",
    "address": "acme/changed",
}


def contents() -> dict[str, list[Any]]:
    """Every row of every table but those of sessions."""
    names = {model._meta.db_table for model in apps.get_models() if model._meta.managed}
    with connection.cursor() as cursor:
        return {
            name: cursor.execute(f'SELECT rows::text FROM "{name}" rows ORDER BY 1').fetchall()
            for name in names - {"django_session"}
        }


def posts(rows: dict[str, UUID], operation: UUID) -> list[tuple[str, dict[str, str]]]:
    """Each address of the admin with all that any of its forms could ask of it."""
    item = str(rows["backlog.backlogitem"])
    asked = []
    for address in addresses().values():
        url = address.of(rows, of_a_row=True)
        row = str(rows.get(".".join(url.split("/")[2:4]), NO_ROW))
        seen = json.dumps({row: "approved" if row == item else "new"})
        about = {"seen": seen, "item": item, "operation": str(operation), "user": row}
        form = {**FORM, **about, "_selected_action": row}
        # Only a list asks which action; the other addresses are of one each.
        actions = ACTIONS if address.name.endswith("_changelist") else ACTIONS[:1]
        asked += [(url, {**form, "action": action}) for action in actions]
    return asked


def test_whatever_a_viewer_posts_nothing_changes():
    viewer, operation = make_viewer(), uuid4()
    rows = {model._meta.label_lower: make().pk for model, make in ROW_MAKERS.items()}
    decide(
        item_id=rows["backlog.backlogitem"],
        seen="new",
        decision=Decision.APPROVE,
        actor=Actor.curator(make_curator()),
        operation_id=operation,
    )
    client = Client(enforce_csrf_checks=True)
    client.force_login(viewer, backend="accounts.authentication.GitHubUsernameBackend")
    client.get("/admin/password_change/")
    headers = {"X-CSRFToken": client.cookies[settings.CSRF_COOKIE_NAME].value}
    before, url = contents(), "/admin/backlog/backlogitem/triage/"

    for address, form in posts(rows, operation):
        if not address.endswith(("/logout/", "/login/")):
            client.post(address, form, headers=headers)
    for name in ("decide", "undo"):
        body = {"item": str(rows["backlog.backlogitem"]), "operation": str(operation)}
        client.post(
            f"{url}{name}/", {**body, "decision": "defer"}, "application/json", headers=headers
        )

    assert contents() == before
