"""What `manage.py review --dry-run` says."""

from backlog.management.sending_summary import sending_summary
from backlog.sending.files import LeftOut, Reason, SentFile
from backlog.sending.selection import Selection


def test_files_reasons_and_budget_are_told():
    selection = Selection(
        sent=(SentFile("shop/a.py", "x = 1\n" * 200), SentFile("b.py", "y")),
        left_out=(
            LeftOut(".env", Reason.SECRET_NAME),
            LeftOut("c.py", Reason.SECRET_TEXT, 12),
            LeftOut("d.py", Reason.BUDGET),
            LeftOut("e\nf.py", Reason.NO_TEXT),
            LeftOut("prod.env", Reason.SECRET_NAME),
        ),
    )

    assert sending_summary(selection, to="OpenAI", questions=4, budget=90_000).splitlines() == [
        "OpenAI would be sent 2 files, 1,201 bytes, about 641 tokens",
        "  shop/a.py: 1,200 bytes, about 636 tokens",
        "  b.py: 1 byte, about 5 tokens",
        "Left out: isn't text in UTF-8",
        "  'e\\nf.py'",
        "Left out: its name is one of files with secrets",
        "  .env",
        "  prod.env",
        "Left out: looks as if it held a secret",
        "  c.py:12",
        "Left out: the token budget doesn't reach for it",
        "  d.py",
        "The files would go into each of 4 questions; the budget is 90,000 tokens.",
        "Nothing was sent.",
    ]
