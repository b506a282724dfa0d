"""What the resources of the API have in common: lists, single rows, and changes of them."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, ClassVar, Final, cast
from uuid import UUID

import orjson
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BrowsableAPIRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.actors import Actor
from accounts.api.authentication import actor_of
from accounts.api.entity_tags import entity_tag, if_unchanged, is_known
from accounts.api.listing.columns import Columns, json_bytes
from accounts.api.listing.cursors import Cursor, write_cursor
from accounts.api.listing.pages import Pages
from accounts.api.listing.parameters import Asked, Direction, read_parameters
from accounts.api.listing.questions import Page, Question, whoever
from accounts.api.listing.statements import LOOKED_UP, Statement
from accounts.api.throttling import add_rate_limit
from accounts.filters import ResourceFilterSet

UUID_REGEX: Final = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_CURSOR: Final = re.compile("(?:^|&)cursor=[^&]*")
KEPT_QUESTIONS: Final = 1_000
"""Kinds of questions whose statements are kept; of one kind are those with the same parameters."""


class Limited(APIView):
    """A view that says in its answers how much more the key may ask."""

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Add the headers of the limit."""
        final = super().finalize_response(request, response, *args, **kwargs)
        add_rate_limit(request, final)
        return final


class Resource[Row: Model](Limited, GenericViewSet[Row]):
    """The rows of one table, each seen by those whom its queryset's `visible_to` names."""

    row_serializer: ClassVar[type[Serializer[Any]]]
    """What a row looks like; `serializer_class` is what a request's body looks like."""
    alone_serializer: ClassVar[type[Serializer[Any]] | None] = None
    """What a row looks like that is answered by itself, where that has more than one of a list."""
    filterset_class: ClassVar[type[ResourceFilterSet]]
    directions: ClassVar[Mapping[str, Direction]]
    """The orders of the list by their names, the usual one first."""
    search_columns: ClassVar[tuple[str, ...]] = ()
    """The columns that `search` looks in; without any there is no such parameter."""
    bodies: ClassVar[Mapping[str, type[Serializer[Any]]]] = {}
    """What the body of an action looks like; an action that isn't here takes none."""
    answers: ClassVar[Mapping[str, Any]] = {}
    """What an action answers, where it isn't a row; for the schema."""
    making: ClassVar[tuple[str, ...]] = ("create",)
    """The actions that answer 201; for the schema."""
    leading: ClassVar[tuple[str, ...]] = ()
    """The actions that answer 307, and no body; for the schema."""
    also: ClassVar[Mapping[str, tuple[int, ...]]] = {}
    """Further codes of success that an action answers with the same; for the schema."""
    failures: ClassVar[Mapping[str, Mapping[int, str]]] = {}
    """Further codes that an action fails with, and when; for the schema."""
    refers: ClassVar[Mapping[str, bool]] = {}
    """The actions whose body names another row, which may not be there; for the schema."""
    is_one_row: ClassVar[bool] = False
    """Whether the address is one row's without an id in it; for the schema."""
    row_name: ClassVar[str]
    """What a row is called, as in “There is no backlog item …”."""

    filter_backends = ()
    pagination_class = Pages
    lookup_url_kwarg = "id"
    lookup_value_regex = UUID_REGEX
    lookup_column: ClassVar[str] = "pk"

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet[Any]:
        """Give the rows that the actor may see."""
        rows: QuerySet[Any] = cast("Any", cls.queryset).all().visible_to(actor)
        return rows

    @classmethod
    def sees_all(cls, actor: Actor) -> bool:
        """Tell whether `visible` gives the actor every row."""
        return actor.api_key_id is None

    @classmethod
    def shown_alone(cls) -> type[Serializer[Any]]:
        """Give what a row looks like that is answered by itself."""
        return cls.alone_serializer or cls.row_serializer

    @classmethod
    def searched(cls, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """Keep the rows that have the text in one of `search_columns`."""
        conditions = (Q(**{f"{column}__icontains": text}) for column in cls.search_columns)
        found = Q()
        for condition in conditions:
            found |= condition
        return rows.filter(found)

    @classmethod
    def question_about(cls, rows: QuerySet[Any], asked: Asked, columns: Columns) -> Question:
        """Say how the page is read from the rows."""
        if asked.search:
            rows = cls.searched(rows, asked.search)
        return Question.about(rows, asked, columns)

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """Give what the body of this action looks like, else a row."""
        body: type[Serializer[Any]] | None = self.bodies.get(self.action or "")
        return body or self.row_serializer

    def list(self, request: Request) -> HttpResponseBase:
        """Read the list, page by page."""
        actor = actor_of(request)
        query = request._request.META.get("QUERY_STRING", "")  # noqa: SLF001 - the request under it
        find = _question.__wrapped__ if "cursor=" in query else _question
        question = find(type(self), query, self.sees_all(actor))
        page = question.page(actor.user.pk if actor.user else None)
        return answer(request, json_bytes(_envelope(request, page)))

    def retrieve(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Read one row; 304 when If-None-Match names this version of it."""
        require_no_parameters(request)
        content = self.content_of(request, self.row_id(kwargs))
        tag = entity_tag(content)
        if is_known(request, tag):
            return HttpResponse(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
        return answer(request, content, ETag=tag)

    def content_of(self, request: Request, row_id: UUID) -> bytes:
        """Give a row as JSON; raises Http404 for one that isn't there for whoever asks."""
        actor = actor_of(request)
        statement, columns = _row_question(type(self), self.sees_all(actor))
        rows = statement.rows(actor.user.pk if actor.user else None, row_id)
        if not rows:
            raise Http404(f"There is no {self.row_name} {row_id}.")
        return json_bytes(columns.objects(rows)[0])

    def row_id(self, kwargs: Mapping[str, str]) -> UUID:
        """Give the id in the address."""
        return UUID(kwargs[str(self.lookup_url_kwarg)])

    def body(self, request: Request) -> dict[str, Any]:
        """Give what the request says; raises ValidationError."""
        require_no_parameters(request)
        if request.data is None:
            raise ValidationError("No data provided")
        serializer = made_once(cast("Any", self.get_serializer_class()))
        return dict(serializer.run_validation(request.data))

    @contextmanager
    def if_unchanged(self, request: Request, row_id: UUID) -> Iterator[None]:
        """Run a change of a row in the version that If-Match names; raises PreconditionFailed."""
        if "If-Match" not in request.headers:
            yield
            return
        rows = self.visible(actor_of(request)).filter(**{self.lookup_column: row_id})
        with if_unchanged(request, rows, self.shown_alone()):
            yield

    def changed(
        self, request: Request, row_id: UUID, change: Callable[[], Row]
    ) -> HttpResponseBase:
        """Change a row, if it is the version that If-Match names, and answer it as it is then."""
        with self.if_unchanged(request, row_id):
            row = change()
        return self.answer_row(request, row)

    def answer_row(
        self, request: Request, row: Row, *, code: int = status.HTTP_200_OK, **headers: str
    ) -> HttpResponseBase:
        """Answer a row with its entity tag."""
        content = json_bytes(made_once(self.shown_alone()).to_representation(row))
        return answer(request, content, code, ETag=entity_tag(content), **headers)

    def answer_new(self, request: Request, row: Row) -> HttpResponseBase:
        """Answer a row that was just made, with its address."""
        row_id = getattr(row, self.lookup_column)
        address = request.build_absolute_uri(f"{request.path.rstrip('/')}/{row_id}")
        return self.answer_row(request, row, code=status.HTTP_201_CREATED, Location=address)


@cache
def made_once[Made: BaseSerializer[Any]](serializer: type[Made]) -> Made:
    """Give a serializer to use again and again, for no request: its fields take long to make."""
    return serializer()


@lru_cache(KEPT_QUESTIONS)
def _question(view: type[Resource[Any]], query_string: str, sees_all: bool) -> Question:  # noqa: FBT001 - a key of the cache
    """Work a list's question out; raises ValidationError."""
    query = QueryDict(query_string)
    serializer = view.row_serializer()
    names = tuple(serializer.fields)
    asked = read_parameters(
        query,
        filters=view.filterset_class.base_filters,
        directions=view.directions,
        columns=names,
        searchable=bool(view.search_columns),
    )
    actor = whoever(sees_all=sees_all)
    filters = view.filterset_class(query, queryset=view.visible(actor), actor=actor)
    if not filters.is_valid():
        raise ValidationError(filters.errors)
    return view.question_about(filters.qs, asked, Columns.of(serializer, asked.columns))


@lru_cache
def _row_question(view: type[Resource[Any]], sees_all: bool) -> tuple[Statement, Columns]:  # noqa: FBT001 - a key of the cache
    serializer = view.shown_alone()()
    columns = Columns.of(serializer, tuple(serializer.fields))
    rows = view.visible(whoever(sees_all=sees_all)).filter(**{view.lookup_column: LOOKED_UP})
    return Statement.of(rows, columns.names), columns


def answer(
    request: Request, content: bytes, code: int = status.HTTP_200_OK, **headers: str
) -> HttpResponseBase:
    """Answer JSON that is written already, in a browser as a page."""
    if isinstance(request.accepted_renderer, BrowsableAPIRenderer):
        return Response(orjson.loads(content), code, headers=headers)
    return HttpResponse(content, "application/json", code, headers=headers)


def require_no_parameters(request: Request) -> None:
    """Raise ValidationError for parameters, where there are none."""
    if request.query_params:
        names = ", ".join(f"“{name}”" for name in sorted(request.query_params))
        raise ValidationError(f"There is no query parameter {names} here.")


def require_no_body(request: Request) -> None:
    """Raise ValidationError for parameters or a body, where there is neither."""
    require_no_parameters(request)
    if request.data:
        raise ValidationError("This takes no body: the address says it all.")


def _envelope(request: Request, page: Page) -> dict[str, object]:
    return {
        "results": page.results,
        "next": _address(request, page.after),
        "previous": _address(request, page.before),
    }


def _address(request: Request, cursor: Cursor | None) -> str | None:
    if cursor is None:
        return None
    under = request._request  # noqa: SLF001 - the request under it
    query = _CURSOR.sub("", under.META.get("QUERY_STRING", "")).strip("&")
    named = f"{query}&" if query else ""
    return f"{under.scheme}://{under.get_host()}{under.path}?{named}cursor={write_cursor(cursor)}"
