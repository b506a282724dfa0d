"""What the roles may do about attempts and about how items are executed."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = ("Viewer", "Curator", "Administrator")
# To whoever may see runs; the commands of a policy run on Mason's machine, so an administrator's.
ADDED = {
    "view_executionrun": ["view_attempt", "view_executionpolicy"],
    "change_user": ["add_executionpolicy", "change_executionpolicy"],
}


def add_permissions(apps: Any, schema_editor: Any) -> None:
    """Give the roles the permissions of the tables that are new."""
    database = schema_editor.connection.alias
    config = apps.get_app_config("execution")
    # Django makes permissions after the last migration, and passes by apps without this.
    if not getattr(config, "models_module", None):
        config.models_module = True
    create_permissions(config, verbosity=0, using=database, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database).filter(name__in=ROLES)
    for held, wanted in ADDED.items():
        rows = permissions.filter(content_type__app_label="execution", codename__in=wanted)
        for group in groups.filter(permissions__codename=held):
            group.permissions.add(*rows)


class Migration(migrations.Migration):
    dependencies = [("mason", "0002_filter_permissions"), ("execution", "0005_attempts")]

    operations = [migrations.RunPython(add_permissions, migrations.RunPython.noop)]
