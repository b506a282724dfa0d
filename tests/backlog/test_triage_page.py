import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.staticfiles import finders

from accounts.actors import Actor
from backlog.choices import Decision
from backlog.services.deciding import decide
from tests.admin_pages import signed_in
from tests.backlog.triage_page import DECIDE, PAGE, QUEUE, UNDO, decision, post, undoing
from tests.factories import make_curator, make_item, make_viewer

pytestmark = pytest.mark.django_db
LIST = "/admin/backlog/backlogitem/"


def beginning(page: Any) -> Any:
    """What the page hands to its scripts."""
    found = re.search(r'id="triage-beginning" type="application/json">(.*?)</script>', page.text)
    assert found is not None
    return json.loads(found[1])


def test_page_begins_with_the_first_items_so_that_nothing_is_waited_for():
    make_item(title="Close the file")
    curator = make_curator()
    client = signed_in(curator)

    begun = beginning(client.get(PAGE))

    assert begun["queue"] == client.get(QUEUE).json()
    assert {name: begun[name] for name in begun if name != "queue"} == {
        "reasons": [],
        "user": str(curator.pk),
        "filters": "",
        "csrfCookie": "mason_csrf",
        "addresses": {"queue": QUEUE, "decide": DECIDE, "undo": UNDO},
        "signIn": "/admin/login/",
    }


def test_page_keeps_the_filters_of_the_list_but_its_status_order_page_and_blanks():
    query = "area=frontend&status__exact=approved&o=-3&p=2&type=&quick_win=yes"

    page = signed_in(make_curator()).get(f"{PAGE}?{query}")

    assert beginning(page)["filters"] == "area=frontend&quick_win=yes"
    assert f'href="{LIST}?area=frontend&amp;quick_win=yes"' in page.text


def test_filter_that_the_list_does_not_have_leads_to_the_list():
    answer = signed_in(make_curator()).get(f"{PAGE}?nothing__exact=1")

    assert (answer.status_code, answer.url) == (302, f"{LIST}?e=1")


def test_filter_that_the_list_does_not_have_is_named_in_json():
    answer = signed_in(make_curator()).get(f"{QUEUE}?nothing__exact=1")

    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": "The list has no such filter.", "field": "filter"},
    )


def test_list_leads_to_triage_with_its_filters():
    client = signed_in(make_curator())
    query = urlencode({"area": "frontend", "q": "two words"})

    page = client.get(f"{LIST}?{query}")

    assert f'href="{PAGE}?area=frontend&amp;q=two+words"' in page.text
    assert "Triage these" in page.text


def test_list_leads_no_viewer_to_triage():
    assert "Triage these" not in signed_in(make_viewer()).get(LIST).text


def test_last_reasons_are_offered_once_each_the_latest_first():
    curator = make_curator()
    client = signed_in(curator)
    for reason in ("Not ours", "Too  much\nwork", "On purpose", "Not ours"):
        post(client, DECIDE, decision(make_item(), "reject", reason=reason))

    assert beginning(client.get(PAGE))["reasons"] == ["Not ours", "On purpose", "Too much work"]


def test_reasons_of_others_and_of_other_decisions_are_not_offered():
    curator = make_curator()
    client = signed_in(curator)
    post(signed_in(make_curator()), DECIDE, decision(make_item(), "reject", reason="Theirs"))
    post(client, DECIDE, decision(make_item(), "defer", reason="Later"))
    post(client, DECIDE, decision(make_item(), "reject", reason="x" * 301))

    assert beginning(client.get(PAGE))["reasons"] == []


def test_taking_a_reopening_back_makes_no_reason():
    curator = make_curator()
    client, item = signed_in(curator), make_item(status="rejected")
    actor = Actor.curator(curator)
    decide(item_id=item.pk, seen="rejected", decision=Decision.REOPEN, actor=actor)
    reopening = item.status_changes.get()
    post(client, UNDO, undoing(decision(item, operation=str(reopening.operation_id))))

    item.refresh_from_db()
    assert item.status == "rejected"
    assert beginning(client.get(PAGE))["reasons"] == []


def test_at_most_five_reasons_are_offered():
    client = signed_in(make_curator())
    for n in range(7):
        post(client, DECIDE, decision(make_item(), "reject", reason=f"Reason {n}"))

    assert beginning(client.get(PAGE))["reasons"] == [f"Reason {n}" for n in (6, 5, 4, 3, 2)]


def test_page_without_a_new_item_says_the_exact_command():
    page = signed_in(make_curator()).get(PAGE)

    assert "python manage.py review PATH" in page.text


def test_page_has_no_script_of_its_own_in_it_and_no_handler():
    page = signed_in(make_curator()).get(PAGE).text
    content = page[page.index('id="triage"') :]

    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", page) == []
    assert re.findall(r"\son\w+=", content[: content.index("</script>")]) == []


def test_every_module_is_imported_and_every_imported_one_is_there():
    folder = Path(str(finders.find("backlog/triage/triage.js"))).parent
    pending, seen = ["triage.js"], set()
    while pending:
        name = pending.pop()
        seen.add(name)
        imported = re.findall(r'from "\./(\w+\.js)"', (folder / name).read_text())
        pending += [other for other in imported if other not in seen]

    assert seen == {path.name for path in folder.glob("*.js")}
