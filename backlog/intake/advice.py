"""Why well-known rules matter and what to do, for tools whose reports don't say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from backlog.intake.finding import Rule


@dataclass(frozen=True, slots=True)
class Advice:
    """Why a rule matters and what to do about it; empty where there is nothing to add."""

    reason: str = ""
    remedy: str = ""


_ASSERT = Advice(
    "Python leaves assertions out when it runs with -O, so the check is gone in production.",
    "Raise an exception where the condition fails; keep assertions for tests.",
)
_EVAL = Advice(
    "Whoever controls the text that is evaluated can run any code with the program's rights.",
    "Read data with a parser for its format, such as JSON; look functions up in a table by name.",
)
_PASSWORD = Advice(
    "Everybody who can read the code can use the password, and it stays in the history.",
    "Read it from the environment or a secret store, and change it, since it is known by now.",
)
_PICKLE = Advice(
    "Unpickling runs code that the data names, so untrusted data takes over the program.",
    "Store plain data as JSON; where pickle must stay, check a signature before loading.",
)
_RANDOM = Advice(
    "The random module can be predicted from its output, so tokens made with it can be guessed.",
    "Use the secrets module for anything that must not be guessed; leave the rest as it is.",
)
_SHELL = Advice(
    "A shell reads the text as commands, so a value with a semicolon runs another program.",
    "Pass the program and its arguments as a list and leave shell out.",
)
_SQL = Advice(
    "A value that is put into the text of a statement can change what the statement does.",
    "Write placeholders into the statement and pass the values as parameters.",
)
_TIMEOUT = Advice(
    "A server that never answers keeps the caller waiting for ever.",
    "Pass a timeout in seconds, and handle the exception that it raises.",
)
_TLS = Advice(
    "Without the check anybody on the way can read and change what is sent.",
    "Leave the verification on; give the path of the certificate of a private authority instead.",
)
_UNUSED = Advice(
    "Readers have to find out that it does nothing, and it may be a sign of a mistake.",
    "Delete it, or use it where it was meant to be used.",
)
_WEAK_HASH = Advice(
    "Two texts with the same hash can be made at will, so the hash proves nothing.",
    "Use SHA-256; where the hash isn't for security, say so with usedforsecurity=False.",
)
_YAML = Advice(
    "The full loader builds any Python object that the text names.",
    "Use yaml.safe_load.",
)

_BANDIT: Final = {
    "B101": _ASSERT,
    "B105": _PASSWORD,
    "B106": _PASSWORD,
    "B107": _PASSWORD,
    "B113": _TIMEOUT,
    "B301": _PICKLE,
    "B303": _WEAK_HASH,
    "B307": _EVAL,
    "B311": _RANDOM,
    "B324": _WEAK_HASH,
    "B403": _PICKLE,
    "B404": Advice(
        "A program that is started with text from outside may do what an attacker wants.",
        "Check that arguments are passed as a list, without a shell, and come from trusted code.",
    ),
    "B501": _TLS,
    "B506": _YAML,
    "B602": _SHELL,
    "B605": _SHELL,
    "B608": _SQL,
}
_ESLINT: Final = {
    "eqeqeq": Advice(
        "The loose operators convert types first, with surprising results.",
        "Use === and !==, and convert types where that is meant.",
    ),
    "no-cond-assign": Advice(
        "A single = in a condition is nearly always meant to be a comparison.",
        "Compare with ===; where the assignment is meant, move it in front of the condition.",
    ),
    "no-constant-condition": Advice(
        "One branch never runs, or a loop never ends.",
        "Write the condition that was meant, or remove the branch that never runs.",
    ),
    "no-debugger": Advice(
        "The statement stops the page for everybody who has developer tools open.",
        "Delete it.",
    ),
    "no-empty": Advice(
        "Nobody can tell whether something is missing; an empty catch hides failures.",
        "Handle the case, or say in a comment why there is nothing to do.",
    ),
    "no-eval": _EVAL,
    "no-fallthrough": Advice(
        "Without a break the next case runs too, which is seldom meant.",
        "End the case with break or return, or mark it with a comment that says it falls through.",
    ),
    "no-redeclare": Advice(
        "The second declaration overwrites the first one's value without a word.",
        "Assign to the first variable, or give the second one a name of its own.",
    ),
    "no-undef": Advice(
        "Using a name that nobody declares stops the script with a ReferenceError.",
        "Correct a misspelt name, import it, or declare it as a global of the environment.",
    ),
    "no-unused-vars": _UNUSED,
    "no-var": Advice(
        "A var is seen in the whole function and before its line, which hides mistakes.",
        "Declare it with const, or with let where it is assigned again.",
    ),
}
_BY_TOOL: Final[Mapping[str, Mapping[str, Advice]]] = {"bandit": _BANDIT, "eslint": _ESLINT}


def advice_on(rule: Rule) -> Advice:
    """What there is to say about `rule` beyond its tool's own texts."""
    return _BY_TOOL.get(rule.tool.lower(), {}).get(rule.id, Advice())
