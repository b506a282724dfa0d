"""Lists that a person comes back to."""

from django.db import models

from accounts.models import User
from mason.database.fields import LineField
from mason.database.rows import CreatedRow


class SavedView(CreatedRow):
    """A person's name for a search of the backlog: its filters and order as a query string."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views", db_index=False)
    name = LineField()
    query = LineField(blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="backlog_view_once_per_user")
        ]

    def __str__(self) -> str:
        return self.name
