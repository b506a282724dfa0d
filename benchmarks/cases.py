"""The pages that are measured: every filter and order that the list has, read from the list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.admin import site
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import User
from backlog.admin.item_filters import OPERATION_PARAMETER, RUN_PARAMETER
from backlog.models import AnalysisRun, BacklogItem, StatusChange
from benchmarks.wording import COMMON_WORD, MIDDLING_WORD, RARE_WORD

LIST: Final = reverse("admin:backlog_backlogitem_changelist")
ROWS_PER_PAGE: Final = 30
THOUSANDTH: Final = 1_000
MOST_OF_A_PAGE: Final = 1.3
MOST_OF_A_SEARCH: Final = 2.0
LEAST_OF_STOCK_PAGE: Final = 3.0
LEAST_OF_STOCK_SEARCH: Final = 10.0

_SEARCHES: Final = (
    (RARE_WORD, "rare", LEAST_OF_STOCK_SEARCH),
    (MIDDLING_WORD, "middling", 0.0),
    (COMMON_WORD, "common", LEAST_OF_STOCK_SEARCH),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A page with its address, and what is wanted of it.

    `most` is the longest that it may take at the big size, in times of the small; `stock` is the
    address of the same in Django's own admin, `faster` how many times faster Mason is to be.
    """

    name: str
    url: str
    most: float = MOST_OF_A_PAGE
    stock: str = ""
    faster: float = 0.0


def cases(user: User) -> Iterator[Case]:
    """Give the cases for the database at hand; their names are the same for every size."""
    yield Case(name="home", url=reverse("admin:index"))
    item = BacklogItem.objects.exclude(prd_content=None).by_priority()[:1].get()
    yield Case(name="item", url=reverse("admin:backlog_backlogitem_change", args=[item.pk]))
    yield _listed("list, first page", {}, stock={}, faster=LEAST_OF_STOCK_PAGE)
    deep = _deep_page(BacklogItem.objects.count())
    yield _listed("list, deep page", {"p": deep}, stock={"p": deep})
    new = BacklogItem.objects.new().count()
    yield _listed("status new, deep page", {**_status(user), "p": _deep_page(new)})
    for word, name, faster in _SEARCHES:
        query = {"q": word}
        wanted = {"most": MOST_OF_A_SEARCH, "stock": query, "faster": faster}
        yield _listed(f"search, {name} word", query, **wanted)
    yield from _sorted_lists(user)
    yield from _filtered_lists(user)


def _listed(name: str, query: Mapping[str, Any], **wanted: Any) -> Case:
    stock = wanted.pop("stock", None)
    if stock is not None:
        wanted["stock"] = f"/stock/backlog/backlogitem/?{urlencode(stock)}"
    return Case(name=name, url=f"{LIST}?{urlencode(query)}", **wanted)


def _deep_page(rows: int) -> int:
    """Give the thousandth page, or nearly the last one where there are fewer."""
    return min(THOUSANDTH, max(rows * 9 // 10 // ROWS_PER_PAGE, 1))


def _changelist(user: User) -> Any:
    known = _known_values()
    # Filters that only links of other pages use are there when the address has them.
    linked = {name: known[name] for name in (RUN_PARAMETER, OPERATION_PARAMETER)}
    request = RequestFactory().get(LIST, linked)
    request.user = user
    return site.get_model_admin(BacklogItem).get_changelist_instance(request)


def _sorted_lists(user: User) -> Iterator[Case]:
    changelist = _changelist(user)
    offered = changelist.sortable_by or changelist.list_display
    deep = _deep_page(BacklogItem.objects.count())
    for number, column in enumerate(changelist.list_display):
        if column not in offered or not changelist.get_ordering_field(column):
            continue
        for order, direction in ((f"{number}", "up"), (f"-{number}", "down")):
            yield _listed(f"sorted by {column} {direction}", {"o": order})
            yield _listed(f"sorted by {column} {direction}, deep page", {"o": order, "p": deep})


def _status(user: User) -> dict[str, str]:
    return _filter_values(user)["status"]


def _filtered_lists(user: User) -> Iterator[Case]:
    for name, query in _filter_values(user).items():
        yield _listed(f"filtered by {name}", query)
        yield _listed(
            f"filtered by {name}, searched", {**query, "q": COMMON_WORD}, most=MOST_OF_A_SEARCH
        )


def _filter_values(user: User) -> dict[str, dict[str, str]]:
    """Give for each filter of the list, by title, parameters that choose something."""
    return {str(spec.title): _chosen(spec) for spec in _changelist(user).filter_specs}


def _chosen(spec: Any) -> dict[str, str]:
    names = [str(name) for name in spec.expected_parameters()]
    known = _known_values()
    if len(names) > 1 and names[0].endswith("_from"):
        return dict(zip(names, ("6", "8"), strict=True))
    for name in names:
        for known_name in (name, name.partition("__")[0]):
            if known_name in known:
                return {name: str(known[known_name])}
    (value, _), *_ = spec.lookup_choices
    return {names[0]: str(value)}


def _known_values() -> dict[str, Any]:
    item = BacklogItem.objects.by_priority()[:1].get()
    change = StatusChange.objects.order_by("pk")[:1].get()
    return {
        "status": "new",
        "repository": item.repository_id,
        RUN_PARAMETER: AnalysisRun.objects.order_by("pk")[:1].get().pk,
        OPERATION_PARAMETER: change.operation_id,
        "age": "older",
    }
