"""The page around the backlog's list: tabs, what it is filtered by, saved views."""

from typing import Any, Final, override

from django.contrib import messages
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from backlog.admin.addresses import without_blanks
from backlog.admin.chips import chips_of
from backlog.admin.saved_views import SavedViewsAdmin
from backlog.admin.tabs import status_tabs

_LEFT_OUT: Final = (
    "The address asked for a filter or a page that this list doesn't have. Everything is shown."
)
_ALL_SELECTED: Final = "All that fit are selected."


class ListPageAdmin(SavedViewsAdmin):
    """A list of items with what curators need around it."""

    list_before_template: Any = "backlog/list/top.html"
    list_filter_sheet = True

    @override
    def changelist_view(  # type: ignore[override]  # Unfold promises a page; actions answer too
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list with its surroundings, under an address without empty boxes."""
        if request.method == "GET" and _has_blanks(request):
            return HttpResponseRedirect(without_blanks(request.GET))
        if ERROR_FLAG in request.GET:
            self.message_user(request, _LEFT_OUT, messages.WARNING)
        answer: Any = super().changelist_view(request, extra_context)
        listed = (getattr(answer, "context_data", None) or {}).get("cl")
        if listed is not None:
            answer.context_data |= self._surroundings(request, listed)
        return answer  # type: ignore[no-any-return]  # Django's own page or answer

    def _surroundings(self, request: HttpRequest, listed: Any) -> dict[str, Any]:
        of_all = {"selection_note_all": _ALL_SELECTED} if listed.paginator.is_capped else {}
        return {
            **of_all,
            "status_tabs": status_tabs(request, listed),
            "filter_chips": chips_of(request, listed),
            "view_menu": self.view_menu(request),
        }


def _has_blanks(request: HttpRequest) -> bool:
    """Tell whether boxes were sent empty; an empty search alone is left as it is."""
    return any(name != SEARCH_VAR and "" in values for name, values in request.GET.lists())
