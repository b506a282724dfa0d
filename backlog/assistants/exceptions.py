"""Why an assistant gave no usable answer; each message can be shown to a person as it stands."""

from backlog.assistants.asking import Usage


class AssistantError(Exception):
    """An assistant that can't be asked, or whose answer can't be used.

    `usage` is what the attempt used all the same, as far as that is known.
    """

    def __init__(self, message: str, *, usage: Usage | None = None) -> None:
        self.usage = usage or Usage()
        super().__init__(message)


class NoProviderKey(AssistantError):
    """The user has no key for the provider."""

    def __init__(self, provider: str, user: str) -> None:
        super().__init__(
            f"{user} has no {provider} key here: store one in the admin under AI provider keys"
            " (/admin/accounts/aiproviderkey/add/)."
        )


class UnsendableProviderKey(AssistantError):
    """The stored key can't be sent."""

    def __init__(self, provider: str) -> None:
        super().__init__(
            f"The {provider} key has characters that no header carries: store it again in the admin"
            " under AI provider keys."
        )


class BudgetSpent(AssistantError):
    """Another question might use more tokens than the budget has left, so it wasn't asked."""

    def __init__(self, tokens: int) -> None:
        super().__init__(f"The budget of {tokens:,} tokens doesn't reach for another question.")


class AgentNotConfigured(AssistantError):
    """There is no command to run, or none that can be read."""
