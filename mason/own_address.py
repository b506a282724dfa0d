"""How Mason calls itself: by a name that it answers to."""

from django.conf import settings

from mason.startup.ports import HOST


def own_host() -> str:
    """Return a name that ALLOWED_HOSTS lets in; `.example.org` lets in example.org."""
    allowed: str = settings.ALLOWED_HOSTS[0]
    return allowed.removeprefix(".").replace("*", HOST)
