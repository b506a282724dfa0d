"""The three roles as groups, and the role of everybody who had rights before there were roles."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

SEEN = {
    "accounts": ["githubrepository"],
    "backlog": ["analysisrun", "backlogitem", "filtereditem", "restorefeedback"],
    "execution": [
        "executionlog",
        "executionprogress",
        "executionrun",
        "executiontask",
        "remoteexecutionrun",
    ],
}
VIEWER = {f"{app}.view_{model}" for app, models in SEEN.items() for model in models}
CURATOR = VIEWER | {
    "accounts.add_githubrepository",
    "accounts.change_githubrepository",
    "accounts.decide",
    "backlog.add_backlogitem",
    "backlog.change_backlogitem",
}
ADMINISTRATOR = CURATOR | {
    f"accounts.{action}_{model}"
    for model in ("user", "apikey", "aiproviderkey")
    for action in ("add", "change", "delete", "view")
}
ROLES = {"Viewer": VIEWER, "Curator": CURATOR, "Administrator": ADMINISTRATOR}


def introduce_roles(apps: Any, schema_editor: Any) -> None:
    """Make the groups, and give them to whoever could decide before."""
    make_roles(apps, schema_editor)
    give_roles(apps, schema_editor)


def make_roles(apps: Any, schema_editor: Any) -> None:
    """Make the groups that are missing, each with its permissions."""
    database = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(database)
    permissions = _permissions(apps, database)
    for name, wanted in ROLES.items():
        group, made = groups.get_or_create(name=name)
        if made:
            group.permissions.set([permissions[codename] for codename in sorted(wanted)])


def give_roles(apps: Any, schema_editor: Any) -> None:
    """Make curators of all who could decide; who had every right keeps it."""
    database = schema_editor.connection.alias
    users = apps.get_model("accounts", "User").objects.using(database)
    curators = apps.get_model("auth", "Group").objects.using(database).get(name="Curator")
    curators.user_set.add(*users.filter(is_staff=True, is_superuser=False))


def _permissions(apps: Any, database: str) -> dict[str, Any]:
    for label in SEEN:
        config = apps.get_app_config(label)
        # Django makes permissions after the last migration, and passes by apps without this.
        if not getattr(config, "models_module", None):
            config.models_module = True
        create_permissions(config, verbosity=0, using=database, apps=apps)
    rows = apps.get_model("auth", "Permission").objects.using(database)
    return {
        f"{row.content_type.app_label}.{row.codename}": row
        for row in rows.select_related("content_type")
    }


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_roles"),
        ("backlog", "0002_database_guards"),
        ("execution", "0002_database_guards"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(introduce_roles, migrations.RunPython.noop)]
