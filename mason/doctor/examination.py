"""What an examination is, and how several are run."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import DatabaseError, connection


@dataclass(frozen=True, slots=True)
class Result:
    """What an examination found: what is wrong and must be mended, and what is good to know."""

    wrong: Sequence[str] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Examination:
    """A named look at one side of the installation.

    `after` names earlier examinations without whose success this one would have no sense.
    """

    name: str
    examine: Callable[[], Result]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """An examination and its result, or what `missing` success kept it from being made."""

    examination: Examination
    result: Result | None = None
    missing: str = ""


def run(examinations: Sequence[Examination]) -> Iterator[Report]:
    """Run examinations in order, leaving out those whose precondition failed."""
    sound = set[str]()
    for examination in examinations:
        missing = next((name for name in examination.after if name not in sound), "")
        if missing:
            yield Report(examination, missing=missing)
            continue
        result = _result(examination)
        if not result.wrong:
            sound.add(examination.name)
        yield Report(examination, result)


def reason(error: DatabaseError) -> str:
    """Give an error of the database as one line without the password."""
    password = str(connection.settings_dict["PASSWORD"])
    message = " ".join(str(error).split())
    return message.replace(password, "…") if password else message


def _result(examination: Examination) -> Result:
    try:
        return examination.examine()
    except DatabaseError as error:
        mend = "give the database role the rights it lacks"
        return Result([f"{examination.name} can't be examined: {reason(error)}; mend: {mend}"])
