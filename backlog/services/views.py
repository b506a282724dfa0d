"""Keeping the lists that a person comes back to, under names of their own."""

from typing import Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db import transaction

from accounts.models import User
from backlog.exceptions import (
    MissingValue,
    TooManyViews,
    ValueTooLong,
    ViewExists,
    ViewNotFound,
)
from backlog.models import SavedView

NAME_CHARACTERS: Final = 80
QUERY_CHARACTERS: Final = 2_000
VIEWS_OF_A_USER: Final = 50
PASSING: Final = frozenset({"p", "e", "all"})
"""Parameters of a list that say where somebody is in it, not which list it is."""


def save_view(*, user: User, name: str, query: str, replace: bool = False) -> SavedView:
    """Keep the list that `query`, a query string, asks for; over the view of that name on request.

    Raises MissingValue, ValueTooLong, ViewExists or TooManyViews.
    """
    name, query = _cleaned_name(name), cleaned_query(query)
    with transaction.atomic():
        # The user's row is locked: two saves at once neither make two views nor one too many.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        view = SavedView.objects.filter(user=user, name=name).first()
        if view is None:
            return _add(user, name, query)
        if not replace and view.query != query:
            raise ViewExists(name)
        view.query = query
        view.save(update_fields=["query"])
    return view


def delete_view(*, user: User, view_id: UUID) -> SavedView:
    """Forget a view and give it as it was; raises ViewNotFound for a view of somebody else too."""
    with transaction.atomic():
        view = SavedView.objects.select_for_update().filter(user=user, pk=view_id).first()
        if view is None:
            raise ViewNotFound
        SavedView.objects.filter(pk=view_id).delete()
    return view


def cleaned_query(query: str) -> str:
    """Give a query string without what is blank and without the place in the list.

    Raises ValueTooLong.
    """
    if len(query) > QUERY_CHARACTERS:
        raise ValueTooLong("query", QUERY_CHARACTERS)
    pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=False)
    cleaned = urlencode([(name, value) for name, value in pairs if name not in PASSING])
    if len(cleaned) > QUERY_CHARACTERS:
        raise ValueTooLong("query", QUERY_CHARACTERS)
    return cleaned


def _cleaned_name(name: str) -> str:
    line = " ".join(name.split())
    cleaned = "".join(character for character in line if character.isprintable()).strip()
    if not cleaned:
        raise MissingValue("name", "what the view is called")
    if len(cleaned) > NAME_CHARACTERS:
        raise ValueTooLong("name", NAME_CHARACTERS)
    return cleaned


def _add(user: User, name: str, query: str) -> SavedView:
    if SavedView.objects.filter(user=user).count() >= VIEWS_OF_A_USER:
        raise TooManyViews(VIEWS_OF_A_USER)
    return SavedView.objects.create(user=user, name=name, query=query)
