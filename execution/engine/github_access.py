"""Whom GITHUB_TOKEN is shown."""

from django.conf import settings

from execution.engine.git.configuration import is_web


def token_for(clone_url: str) -> str:
    """Give GITHUB_TOKEN for a repository at this address; nothing for one of another web host.

    Whoever has an API key may connect repositories of any host, which must not get the token. Git
    shows it to web addresses alone, so for others it only opens pull requests, at GITHUB_API_URL.
    """
    below = f"{settings.GITHUB_URL}/".lower()
    is_elsewhere = is_web(clone_url) and not clone_url.lower().startswith(below)
    return "" if is_elsewhere else str(settings.GITHUB_TOKEN)
