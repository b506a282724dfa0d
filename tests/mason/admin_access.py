"""Who gets what answer from each address of the admin.

A new view needs a line in OWN_ADDRESSES: its name with the status for each role. An address that
takes only a POST gets an empty one, which whoever may use it has refused as incomplete (400).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from django.contrib import admin
from django.db.models import Model
from django.urls import URLPattern, URLResolver

from execution.admin.live import addresses as live
from tests.admin_pages import ADMINISTRATORS_ONLY, REGISTERED

TO_THE_LOGIN: Final = 302
NO_ROW: Final = UUID(int=0)
OLD_ROW_PAGE: Final = "<path:object_id>/"
"""How nameless addresses end that lead on to the page of a row."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """The status that each role gets; people without a role and strangers are sent to the login."""

    viewer: int
    curator: int
    administrator: int
    nobody: int = TO_THE_LOGIN
    anonymous: int = TO_THE_LOGIN
    method: str = "get"
    query: Mapping[str, str] = field(default_factory=dict)
    of_a_row: bool = True
    """Whether a row that the address names is there."""


ALL: Final = Access(viewer=200, curator=200, administrator=200)
DECIDERS: Final = Access(viewer=403, curator=200, administrator=200)
DECIDERS_POST: Final = Access(viewer=403, curator=400, administrator=400, method="post")
ADMINISTRATORS: Final = Access(viewer=403, curator=403, administrator=200)
ADMINISTRATORS_POST: Final = Access(viewer=403, curator=403, administrator=400, method="post")
NONE: Final = Access(viewer=403, curator=403, administrator=403)
NOT_THERE: Final = Access(viewer=404, curator=404, administrator=404)

AUTOCOMPLETED: Final = {
    "app_label": "backlog",
    "model_name": "backlogitem",
    "field_name": "repository",
}

OF_EVERY_TABLE: Final = ("changelist", "change", "history", "export_csv", "export_json")
ADDED_BY_DECIDERS: Final = {
    "accounts_githubrepository",
    "backlog_backlogitem",
    "backlog_blocklistpattern",
    "execution_executionrun",
}
ADDED_BY_ADMINISTRATORS: Final = {
    "accounts_user",
    "accounts_apikey",
    "accounts_aiproviderkey",
    "execution_executionpolicy",
}
WRITTEN: Final = {"app_list": "backlog/", "None": "no-such-page/"}
"""Addresses whose pattern is a regular expression, by name; None is what nothing else answers."""

OWN_ADDRESSES: Final[Mapping[str, Access]] = {
    "index": ALL,
    "search": ALL,
    "app_list": ALL,
    "jsi18n": ALL,
    "login": Access(viewer=302, curator=302, administrator=302, nobody=200, anonymous=200),
    "logout": replace(ALL, method="post"),
    "password_change": ALL,
    "password_change_done": ALL,
    "autocomplete": replace(ALL, query=AUTOCOMPLETED),
    "view_on_site": NOT_THERE,
    "catch_all": NOT_THERE,
    "auth_user_password_change": ADMINISTRATORS,
    "accounts_apikey_revoke": ADMINISTRATORS,
    "accounts_apikey_revoke_selected": ADMINISTRATORS_POST,
    # No key is tested: that would ask its provider.
    "accounts_aiproviderkey_test": Access(
        viewer=403, curator=403, administrator=404, method="post", of_a_row=False
    ),
    "accounts_aiproviderkey_remove": ADMINISTRATORS,
    "accounts_aiproviderkey_remove_selected": ADMINISTRATORS_POST,
    "execution_executionrun_cancel": DECIDERS,
    "backlog_prd_preview": replace(ALL, method="post"),
    "backlog_generate_prd": replace(DECIDERS_POST, curator=302, administrator=302),
    "backlog_text_change": NOT_THERE,
    "backlog_filter_rules": ALL,
    "backlog_decisions": ALL,
    "backlog_undo": DECIDERS_POST,
    # Everybody keeps views of their own; one without a name isn't kept, with a message.
    "backlog_view_save": replace(ALL, viewer=302, curator=302, administrator=302, method="post"),
    "backlog_view_delete": replace(NOT_THERE, method="post"),
    # Scripts ask these, which a page to sign in on wouldn't help.
    "backlog_triage": DECIDERS,
    "backlog_triage_queue": replace(DECIDERS, anonymous=401, nobody=401),
    "backlog_triage_decide": replace(DECIDERS_POST, anonymous=401, nobody=401),
    "backlog_triage_undo": replace(DECIDERS_POST, anonymous=401, nobody=401),
    # Likewise; whose item is there is seen in the pages' own tests.
    "execution_live:list": ALL,
    "execution_live:item": NOT_THERE,
    "execution_live:cancel": replace(NOT_THERE, viewer=403),
    "execution_live:worker": replace(ALL, anonymous=401, nobody=401),
    "execution_live:list_state": replace(ALL, anonymous=401, nobody=401),
    "execution_live:item_state": replace(NOT_THERE, anonymous=401, nobody=401),
    "execution_live:item_log": replace(NOT_THERE, anonymous=401, nobody=401),
    "accounts_githubrepository_deactivate": DECIDERS_POST,
    "accounts_githubrepository_ask_deactivate": DECIDERS,
    "accounts_githubrepository_activate": replace(DECIDERS_POST, curator=302, administrator=302),
    "backlog_replay": DECIDERS,
    "backlog_unblock": DECIDERS,
    "backlog_confirm": DECIDERS,
    "backlog_confirm_selected": DECIDERS_POST,
    "backlog_restore": DECIDERS,
    "backlog_restore_selected": DECIDERS_POST,
    "backlog_approve": DECIDERS,
    "backlog_approve_selected": DECIDERS_POST,
    "backlog_defer": DECIDERS,
    "backlog_defer_selected": DECIDERS_POST,
    "backlog_reject": DECIDERS,
    "backlog_reject_selected": DECIDERS_POST,
    "backlog_reopen": DECIDERS,
    "backlog_reopen_selected": DECIDERS_POST,
}


@dataclass(frozen=True)
class Address:
    """An address of the admin: what it is called and how it is written."""

    name: str
    route: str

    def of(self, row_ids: Mapping[str, UUID], *, of_a_row: bool) -> str:
        """Give the address, of a row of its table where it names one."""
        app, model, *_ = [*self.route.split("/"), ""]
        row_id = row_ids.get(f"{app}.{model}", NO_ROW) if of_a_row else NO_ROW
        route = re.sub(r"<int:\w+>", "0", self.route)
        return "/admin/" + re.sub(r"<[\w:]+>", str(row_id), route)


def addresses() -> dict[str, Address]:
    """Give every address that the admin answers, by name."""
    of_live = _addresses(live.urlpatterns, "execution/live/")
    return {
        **{address.name: address for address in _addresses(admin.site.urls[0], "")},
        **{f"{live.app_name}:{one.name}": one for one in of_live},
    }


def _addresses(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, route)
        elif pattern.name or not route.endswith(OLD_ROW_PAGE):
            yield Address(pattern.name or "catch_all", WRITTEN.get(str(pattern.name), route))


def expected_access() -> dict[str, Access]:
    """Give what is expected of each address, by name."""
    of_tables = {name: access for model in REGISTERED for name, access in _of(model)}
    return {**of_tables, **OWN_ADDRESSES}


def _of(model: type[Model]) -> Iterator[tuple[str, Access]]:
    table = f"{model._meta.app_label}_{model._meta.model_name}"
    may_read = ADMINISTRATORS if model in ADMINISTRATORS_ONLY else ALL
    for page in OF_EVERY_TABLE:
        yield f"{table}_{page}", may_read
    yield f"{table}_add", _adders(table)
    yield f"{table}_delete", NONE


def _adders(table: str) -> Access:
    if table in ADDED_BY_DECIDERS:
        return DECIDERS
    return ADMINISTRATORS if table in ADDED_BY_ADMINISTRATORS else NONE
