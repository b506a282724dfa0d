"""Taking secrets out of what people get to read."""

import re
from collections.abc import Iterable
from typing import Final

REDACTED: Final = "[redacted]"
_USER_OF_WEB: Final = re.compile(r"(https?://)[^/\s'\"]*@", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"([a-z][a-z0-9+.-]{0,20}://[^/\s:@'\"]*):[^/\s'\"]*@", re.IGNORECASE)


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """Take `secrets`, and users and passwords in addresses, out of a text."""
    for secret in filter(None, secrets):
        text = text.replace(secret, REDACTED)
    text = _USER_OF_WEB.sub(rf"\1{REDACTED}@", text)
    return _PASSWORD.sub(rf"\1:{REDACTED}@", text)
