"""How the API's schema is made of its views: nothing is described twice."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from accounts.api.authentication import APIKeyAuthentication
from accounts.api.bodies import Body, DistinctField, TextField
from accounts.api.listing.parameters import DEFAULT_LIMIT, LIMIT_RANGE
from accounts.api.problems import Problem
from accounts.filters import TEXT_SCHEMA, ListFilter

PROBLEM_JSON: Final = "application/problem+json"

_ALWAYS: Final = {
    401: "No API key, or one that doesn't work.",
    403: "Whoever asks may not do this.",
    406: "The header Accept allows no format that there is.",
    429: "Too many requests of this key: wait for the seconds in Retry-After.",
    500: "A fault of Mason's; its log says which.",
}
_REFUSED: Final = "A value or a parameter is refused; `errors` lists each."
_ABSENT: Final = "No such row, or not the user's."
_WITH_A_BODY: Final = {
    413: "The body is too large.",
    415: "The body isn't application/json.",
}
_CHANGED: Final = "The row isn't the version that If-Match names."
_CONFLICT: Final = "What is stored doesn't allow this; see `code` and `current_status`."


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """An API key in the header."""

    target_class = APIKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Give the scheme."""
        about = "A key that `manage.py createapikey` or `POST /api/v1/api-keys` made."
        return {"type": "http", "scheme": "bearer", "description": about}


class ClosedBody(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # registers itself
    """A body whose unknown members are refused."""

    target_class = Body
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        """Give the schema of an object without further members."""
        schema: Any = auto_schema
        found = schema._map_serializer(self.target, direction, bypass_extensions=True)  # noqa: SLF001 - what extensions are given
        return {**found, "additionalProperties": False}


class ResourceSchema(AutoSchema):
    """Describes the operations of a resource from its filters, bodies and answers."""

    def get_request_serializer(self) -> Any:
        """Give what the body looks like; None for an operation that takes none."""
        return self._of_view("bodies").get(self._action)

    def get_response_serializers(self) -> Any:
        """Give the answer, and the problems that the operation can end in."""
        problems = {
            (code, PROBLEM_JSON): OpenApiResponse(Problem, about)
            for code, about in sorted(self._problems())
        }
        return {**self._success(), **problems}

    def get_override_parameters(self) -> list[Any]:
        """Give the parameters of lists, and the headers of requests and answers."""
        return [*self._list_parameters(), *self._request_headers(), *self._answer_headers()]

    def get_summary(self) -> str:
        """Give the first sentence that the method says of itself."""
        return str(self.get_description()).partition("\n")[0].rstrip(".")

    def _insert_field_validators(self, field: Any, schema: dict[str, Any]) -> None:
        """Add which characters a text of a body may have, and which lists repeat nothing."""
        super()._insert_field_validators(field, schema)  # type: ignore[no-untyped-call]
        if isinstance(field, TextField):
            schema.setdefault("pattern", field.pattern)
        if isinstance(field, DistinctField):
            schema["uniqueItems"] = True

    @property
    def _action(self) -> str:
        return str(getattr(self.view, "action", None) or self.method.lower())

    @property
    def _has_row(self) -> bool:
        return "{" in self.path or bool(getattr(self.view, "is_one_row", False))

    def _of_view(self, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = getattr(self.view, name, {})
        return found

    def _success(self) -> dict[Any, Any]:
        row = getattr(self.view, "row_serializer", None)
        if self._action != "list":
            row = getattr(self.view, "alone_serializer", None) or row
        shape = self._of_view("answers").get(self._action, row)
        if self.method == "DELETE":
            return {204: OpenApiResponse(None, "It is gone.")}
        if self._leads:
            return {307: OpenApiResponse(None, "`Location` is the address to ask.")}
        code = 201 if self._action in getattr(self.view, "making", ()) else 200
        if self._action != "retrieve":
            codes = (code, *self._of_view("also").get(self._action, ()))
            return dict.fromkeys(codes, shape)
        return {code: shape, 304: OpenApiResponse(None, "The version that If-None-Match names.")}

    def _problems(self) -> Iterator[tuple[int, str]]:
        yield from _ALWAYS.items()
        yield 400, _REFUSED
        if self._has_row or self._of_view("refers").get(self._action):
            yield 404, _ABSENT
        if self.method != "GET":
            yield 409, _CONFLICT
            yield from _WITH_A_BODY.items()
        if self._changes_row:
            yield 412, _CHANGED
        yield from self._of_view("failures").get(self._action, {}).items()

    @property
    def _leads(self) -> bool:
        return self._action in getattr(self.view, "leading", ())

    @property
    def _changes_row(self) -> bool:
        return self._has_row and self.method != "GET"

    def _list_parameters(self) -> Iterator[OpenApiParameter]:
        if self._action != "list":
            return
        view: Any = self.view
        filters: Mapping[str, ListFilter] = view.filterset_class.base_filters
        for name, one in filters.items():
            yield _parameter(name, one.schema, one.about)
        yield from self._page_parameters()

    def _page_parameters(self) -> Iterator[OpenApiParameter]:
        view: Any = self.view
        low, high = LIMIT_RANGE
        limit = {"type": "integer", "minimum": low, "maximum": high, "default": DEFAULT_LIMIT}
        yield _parameter("limit", limit, "How many rows a page has at most.")
        cursor = {"type": "string", "minLength": 1}
        yield _parameter("cursor", cursor, "The page: from `next` or `previous`.")
        orders = {"type": "string", "enum": list(view.directions)}
        usual = next(iter(view.directions))
        yield _parameter("ordering", {**orders, "default": usual}, "The order of the rows.")
        columns = {"type": "string", "enum": list(view.row_serializer().fields)}
        yield _parameter(
            "fields",
            {"type": "array", "items": columns, "minItems": 1},
            "Only these members of each row, separated by commas.",
        )
        if view.search_columns:
            yield _parameter("search", TEXT_SCHEMA, "Rows that say this.")

    def _request_headers(self) -> Iterator[OpenApiParameter]:
        tag = {"type": "string"}
        if self._action == "retrieve":
            about = "Entity tags that are known: 304 when the row still has one of them."
            yield _parameter("If-None-Match", tag, about, "header")
        if self._changes_row:
            about = "The entity tag that the row must have: 412 when it has another."
            yield _parameter("If-Match", tag, about, "header")
        method = getattr(self.view, self._action, None)
        if getattr(method, "takes_idempotency_key", False):
            key = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"}
            about = "The same key with the same request within 24 hours gives the first answer."
            yield _parameter("Idempotency-Key", key, about, "header")

    def _answer_headers(self) -> Iterator[OpenApiParameter]:
        text: dict[str, Any] = {"type": "string"}
        yield _answer_header("RateLimit", text, "What is left of the limit, and for how long.")
        yield _answer_header("RateLimit-Policy", text, "The limit.")
        wait = {"type": "integer"}
        yield _answer_header("Retry-After", wait, "Seconds to wait.", codes=["429"])
        if self._leads:
            yield _answer_header("Location", text, "The address to ask.", codes=["307"])
        answers_row = self._action not in self._of_view("answers") and self.method != "DELETE"
        if self._has_row and answers_row:
            about = "The version of the row."
            yield _answer_header("ETag", text, about, codes=["200", "201", "304"])


def _parameter(
    name: str,
    schema: Mapping[str, Any],
    about: str,
    location: Literal["query", "header"] = "query",
) -> OpenApiParameter:
    """Describe a parameter; several values stand behind each other with commas."""
    several = schema.get("type") == "array"
    return OpenApiParameter(
        name,
        dict(schema),
        location,
        description=about,
        style="form" if several else None,
        explode=False if several else None,
    )


def _answer_header(
    name: str, schema: Mapping[str, Any], about: str, codes: list[str] | None = None
) -> OpenApiParameter:
    return OpenApiParameter(
        name, dict(schema), OpenApiParameter.HEADER, description=about, response=codes or True
    )
