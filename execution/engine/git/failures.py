"""What a failure to talk to a remote means, by what git says in the C locale."""

import re
from typing import Final

from execution.engine.git.exceptions import CommandFailed, Refused, Unreachable
from execution.engine.git.running import Answer, how_it_ended

_REFUSED: Final = re.compile(
    r"\[remote rejected\]|hook declined|Authentication failed|"
    r"could not read (?:Username|Password)|"
    r"Permission denied|Permission to .+ denied|[Rr]epository not found|[Aa]ccess denied|"
    r"returned error: (?:4\d\d|3\d\d)|redirect|repository '.*' not found|not authori[sz]ed|"
    r"Host key verification failed|[Pp]rotected branch|transport '.*' not allowed"
)
_UNREACHABLE: Final = re.compile(
    r"[Cc]ould not resolve|[Ff]ailed to connect|Couldn't connect|[Cc]onnection (?:refused|reset|"
    r"timed out|closed)|[Oo]peration (?:timed out|too slow)|"
    r"Network is unreachable|No route to host|"
    r"returned error: 5\d\d|returned error: 429|does not appear to be a git repository|"
    r"does not exist|RPC failed|early EOF|unexpected disconnect|hung up|Empty reply|"
    r"transfer closed|SSL|TLS|Could not read from remote repository"
)


def failure(command: str, answer: Answer) -> CommandFailed:
    """Tell what a failed command with a remote means.

    Unreachable may be tried again; Refused is the remote's own word, and CommandFailed all else.
    """
    kind = CommandFailed
    if "returned error: 429" not in answer.errors and _REFUSED.search(answer.errors):
        kind = Refused
    elif _UNREACHABLE.search(answer.errors):
        kind = Unreachable
    return kind(command, how_it_ended(answer.code), answer.errors)
