"""Reading the name of a repository out of a git remote."""

import re
from dataclasses import dataclass
from typing import Final

from accounts.exceptions import BadRemote

# GitHub's own limits. Owner: 39 letters, digits and single inner hyphens, and an underscore for
# managed users. Name: 100 letters, digits, hyphens, dots and underscores.
_OWNER: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,37}[A-Za-z0-9])?")
_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,100}")
_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")

_ADDRESS: Final = re.compile(
    r"(?:https?|ssh|git|git\+ssh)://(?:[^/]*@)?(?P<host>[^/@:]+)(?::\d{1,5})?/(?P<path>[^?#]*)",
    re.IGNORECASE,
)
_SCP: Final = re.compile(r"(?:[^/@]*@)?(?P<host>[^/:@]+):(?!/)(?P<path>[^?#]*)")
_SAME_HOST: Final = {
    "ssh.github.com": "github.com",
    "www.github.com": "github.com",
    "altssh.gitlab.com": "gitlab.com",
    "altssh.bitbucket.org": "bitbucket.org",
}
"""Names under which hosts speak SSH where only the port of HTTPS is open, and other by-names."""
_DRIVE: Final = re.compile(r"[A-Za-z]:")

_OWNER_FORM: Final = r"[A-Za-z0-9](?:(?:(?!--)[A-Za-z0-9_-]){0,37}[A-Za-z0-9])?"
_NAME_FORM: Final = r"(?!\.{0,2}(?:\.git)?/*\s*$)[A-Za-z0-9._-]{1,100}(?:\.git)?/*"
_SCHEME_FORM: Final = "[Hh][Tt][Tt][Pp][Ss]?|[Ss][Ss][Hh]|[Gg][Ii][Tt](?:[+][Ss][Ss][Hh])?"
_PLACE_FORMS: Final = (
    rf"(?:{_SCHEME_FORM})://(?:[!-.0-~]*@)?{_HOST.pattern}(?::[0-9]{{1,5}})?/+",
    rf"[A-Za-z0-9_][!-.0-9;-?A-}}]*@{_HOST.pattern}:",
    r"(?![Ff][Ii][Ll][Ee]:)[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9]:",
)
REMOTE_PATTERN: Final = rf"^\s*(?:{'|'.join(_PLACE_FORMS)})?{_OWNER_FORM}/{_NAME_FORM}\s*$"
"""The forms of a remote, as one pattern for the API's schema.

It leaves out what only a person would type: unusual characters in the name of a user.
"""


@dataclass(frozen=True, slots=True)
class RemoteName:
    """Owner and name of a repository, and the host it is on; empty when none was given."""

    owner: str
    name: str
    host: str = ""

    @property
    def full_name(self) -> str:
        """The name as GitHub writes it: owner/name."""
        return f"{self.owner}/{self.name}"

    @property
    def html_url(self) -> str:
        """The address of the repository's page; empty without a host."""
        return f"https://{self.host}/{self.full_name}" if self.host else ""


def parse_remote(text: str) -> RemoteName:
    """Read `owner/name`, an http, https, ssh or git address, or `git@host:owner/name.git`.

    Raises BadRemote, which never repeats the text: it may hold a password.
    """
    stripped = text.strip()
    if not stripped:
        raise BadRemote("The name of the repository is empty.")
    host, path = _host_and_path(stripped)
    parts = path.rstrip("/").split("/")
    if len(parts) != 2:  # noqa: PLR2004 - owner and name
        raise BadRemote("The remote doesn't name one owner and one repository.")
    owner, name = parts[0], parts[1].removesuffix(".git")
    if not _OWNER.fullmatch(owner) or "--" in owner:
        raise BadRemote("The remote's owner isn't a name that GitHub allows.")
    if not _NAME.fullmatch(name) or name in {".", ".."}:
        raise BadRemote("The remote's repository isn't a name that GitHub allows.")
    return RemoteName(owner, name, host)


def _host_and_path(text: str) -> tuple[str, str]:
    """Host (in lower case, empty for a bare name) and path without a slash in front."""
    if _is_local(text):
        raise BadRemote("The remote is a folder of this machine, not a repository on a host.")
    found = _ADDRESS.fullmatch(text) if "://" in text else _SCP.fullmatch(text)
    if found is None and ("://" in text or ":" in text or "@" in text):
        raise BadRemote("The remote isn't an address of a kind that git hosts use.")
    if found is None:
        return "", text
    if not _HOST.fullmatch(found["host"]):
        raise BadRemote("The remote's host isn't a host name.")
    host = found["host"].lower()
    return _SAME_HOST.get(host, host), found["path"].lstrip("/")


def _is_local(text: str) -> bool:
    local_start = text.startswith(("/", "./", "../", "~", "\\")) or text in {".", ".."}
    return local_start or text.lower().startswith("file:") or _DRIVE.match(text) is not None
