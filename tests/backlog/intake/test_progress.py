import io

from backlog.intake.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nothing_is_written_where_no_terminal_is() -> None:
    stream = io.StringIO()
    progress = Progress(stream)

    progress.say("Running")
    progress.count("Reading", done=1, total=2)
    progress.clear()

    assert stream.getvalue() == ""


def test_line_is_written_over_on_a_terminal() -> None:
    terminal = Terminal()
    progress = Progress(terminal)

    progress.say("Running")
    progress.clear()

    assert terminal.getvalue() == "\r\x1b[2KRunning\r\x1b[2K"


def test_counts_come_only_now_and_then() -> None:
    terminal = Terminal()
    progress = Progress(terminal)

    for done in range(1_000):
        progress.count("Reading", done=done * 1_000_000, total=1_000_000_000)

    assert terminal.getvalue().startswith("\r\x1b[2KReading: 0.0 of 1000.0 MB")
    assert terminal.getvalue().count("Reading") < 1_000
