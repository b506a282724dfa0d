"""What the roles may do about the filter's settings."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = ("Viewer", "Curator", "Administrator")
# To whoever may see what was filtered, and to whoever may decide: rights that were taken stay away.
ADDED = {
    "view_filtereditem": ["view_blocklistpattern", "view_filterpolicy"],
    "decide": ["add_blocklistpattern", "change_blocklistpattern"],
}


def add_permissions(apps: Any, schema_editor: Any) -> None:
    """Give the roles the permissions of the tables that are new."""
    database = schema_editor.connection.alias
    config = apps.get_app_config("backlog")
    # Django makes permissions after the last migration, and passes by apps without this.
    if not getattr(config, "models_module", None):
        config.models_module = True
    create_permissions(config, verbosity=0, using=database, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database).filter(name__in=ROLES)
    for held, wanted in ADDED.items():
        rows = permissions.filter(content_type__app_label="backlog", codename__in=wanted)
        for group in groups.filter(permissions__codename=held):
            group.permissions.add(*rows)


class Migration(migrations.Migration):
    dependencies = [("mason", "0001_roles"), ("backlog", "0006_judgements")]

    operations = [migrations.RunPython(add_permissions, migrations.RunPython.noop)]
