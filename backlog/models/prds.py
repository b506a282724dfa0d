"""What Mason wrote of requirements documents, so that nobody else's is overwritten."""

from django.db import models
from django.utils import timezone

from backlog.models.items import BacklogItem
from mason.database.fields import LineField


class GeneratedPRD(models.Model):
    """That a PRD was generated for an item: a digest of its text, by whom, and what that used.

    A text that isn't the last one of these was edited, or written by somebody else.
    """

    item = models.ForeignKey(
        BacklogItem, models.CASCADE, related_name="generated_prds", db_index=False
    )
    digest = LineField(help_text="SHA-256 of the text, in hex.")
    generator = LineField(help_text="“template”, or the assistant's name.")
    generated_at = models.DateTimeField(default=timezone.now)
    input_tokens = models.IntegerField(default=0)
    output_tokens = models.IntegerField(default=0)
    cost = models.DecimalField(
        max_digits=12, decimal_places=6, null=True, help_text="US dollars, where it was told."
    )

    class Meta:
        indexes = [models.Index(fields=["item", "-id"], name="backlog_prds_of_item")]

    def __str__(self) -> str:
        return f"PRD of {self.item} by {self.generator}"
