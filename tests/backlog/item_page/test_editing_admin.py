import json

import pytest

from backlog.models import BacklogItem, FieldChange
from backlog.services.editing import EDITABLE, digest
from tests.admin_pages import page_of, signed_in
from tests.factories import make_curator, make_item, make_viewer

pytestmark = pytest.mark.django_db


def edit_page(item):
    return f"{page_of(item)}?edit=1"


def form_of(answer):
    """What a browser would send of the form on this page, line ends as browsers send them."""
    form = answer.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    values["seen"] = form["seen"].value()
    seen = values["seen"]
    values["seen"] = seen if isinstance(seen, str) else json.dumps(seen)
    texts = {name: "" if value is None else str(value) for name, value in values.items()}
    plain = {name: text.replace("\r\n", "\n") for name, text in texts.items()}
    return {name: text.replace("\n", "\r\n") for name, text in plain.items()}


def opened(client, item):
    return form_of(client.get(edit_page(item)))


def test_form_holds_every_column_that_may_be_edited():
    form = signed_in(make_curator()).get(edit_page(make_item())).context["adminform"].form

    assert set(form.fields) == {*EDITABLE, "seen"}


def test_saving_leads_back_to_the_page():
    item, client = make_item(), signed_in(make_curator())

    answer = client.post(page_of(item), opened(client, item) | {"title": "Close it"})

    assert answer.headers["Location"] == page_of(item)
    assert BacklogItem.objects.get().title == "Close it"


def test_form_sent_back_as_it_was_changes_nothing():
    texts = {"problem": "  a\r\n\r\nb \n", "solution": "c\n", "prd_content": "\n# PRD: x\n"}
    item, client = make_item(**texts), signed_in(make_curator())
    before = BacklogItem.objects.values().get()

    client.post(page_of(item), opened(client, item))

    assert BacklogItem.objects.values().get() == before


def test_prd_is_edited_and_kept_with_plain_line_ends():
    item, client = make_item(), signed_in(make_curator())

    client.post(page_of(item), opened(client, item) | {"prd_content": "# PRD: x\r\n\r\nText\r\n"})

    assert BacklogItem.objects.get().prd_content == "# PRD: x\n\nText\n"


def test_edit_is_recorded_as_the_curators():
    item, curator = make_item(problem="Old."), make_curator()
    client = signed_in(curator)

    client.post(page_of(item), opened(client, item) | {"problem": "New."})

    assert list(FieldChange.objects.values_list("field", "before", "after", "user", "channel")) == [
        ("problem", "Old.", "New.", curator.pk, "admin")
    ]


def conflict():
    """An item whose problem an agent changed while a curator edited it; the curator's answer."""
    item, client = make_item(problem="The file stays open."), signed_in(make_curator())
    form = opened(client, item) | {"problem": "The file stays locked.", "title": "Mine"}
    BacklogItem.objects.update(problem="The file stays open for ever.", solution="Theirs.")
    return client, item, client.post(page_of(item), form)


def test_text_that_changed_meanwhile_is_refused_and_nothing_is_written():
    _, item, answer = conflict()

    assert answer.status_code == 409
    item.refresh_from_db()
    assert (item.problem, item.title != "Mine") == ("The file stays open for ever.", True)


def test_refusal_shows_the_difference_and_keeps_what_the_person_wrote():
    _, _, answer = conflict()

    (field,) = answer.context["conflicting_fields"]
    assert field.label == "Problem"
    assert "<del>open for ever</del><ins>locked</ins>" in answer.text
    sent = form_of(answer)
    assert (sent["problem"], sent["title"]) == ("The file stays locked.", "Mine")


def test_saving_again_writes_over_what_was_shown():
    client, item, answer = conflict()

    client.post(page_of(item), form_of(answer))

    item.refresh_from_db()
    assert (item.problem, item.title) == ("The file stays locked.", "Mine")


def test_saving_again_leaves_what_others_wrote_elsewhere():
    client, item, answer = conflict()

    client.post(page_of(item), form_of(answer))

    item.refresh_from_db()
    assert item.solution == "Theirs."


def test_saving_again_is_refused_when_the_text_changed_once_more():
    client, item, answer = conflict()
    BacklogItem.objects.update(problem="Changed again.")

    again = client.post(page_of(item), form_of(answer))

    assert again.status_code == 409
    assert BacklogItem.objects.get().problem == "Changed again."


def test_column_that_only_somebody_else_changed_is_no_conflict():
    item, client = make_item(problem="Old."), signed_in(make_curator())
    form = opened(client, item) | {"solution": "Mine."}
    BacklogItem.objects.update(problem="Theirs.")

    client.post(page_of(item), form)

    assert BacklogItem.objects.values_list("problem", "solution").get() == ("Theirs.", "Mine.")


def test_score_that_changed_meanwhile_is_refused_too():
    item, client = make_item(impact_score=5), signed_in(make_curator())
    form = opened(client, item) | {"impact_score": "9"}
    BacklogItem.objects.update(impact_score=1)

    assert client.post(page_of(item), form).status_code == 409


@pytest.mark.parametrize("seen", [None, "", "[]", "not json", "3"])
def test_form_that_does_not_say_what_it_showed_is_refused(seen):
    item, client = make_item(title="Before"), signed_in(make_curator())
    form = opened(client, item) | {"title": "After"}
    form.pop("seen")

    client.post(page_of(item), form if seen is None else form | {"seen": seen})

    assert BacklogItem.objects.get().title == "Before"


def test_digests_for_other_columns_give_no_right_to_overwrite():
    item, client = make_item(title="Before"), signed_in(make_curator())
    form = opened(client, item)

    answer = client.post(page_of(item), form | {"seen": json.dumps({"x": digest("Before")})})

    assert answer.status_code in {302, 409}
    assert BacklogItem.objects.get().title == "Before"


def test_marker_of_a_conflict_alone_saves_nothing():
    item, client = make_item(title="Before"), signed_in(make_curator())
    form = opened(client, item) | {"title": "After", "changed_meanwhile": ["title", "status"]}

    client.post(page_of(item), form)

    assert BacklogItem.objects.get().title == "Before"


def test_viewer_cannot_save():
    item = make_item(title="Before")
    form = opened(signed_in(make_curator()), item) | {"title": "After"}

    answer = signed_in(make_viewer()).post(page_of(item), form)

    assert (answer.status_code, BacklogItem.objects.get().title) == (403, "Before")


def test_values_that_the_table_refuses_are_refused_by_the_form():
    item, client = make_item(), signed_in(make_curator())

    answer = client.post(page_of(item), opened(client, item) | {"impact_score": "11", "title": ""})

    assert answer.context["adminform"].form.errors == {
        "impact_score": ["Ensure this value is less than or equal to 10."],
        "title": ["This field is required."],
    }


PREVIEW = "/admin/backlog/backlogitem/prd-preview/"


def test_preview_gives_the_text_as_it_will_look():
    answer = signed_in(make_viewer()).post(PREVIEW, {"markdown": "# a\n<script>"})

    assert answer.text == "<h3>a</h3>\n<p>&lt;script&gt;</p>\n"


def test_preview_is_not_given_to_a_get():
    assert signed_in(make_curator()).get(PREVIEW, {"markdown": "a"}).status_code == 405


def test_preview_needs_the_token_of_the_page():
    client = signed_in(make_curator())
    client.handler.enforce_csrf_checks = True

    assert client.post(PREVIEW, {"markdown": "a"}).status_code == 403


def test_preview_refuses_a_text_that_is_too_long():
    answer = signed_in(make_curator()).post(PREVIEW, {"markdown": "a" * 200_001})

    assert (answer.status_code, answer.headers["Content-Type"]) == (
        413,
        "text/plain; charset=utf-8",
    )
    assert answer.text == "The text has more than 200,000 characters: too long to preview."


def test_editing_touches_no_column_that_the_form_does_not_show():
    item, client = make_item(), signed_in(make_curator())
    form = opened(client, item) | {"title": "After"}
    BacklogItem.objects.update(status="approved")

    client.post(page_of(item), form | {"status": "rejected", "branch_name": "evil", "pr_url": "x"})

    item.refresh_from_db()
    assert (item.title, item.status, item.branch_name, item.pr_url) == (
        "After",
        "approved",
        None,
        None,
    )
