"""Where browsers and agents find the live server."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port


def live_address(request: HttpRequest) -> str:
    """Give the live server's address for whoever asks, without a slash at its end.

    That is LIVE_URL; without it, the host that was asked and LIVE_PORT, or else the next port.
    Raises DisallowedHost.
    """
    if settings.LIVE_URL:
        return str(settings.LIVE_URL)
    host, port = split_domain_port(request.get_host())
    live_port = settings.LIVE_PORT or int(port or request.get_port()) + 1
    return f"{request.scheme}://{host}:{live_port}"


def live_origin(request: HttpRequest) -> str:
    """Give the origin of that address: scheme, host and port."""
    place = urlsplit(live_address(request))
    return f"{place.scheme}://{place.netloc}"
