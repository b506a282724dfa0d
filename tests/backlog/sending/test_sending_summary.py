"""What `manage.py review --dry-run` says of what would be sent."""

from pathlib import Path

from django.conf import settings

from backlog.assistants.unasked import Unasked
from backlog.intake.assisted.prompting import Subject
from backlog.intake.checkout import Checkout
from backlog.intake.suggestions_document import SuggestionsSchema
from backlog.management.sending_summary import sending_summary
from backlog.modes import ReviewMode
from backlog.sending.review import Limits, sending_review
from tests.backlog.sending.checkouts import tracked_checkout

SCHEMA = SuggestionsSchema(Path(settings.BASE_DIR) / "docs" / "suggestions.schema.json")
LIMITS = Limits(tokens=90_000, output_tokens=10_000, at_once=1)


def test_files_reasons_and_budget_are_told(tmp_path):
    root = tracked_checkout(
        tmp_path / "shop",
        {
            "shop/a.py": "x = 1\n" * 200,
            "b.py": "y",
            ".env": "z",
            "c.py": "x = 1\npassword = 'tr0ub4dor&3'\n",
            "d.py": "x = '1'\n" * 12_000,
            "e\nf.py": "x",
            "prod.env": "z",
        },
    )
    subject = Subject(repository="acme/shop", mode=ReviewMode.parse("full"), schema=SCHEMA.content)

    review = sending_review(Unasked("OpenAI"), subject, SCHEMA, Checkout.at(root), LIMITS)

    assert sending_summary(review).splitlines() == [
        "OpenAI would be sent 2 files, 1,201 bytes, about 641 tokens",
        "  shop/a.py: 1,200 bytes, about 636 tokens",
        "  b.py: 1 byte, about 5 tokens",
        "Left out: isn't text in UTF-8",
        "  'e\\nf.py'",
        "Left out: its name is one of files with secrets",
        "  .env",
        "  prod.env",
        "Left out: looks as if it held a secret",
        "  c.py:2",
        "Left out: the token budget doesn't reach for it",
        "  d.py",
        "The files would go into each of 5 questions; the budget is 90,000 tokens.",
        "Nothing was sent.",
    ]
