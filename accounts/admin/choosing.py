"""Choosing the repository that a person looks at; it is remembered, and nothing else changes."""

from dataclasses import dataclass
from typing import Any, Final, override
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from unfold.contrib.filters.forms import AutocompleteDropdownForm

from accounts.admin.access import signed_in_user
from accounts.exceptions import RepositoryNotChoosable
from accounts.models import GitHubRepository, User
from accounts.services.default_repository import choose_repository

app_name = "repository_choice"

OFFERED: Final = 20
"""Repositories that are offered at once."""

_PAGES: Final = frozenset(str(page) for page in range(1, 1001))
_REMEMBERED = User._meta.get_field("default_repository")


class _RepositorySelect(AutocompleteSelect):
    """A select that asks the server for active repositories as the person types."""

    @override
    def get_url(self) -> str:
        return reverse(f"{app_name}:search")

    @override
    def build_attrs(self, *given: Any, **more: Any) -> dict[str, Any]:
        return {**super().build_attrs(*given, **more), "data-placeholder": "All repositories"}


class ChoiceForm(forms.Form):
    """One active repository, or none for all of them."""

    repository = forms.ModelChoiceField(
        GitHubRepository.objects.active(),
        required=False,
        label="Repository",
        widget=_RepositorySelect(
            _REMEMBERED,
            admin.site,
            attrs={
                "class": "unfold-filter-autocomplete",
                "data-width": "100%",
            },
        ),
    )

    Media = AutocompleteDropdownForm.Media


@dataclass(frozen=True, slots=True)
class Chooser:
    """What a page needs to let the person choose; `next_page` is where it leads back to."""

    repository: GitHubRepository | None
    form: ChoiceForm
    next_page: str


def chooser_of(request: HttpRequest) -> Chooser:
    """Give the choice as it is; a repository that was deactivated meanwhile counts as none."""
    repository = remembered_repository(signed_in_user(request))
    return Chooser(repository, ChoiceForm(initial={"repository": repository}), request.path)


def remembered_repository(user: User) -> GitHubRepository | None:
    """Give the active repository that the person chose last."""
    if user.default_repository_id is None:
        return None
    return GitHubRepository.objects.active().filter(pk=user.default_repository_id).first()


@require_GET
def search(request: HttpRequest) -> JsonResponse:
    """Give active repositories whose name has what was typed, a page at a time, as Select2 asks."""
    # PostgreSQL knows no text with NUL.
    typed = request.GET.get("term", "").replace("\0", "")
    page = request.GET.get("page", "1")
    start = (int(page) - 1) * OFFERED if page in _PAGES else 0
    rows = GitHubRepository.objects.active().filter(github_full_name__icontains=typed)
    found = list(rows.only("github_full_name")[start : start + OFFERED + 1])
    results = [{"id": str(row.pk), "text": str(row)} for row in found[:OFFERED]]
    return JsonResponse({"results": results, "pagination": {"more": len(found) > OFFERED}})


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember what was chosen and go back to where the person was."""
    try:
        choose_repository(user_id=signed_in_user(request).pk, repository_id=_repository_id(request))
    except RepositoryNotChoosable as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(_next_page(request))


def _repository_id(request: HttpRequest) -> UUID | None:
    """The id that was sent; None asks for all repositories."""
    given = request.POST.get("repository", "")
    if not given or "all" in request.POST:
        return None
    try:
        return UUID(given)
    except ValueError as error:
        raise RepositoryNotChoosable from error


def _next_page(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_here = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_here else reverse("admin:index")


urlpatterns = [
    path("", admin.site.admin_view(choose), name="choose"),
    path("search/", admin.site.admin_view(search), name="search"),
]
