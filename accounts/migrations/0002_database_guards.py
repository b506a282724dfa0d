"""What the documented tables ask of the database beyond columns and constraints."""

from django.db import migrations

from mason.database.operations import AllowAll, SetOnDelete


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [
        SetOnDelete("APIKey", "user", "CASCADE"),
        SetOnDelete("GitHubRepository", "user", "CASCADE"),
        SetOnDelete("User_groups", "user", "CASCADE"),
        SetOnDelete("User_user_permissions", "user", "CASCADE"),
        SetOnDelete("admin.LogEntry", "user", "CASCADE"),
        AllowAll("User"),
        AllowAll("APIKey"),
        AllowAll("GitHubRepository"),
        AllowAll("AIProviderKey"),
    ]
