"""What can go wrong with accounts; each message can be shown to a person as it stands."""

from http import HTTPStatus
from typing import ClassVar
from uuid import UUID


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


class LastAdministrator(AccountsError):
    """Nobody would be left who may administer Mason."""

    def __init__(self, user: str) -> None:
        super().__init__(
            f"{user} is the only active administrator: make somebody else administrator first."
        )


class RepositoryNotFound(AccountsError):
    """No repository of this id is there for whoever asks."""

    def __init__(self, repository_id: UUID) -> None:
        self.repository_id = repository_id
        super().__init__(f"There is no repository {repository_id}.")


class UnknownRepository(AccountsError):
    """Nobody has connected a repository of this name."""

    def __init__(self, full_name: str) -> None:
        super().__init__(f"There is no repository “{full_name}”: name one as owner/name.")


class AmbiguousRepository(AccountsError):
    """Several users have connected a repository of this name."""

    def __init__(self, full_name: str) -> None:
        super().__init__(f"Several users have connected “{full_name}”: name one with --user.")


class RepositoryNotNamed(AccountsError):
    """It isn't clear which repository is meant."""

    def __init__(self, *, any_connected: bool) -> None:
        known = "several repositories are" if any_connected else "no repository is"
        super().__init__(f"Name a repository as owner/name: {known} connected.")


class RepositoryIdConflict(AccountsError):
    """The id at GitHub that was given for a repository contradicts what is stored."""

    def __init__(self, github_repo_id: int, full_name: str, known_as: str) -> None:
        self.github_repo_id = github_repo_id
        super().__init__(
            f"{full_name} can't have the GitHub id {github_repo_id}: here {known_as}."
            " Leave github_repo_id out, or ask a curator to correct the row."
        )


class ProviderKeyNotFound(AccountsError):
    """No AI provider key of this id is there for whoever asks."""

    def __init__(self, provider_key_id: UUID) -> None:
        self.provider_key_id = provider_key_id
        super().__init__(f"There is no AI provider key {provider_key_id}.")


class RepositoryNotChoosable(AccountsError):
    """A repository that isn't there or takes no part."""

    def __init__(self) -> None:
        super().__init__("This repository isn't active here: choose one that is.")


class AdministrationNotAllowed(AccountsError):
    """Somebody who isn't an administrator tried to take what belongs to another user."""

    def __init__(self) -> None:
        super().__init__("Only an administrator may remove what belongs to another user.")


class PreconditionFailed(AccountsError):
    """The row isn't the version that the request names; `current` is its entity tag."""

    def __init__(self, current: str) -> None:
        self.current = current
        super().__init__(
            f"This has changed since it was read, so nothing was done: it is the version {current}"
            " now. Read it again and decide anew."
        )


class BadIdempotencyKey(AccountsError):
    """A header that should name a request doesn't."""

    def __init__(self, longest: int) -> None:
        super().__init__(
            f"Idempotency-Key must be 1 to {longest} visible ASCII characters, for example a UUID."
        )


class IdempotencyConflict(AccountsError):
    """The same Idempotency-Key came with another request before."""

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key belongs to another request of the last 24 hours: give each"
            " request a key of its own, and repeat a request unchanged."
        )


class AnswerNotKept(AccountsError):
    """The request was answered before, with a secret that is never shown again."""

    def __init__(self) -> None:
        super().__init__(
            "This request was carried out before, and its answer held a secret that is shown only"
            " once: look the row up, revoke it if the secret is lost, and make another."
        )


class SignInRefused(AccountsError):
    """Signing in with GitHub ended without a session; `status` is the answering page's."""

    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN


class SignInNotConfigured(SignInRefused):
    """No application at GitHub is configured."""

    status = HTTPStatus.NOT_FOUND

    def __init__(self) -> None:
        super().__init__(
            "Signing in with GitHub isn't set up here. Sign in with your password, or ask an"
            " administrator to configure it."
        )


class SignInCancelled(SignInRefused):
    """The person said no at GitHub."""

    def __init__(self) -> None:
        super().__init__(
            "You cancelled at GitHub, so Mason learned nothing about you. Start again if that"
            " wasn't meant."
        )


class SignInNotStartedHere(SignInRefused):
    """GitHub's answer doesn't belong to a sign-in that this browser has under way."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self) -> None:
        super().__init__(
            "This sign-in wasn't started in this browser, has been used already, or took too long."
            " Start it again from the login page."
        )


class SignInCodeRefused(SignInRefused):
    """GitHub doesn't accept the code it gave: it is used or expired."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self) -> None:
        super().__init__(
            "GitHub says that this sign-in has expired or was used already. Start it again from"
            " the login page."
        )


class GitHubFailed(SignInRefused):
    """GitHub answered with something that nobody can sign in by; `reason` is a sentence."""

    status = HTTPStatus.BAD_GATEWAY

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"{reason} Try again in a moment; if it stays so, tell an administrator of this Mason."
        )


class GitHubTimedOut(SignInRefused):
    """GitHub took too long."""

    status = HTTPStatus.GATEWAY_TIMEOUT

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"GitHub didn't answer within {seconds:g} seconds. Try again in a moment, or sign in"
            " with your password."
        )


class NotInvited(SignInRefused):
    """A GitHub account that nobody let into Mason."""

    def __init__(self, github_username: str) -> None:
        super().__init__(
            f"At GitHub you are “{github_username}”. This account isn't on the list of curators"
            " here. Ask an administrator of this Mason to put it on the list, or sign in to another"
            " account at GitHub and start again."
        )


class SignedOff(SignInRefused):
    """A user whom an administrator deactivated."""

    def __init__(self, github_username: str) -> None:
        super().__init__(
            f"At GitHub you are “{github_username}”. Your user in Mason is deactivated; an"
            " administrator of this Mason can activate it again."
        )
