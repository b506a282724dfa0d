"""The page where a change of a repository's filter is tried on its history, and saved."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.admin.access import curator_of, require_decider
from accounts.admin.choosing import chooser_of
from accounts.admin.relating import row_url
from accounts.models import GitHubRepository
from backlog.admin.draft_form import DraftForm
from backlog.exceptions import BacklogError
from backlog.judging.replay import Flip, percent
from backlog.models import BacklogItem, FilteredItem
from backlog.services.filter_policies import latest_policy, save_policy
from backlog.services.policies import policy_of
from backlog.services.replaying import FLIPS_KEPT, LATEST, Replay, replay

SAVE: Final = "save"
"""The name of the button that saves; the other one only shows."""


@dataclass(frozen=True, slots=True)
class ShownFlip:
    """A verdict that would be another, with its page."""

    flip: Flip
    url: str


def replay_page(request: HttpRequest) -> HttpResponse:
    """Show the form, what would flip under what was posted, or save it."""
    require_decider(request)
    chooser = chooser_of(request)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Replay the filter",
        "chooser": chooser,
        "rules_url": reverse("admin:backlog_filter_rules"),
        "latest": LATEST,
        "flips_kept": FLIPS_KEPT,
    }
    if chooser.repository is not None:
        saved = _take(request, chooser.repository, context)
        if saved is not None:
            return saved
    return TemplateResponse(request, "backlog/filtered/replay.html", context)


def _take(
    request: HttpRequest, repository: GitHubRepository, context: dict[str, Any]
) -> HttpResponse | None:
    """Fill the context for the form; gives the answer where it was saved."""
    latest = latest_policy(repository.pk)
    policy = policy_of(repository.pk)
    begun = {"seen": str(latest.pk) if latest else ""}
    posted = request.POST if request.method == "POST" else None
    form = DraftForm(policy, posted, initial=begun)
    context |= {"form": form, "in_force": latest}
    if posted is None or not form.is_valid():
        return None
    if SAVE in posted and _save(request, repository, form):
        return HttpResponseRedirect(reverse("admin:backlog_filter_rules"))
    found = replay(repository.pk, form.draft())
    context |= {"found": found, "numbers": _numbers(found), "flips": _shown(found)}
    return None


def _save(request: HttpRequest, repository: GitHubRepository, form: DraftForm) -> bool:
    try:
        save_policy(
            repository_id=repository.pk,
            draft=form.draft(),
            reason=form.cleaned_data["reason"],
            seen=form.seen_policy(),
            actor=curator_of(request),
        )
    except BacklogError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, f"Set the filter of {repository}.")
    return True


def _numbers(found: Replay) -> list[tuple[str, str, str]]:
    before, after = found.before, found.after
    return [
        ("Precision", percent(before.precision), percent(after.precision)),
        ("Recall", percent(before.recall), percent(after.recall)),
        ("Rightly filtered", f"{before.rightly_filtered:,}", f"{after.rightly_filtered:,}"),
        ("Wrongly filtered", f"{before.wrongly_filtered:,}", f"{after.wrongly_filtered:,}"),
        ("Missed", f"{before.missed:,}", f"{after.missed:,}"),
    ]


def _shown(found: Replay) -> list[ShownFlip]:
    return [ShownFlip(flip, _url(flip)) for flip in found.listed]


def _url(flip: Flip) -> str:
    model = FilteredItem if flip.past.was_filtered else BacklogItem
    return row_url(model(pk=flip.past.row_id))
