"""What the documented tables ask of the database beyond columns and constraints.

Writers that don't know this app's own tables must be able to delete the rows these belong to.
"""

from django.db import migrations

from mason.database.operations import AllowAll, SetOnDelete


class Migration(migrations.Migration):
    dependencies = [("backlog", "0001_initial")]

    operations = [
        SetOnDelete("StatusChange", "item", "CASCADE"),
        SetOnDelete("Fingerprint", "repository", "CASCADE"),
        SetOnDelete("Fingerprint", "item", "CASCADE"),
        SetOnDelete("Fingerprint", "filtered_item", "SET NULL"),
        AllowAll("AnalysisRun"),
        AllowAll("BacklogItem"),
        AllowAll("FilteredItem"),
        AllowAll("RestoreFeedback"),
    ]
