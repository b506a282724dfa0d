"""Starting a run from the list of runs: which repository's approved items, and how many."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from accounts.admin.access import curator_of, may_decide, require_decider
from accounts.admin.confirming import Question, ask, named
from accounts.admin.relating import changelist_url, row_url
from accounts.exceptions import RepositoryNotChoosable
from accounts.models import GitHubRepository
from backlog.choices import ItemStatus
from backlog.models import BacklogItem
from execution.admin.run_cancelling import CancellingAdmin
from execution.choices import ITEMS_OF_A_LOCAL_RUN
from execution.exceptions import NoCloneAddress, NothingToExecute
from execution.services.planning import Planned, plan_run

_TEXT: Final = (
    "The approved items of a repository that have a PRD are queued, the highest priority first, and"
    " the workers carry them out: `make run` has one, and `manage.py worker` is another. An item is"
    " claimed when a worker begins with it."
)


def _with_approved_items() -> QuerySet[GitHubRepository]:
    approved = BacklogItem.objects.filter(repository=OuterRef("pk"), status=ItemStatus.APPROVED)
    return GitHubRepository.objects.filter(Exists(approved), is_active=True)


class StartRunForm(forms.Form):
    """Which items are to be carried out."""

    repository = forms.ModelChoiceField(
        queryset=GitHubRepository.objects.none(),
        label="Repository",
        help_text="Those that have approved items.",
        widget=UnfoldAdminSelectWidget,
    )
    limit = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=ITEMS_OF_A_LOCAL_RUN,
        label="At most",
        help_text="Items; empty is all of them.",
        widget=UnfoldAdminIntegerFieldWidget,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["repository"].queryset = _with_approved_items()  # type: ignore[attr-defined]


class StartingAdmin(CancellingAdmin):
    """Runs that whoever decides may start."""

    addable = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let whoever approves items have them carried out."""
        return may_decide(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Ask which items, and queue them."""
        require_decider(request)
        form = StartRunForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            try:
                return self._started(request, form.cleaned_data)
            except (NoCloneAddress, NothingToExecute, RepositoryNotChoosable) as error:
                form.add_error("repository", str(error))
        return ask(self, request, self._question(request, form))

    def _started(self, request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
        planned = plan_run(
            repository=given["repository"], limit=given["limit"], actor=curator_of(request)
        )
        self._tell(request, planned)
        return HttpResponseRedirect(row_url(planned.run))

    def _tell(self, request: HttpRequest, planned: Planned) -> None:
        titles = named(attempt.item.title for attempt in planned.attempts)
        self.message_user(request, f"Queued {titles}.", messages.SUCCESS)
        if planned.left_out:
            reasons = "; ".join(f"“{one.title}”: {one.reason}" for one in planned.left_out[:3])
            more = len(planned.left_out) - 3
            others = f" And {more} more." if more > 0 else ""
            self.message_user(request, f"Left out: {reasons}.{others}", messages.WARNING)

    def _question(self, request: HttpRequest, form: StartRunForm) -> Question:
        return Question(
            title="Start a run",
            text=_TEXT,
            button="Start the run",
            variant="primary",
            form=form,
            action_url=request.path,
            cancel_url=changelist_url(self.model),
        )
