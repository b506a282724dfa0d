"""How a provider is asked."""

from dataclasses import dataclass
from typing import Any

from backlog.assistants.waiting import refuse_long_waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Where the provider is, which model is asked, and how long, often and much at most.

    `timeout` is in seconds, `retries` counts questions after the first one, `output_tokens` limits
    one answer.
    """

    base_url: str
    model: str
    timeout: float
    retries: int
    output_tokens: int

    @property
    def of_http(self) -> dict[str, Any]:
        """Arguments of an SDK's HTTP client: no redirect may carry key and code elsewhere."""
        return {
            "timeout": self.timeout,
            "follow_redirects": False,
            "event_hooks": {"response": [refuse_long_waits]},
        }
