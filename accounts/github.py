"""What GitHub says of the person who signs in: asked once, by the web flow for OAuth apps."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session, OAuthError
from django.conf import settings

from accounts.exceptions import GitHubFailed, GitHubTimedOut, SignInCodeRefused

VERIFIER_CHARACTERS: Final = 64
"""Length of the secret that ties a code to the browser it was asked for: PKCE allows 43 to 128."""
API_HEADERS: Final = {
    "Accept": "application/vnd.github+json",
    "X-GitHub-Api-Version": "2022-11-28",
}
CODE_REFUSED: Final = "bad_verification_code"
"""GitHub's error for a code that is wrong, used or older than ten minutes; its status is 200."""

_LOGIN: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
_ERROR_NAME: Final = re.compile(r"[a-z_]{1,60}")


@dataclass(frozen=True, slots=True)
class Identity:
    """A GitHub account: what never changes of it, `github_id`, and what may."""

    github_id: str
    username: str
    email: str | None
    avatar_url: str | None


@dataclass(frozen=True, slots=True)
class Departure:
    """Where a sign-in sends the browser, and what must be kept to know it by on its return."""

    url: str
    state: str
    code_verifier: str


def is_configured() -> bool:
    """Tell whether people can sign in with GitHub."""
    return bool(settings.GITHUB_OAUTH_CLIENT_ID and settings.GITHUB_OAUTH_CLIENT_SECRET)


def depart(*, redirect_uri: str) -> Departure:
    """Begin a sign-in that comes back to `redirect_uri`.

    It asks for no scope: what everybody may know of an account is enough.
    """
    verifier = generate_token(VERIFIER_CHARACTERS)
    with _session(redirect_uri) as session:
        url, state = session.create_authorization_url(
            f"{settings.GITHUB_URL}/login/oauth/authorize", code_verifier=verifier
        )
    return Departure(url, state, verifier)


def identify(*, code: str, code_verifier: str, redirect_uri: str) -> Identity:
    """Give whose code it is; the token that tells is forgotten with this call.

    Raises SignInCodeRefused, GitHubFailed or GitHubTimedOut.
    """
    try:
        with _session(redirect_uri) as session:
            _fetch_token(session, code, code_verifier)
            return _identity(_account(session))
    except requests.Timeout as error:
        raise GitHubTimedOut(settings.OUTSIDE_TIMEOUT_SECONDS) from error
    except OAuthError as error:
        raise _refusal(error) from error
    except requests.HTTPError as error:
        status = error.response.status_code
        raise GitHubFailed(f"GitHub answered with an error ({status}).") from error
    except requests.JSONDecodeError as error:
        raise GitHubFailed("GitHub's answer isn't readable.") from error
    except requests.RequestException as error:
        raise GitHubFailed("GitHub can't be reached.") from error
    except (TypeError, ValueError) as error:
        raise GitHubFailed("GitHub's answer isn't readable.") from error


def _session(redirect_uri: str) -> OAuth2Session:
    return OAuth2Session(
        client_id=settings.GITHUB_OAUTH_CLIENT_ID,
        client_secret=settings.GITHUB_OAUTH_CLIENT_SECRET,
        token_endpoint_auth_method="client_secret_post",  # noqa: S106 - a method's name
        code_challenge_method="S256",
        redirect_uri=redirect_uri,
        default_timeout=settings.OUTSIDE_TIMEOUT_SECONDS,
    )


def _fetch_token(session: OAuth2Session, code: str, code_verifier: str) -> None:
    """Let the session have a token; no redirect is followed, which would carry the secret away."""
    token = session.fetch_token(
        f"{settings.GITHUB_URL}/login/oauth/access_token",
        code=code,
        code_verifier=code_verifier,
        grant_type="authorization_code",
        allow_redirects=False,
    )
    if not isinstance(token.get("access_token"), str) or not token["access_token"]:
        raise GitHubFailed("GitHub confirmed nobody.")


def _account(session: OAuth2Session) -> Mapping[str, Any]:
    url = f"{settings.GITHUB_API_URL}/user"
    answer = session.get(url, headers=API_HEADERS, allow_redirects=False)
    answer.raise_for_status()
    account = answer.json()
    if not isinstance(account, dict):
        raise TypeError
    return account


def _identity(account: Mapping[str, Any]) -> Identity:
    number, login = account.get("id"), account.get("login")
    if type(number) is not int or not isinstance(login, str) or not _LOGIN.fullmatch(login):
        raise GitHubFailed("GitHub didn't say who you are.")
    email, avatar_url = _line(account.get("email")), _line(account.get("avatar_url"))
    return Identity(str(number), login, email, avatar_url)


def _line(value: object) -> str | None:
    """Give a text that a column can hold; an account may show no email."""
    return value if isinstance(value, str) and value and value.isprintable() else None


def _refusal(error: OAuthError) -> SignInCodeRefused | GitHubFailed:
    if error.error == CODE_REFUSED:
        return SignInCodeRefused()
    name = str(error.error)
    shown = f" ({name})" if _ERROR_NAME.fullmatch(name) else ""
    return GitHubFailed(f"GitHub refused to say who you are{shown}.")
