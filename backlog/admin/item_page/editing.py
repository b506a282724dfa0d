"""The form that edits what an item says, and knows what the editor saw."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django import forms
from django.http import QueryDict
from django.urls import reverse_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.admin.confirming import HiddenJSONField
from backlog.admin.item_page.differences import Line, differences
from backlog.admin.item_page.timeline import field_label
from backlog.exceptions import EditConflict
from backlog.models import BacklogItem
from backlog.services.editing import EDITABLE, digest

CHANGED_MEANWHILE: Final = "changed_meanwhile"
"""Names, in a form that is shown again, the columns that somebody else changed."""

_TEXTS: Final = ("problem", "solution", "prd_content")


class PreviewedTextarea(UnfoldAdminTextareaWidget):
    """A text in Markdown, with a tab that shows how it will look; plain without scripts."""

    template_name = "backlog/item/previewed_textarea.html"

    class Media:
        css: ClassVar[Mapping[str, list[str]]] = {"all": ["backlog/item.css"]}
        js: ClassVar[list[Any]] = [forms.Script("backlog/preview.js", type="module")]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give Django's context and the address that renders."""
        address = reverse_lazy("admin:backlog_prd_preview")
        return {**super().get_context(name, value, attrs), "preview_url": address}


class ItemForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What an item says; an item made by hand needs the repository it is about.

    `seen` carries the digest of what each column said when the editor opened the form.
    """

    seen = HiddenJSONField(required=False)

    class Meta:
        model = BacklogItem
        fields = [*EDITABLE, "repository"]
        widgets: ClassVar[Mapping[str, Any]] = {"prd_content": PreviewedTextarea}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "repository" in self.fields:
            self.fields["repository"].required = True
            del self.fields["seen"]
        for name in _TEXTS:
            if isinstance(field := self.fields.get(name), forms.CharField):
                field.strip = False
        self.initial["seen"] = {name: digest(getattr(self.instance, name)) for name in EDITABLE}

    def clean_seen(self) -> dict[str, str]:
        """Give the digests by the names of the columns."""
        seen = self.cleaned_data["seen"]
        if isinstance(seen, dict):
            return {str(name): str(value) for name, value in seen.items()}
        raise forms.ValidationError("The form doesn't say what it showed: open the item again.")

    def clean(self) -> dict[str, Any]:
        """Refuse to save what was just found to be in conflict, so that it is shown first."""
        cleaned = super().clean() or self.cleaned_data
        for name in set(self._changed_meanwhile()) & set(self.fields):
            self.add_error(name, "Somebody else changed this meanwhile; see above.")
        return cleaned

    def edits(self) -> dict[str, Any]:
        """Give the columns that the editor changed, whatever others did to the rest meanwhile."""
        seen = self.cleaned_data["seen"]
        given = {name: self.cleaned_data[name] for name in EDITABLE if name in self.cleaned_data}
        changed = {name: value for name, value in given.items() if digest(value) != seen.get(name)}
        return {name: _with_plain_line_ends(value) for name, value in changed.items()}

    def _changed_meanwhile(self) -> list[str]:
        return self.data.getlist(CHANGED_MEANWHILE) if isinstance(self.data, QueryDict) else []


def _with_plain_line_ends(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class ConflictingField:
    """What saving the editor's text would change in what the item says now."""

    label: str
    lines: tuple[Line, ...]


def conflicting_fields(conflict: EditConflict) -> list[ConflictingField]:
    """Give the differences of the conflict, from what is stored to what the editor wrote."""
    return [
        ConflictingField(field_label(name), tuple(differences(texts.current, texts.yours)))
        for name, texts in conflict.conflicts.items()
    ]


def answered_with(data: QueryDict, conflict: EditConflict) -> QueryDict:
    """Give what was sent, now as the answer of somebody who has seen what others wrote."""
    answer = data.copy()
    now = {name: digest(texts.current) for name, texts in conflict.conflicts.items()}
    answer["seen"] = json.dumps({**json.loads(str(data["seen"])), **now})
    answer.setlist(CHANGED_MEANWHILE, list(conflict.conflicts))
    return answer
