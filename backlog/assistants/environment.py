"""What programs that work for Mason get of its environment."""

import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

_PASSED_ON: Final = (
    *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TERM", "TMPDIR", "TZ"),
    *("LC_ALL", "LC_CTYPE", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"),
)
"""None of Mason's own settings."""

NOTHING_MORE: Final[Mapping[str, str]] = MappingProxyType({})


def cut_down_environment(
    variables: Sequence[str], extra: Mapping[str, str] = NOTHING_MORE
) -> dict[str, str]:
    """Give what any program needs, the named `variables` of ours that are set, and `extra`."""
    wanted = {*_PASSED_ON, *variables}
    return {name: value for name, value in os.environ.items() if name in wanted} | dict(extra)
