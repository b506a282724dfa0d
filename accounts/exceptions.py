"""What can go wrong with accounts; each message can be shown to a person as it stands."""


class AccountsError(Exception):
    """A request that the rules of accounts refuse."""


class UserNotFound(AccountsError):
    """No user of this name is there."""

    def __init__(self, github_username: str) -> None:
        super().__init__(f"There is no user “{github_username}”.")


class AmbiguousUser(AccountsError):
    """Several users carry this name."""

    def __init__(self, github_username: str) -> None:
        super().__init__(
            f"Several users are called “{github_username}”; rename the outdated ones in the admin."
        )


class UserExists(AccountsError):
    """A user of this name is there already."""

    def __init__(self, github_username: str) -> None:
        super().__init__(f"There is a user “{github_username}” already.")


class APIKeyNotFound(AccountsError):
    """No API key fits what was given."""

    def __init__(self, given: str) -> None:
        super().__init__(
            f"No API key has the id or the first characters “{given}”;"
            " the list is in the admin under API keys."
        )


class AmbiguousAPIKey(AccountsError):
    """Several API keys begin with what was given."""

    def __init__(self, given: str, ids: list[str]) -> None:
        super().__init__(
            f"Several API keys begin with “{given}”: name one by its id ({', '.join(ids)})."
        )


class BlankName(AccountsError):
    """A name that people are to recognise something by is empty."""

    def __init__(self, of: str) -> None:
        super().__init__(f"The name of {of} is empty: give at least one visible character.")


class EncryptionNotConfigured(AccountsError):
    """There is no key to encrypt with."""

    def __init__(self) -> None:
        super().__init__(
            "ENCRYPTION_KEYS is empty, so provider keys can't be stored: set it as"
            " .env.example says."
        )


class UnreadableProviderKey(AccountsError):
    """A stored provider key can't be decrypted with the configured encryption keys."""

    def __init__(self, provider: str, user: str) -> None:
        super().__init__(
            f"The {provider} key of {user} can't be decrypted with ENCRYPTION_KEYS:"
            " add the key that it was encrypted with, or store the provider key again."
        )


class BadRemote(AccountsError):
    """A text that should name a repository doesn't."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"{reason} Give owner/name, https://github.com/owner/name"
            " or git@github.com:owner/name.git."
        )
