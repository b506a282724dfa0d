"""What a review would send, in words for a terminal."""

from collections.abc import Iterator
from itertools import groupby

from backlog.intake.wording import counted
from backlog.sending.files import LeftOut
from backlog.sending.review import SendingReview
from backlog.sending.selection import Selection


def sending_summary(review: SendingReview) -> str:
    """Several lines: the files that would be sent, those left out by reason, and the budget."""
    return "\n".join(_lines(review))


def _lines(review: SendingReview) -> Iterator[str]:
    selection = review.selection
    yield f"{review.assistant.name} would be sent {_size_of(selection)}"
    for file in selection.sent:
        yield f"  {file.path}: {counted(file.size, 'byte')}, about {counted(file.tokens, 'token')}"
    for reason, files in groupby(_by_reason(selection), key=lambda each: each.reason):
        yield f"Left out: {reason}"
        yield from (f"  {_place_of(each)}" for each in files)
    yield (
        f"The files would go into each of {counted(len(review.review.prompts), 'question')};"
        f" the budget is {counted(review.limits.tokens, 'token')}."
    )
    yield "Nothing was sent."


def _size_of(selection: Selection) -> str:
    size = sum(file.size for file in selection.sent)
    return (
        f"{counted(len(selection.sent), 'file')}, {counted(size, 'byte')},"
        f" about {counted(selection.tokens, 'token')}"
    )


def _by_reason(selection: Selection) -> list[LeftOut]:
    return sorted(selection.left_out, key=lambda each: (each.reason, each.path))


def _place_of(left_out: LeftOut) -> str:
    """The path, on one line whatever it holds, and the line if one is the reason."""
    path = left_out.path if left_out.path.isprintable() else ascii(left_out.path)
    return path if left_out.line is None else f"{path}:{left_out.line}"
