"""Choosing the form of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rest_framework.negotiation import DefaultContentNegotiation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request

JSON: Final = "application/json"
_NO_PREFERENCE: Final = {"*/*", JSON}


class QuickNegotiation(DefaultContentNegotiation):
    """Gives whoever asks for JSON or anything the first form, without weighing the others."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """Give the renderer and the media type; raises NotAcceptable."""
        first = next(iter(renderers))
        if first.media_type == JSON and request.META.get("HTTP_ACCEPT", "*/*") in _NO_PREFERENCE:
            return first, JSON
        chosen: tuple[BaseRenderer, str] = super().select_renderer(
            request, renderers, format_suffix
        )
        return chosen
