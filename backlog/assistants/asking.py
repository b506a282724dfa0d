"""What an assistant is asked and answers, whichever it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What is asked. `schema` is the JSON schema of the answer; None asks for plain text.

    `folder` is a checkout that the assistant may look at, where it can.
    """

    text: str
    schema: Mapping[str, Any] | None = None
    folder: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What answers used: tokens, and US dollars where the assistant tells them."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal | None = None

    @property
    def tokens(self) -> int:
        """Tokens of questions and answers together."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: "Usage") -> "Usage":
        costs = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost=sum(costs, Decimal(0)) if costs else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an assistant said, and what that used."""

    text: str
    usage: Usage = Usage()


class Assistant(Protocol):
    """Somebody who can be asked."""

    @property
    def name(self) -> str:
        """How people call it, for messages."""
        ...

    @property
    def reads_folder(self) -> bool:
        """Whether it looks into the prompt's folder by itself; else the prompt must hold it all."""
        ...

    def ask(self, prompt: Prompt) -> Answer:
        """Answer the prompt; raises AssistantError."""
        ...

    def stop(self) -> None:
        """Give up what is being asked; from another thread than `ask`."""
        ...
