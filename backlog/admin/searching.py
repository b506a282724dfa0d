"""The search of the backlog in the admin: by words, in every text of an item."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from backlog.querysets import BacklogItemQuerySet


class SearchingAdmin:
    """Items that are searched by the words in their texts, for a table of them."""

    search_fields: Any = ("title", "problem", "solution")
    """Named to have a box to type in; the words are looked up in an index of all three."""
    search_help_text = "Words in title, problem and solution, each from its beginning"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Give the items that say all words; no item can be found twice."""
        if not isinstance(queryset, BacklogItemQuerySet):
            raise TypeError(f"only backlog items can be searched, not {queryset.model}")
        return queryset.searched(search_term), False
