"""Panels of an item's page that other apps add: what they know about the item."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from backlog.models import BacklogItem


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled part of the page; the template finds `content` under that name."""

    title: str
    template: str
    content: Any


type PanelMaker = Callable[[BacklogItem], Panel | None]

_MAKERS: Final[list[PanelMaker]] = []


def register_panel(maker: PanelMaker) -> PanelMaker:
    """Add what the maker gives to each item's page; None for an item that it has nothing about."""
    _MAKERS.append(maker)
    return maker


def registered_panels(item: BacklogItem) -> list[Panel]:
    """Give the panels about the item, in the order in which their makers were registered."""
    return [panel for maker in _MAKERS if (panel := maker(item)) is not None]
