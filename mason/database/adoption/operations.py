"""Migration operations that take over a documented table if it is there, and make it if not."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.fields import AddField
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.state import ProjectState

from mason.database.adoption.tables import adopt_field, adopt_table
from mason.database.contract.catalogue import read_tables
from mason.database.contract.tables import CONTRACT


class AdoptOrCreateModel(CreateModel):
    """Create a documented table, or bring the one that is there into the documented form.

    Rows, ids, and columns, triggers, policies and indexes of other software stay. Constraints and
    indexes that this and later operations make under Django's names are dropped first. Raises what
    PostgreSQL raises if rows contradict the contract, which `migrate` looks for beforehand.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Adopt or create."""
        model = to_state.apps.get_model(app_label, self.name)
        live = read_tables(schema_editor.connection).get(model._meta.db_table)
        if live is None:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        elif self.allow_migrate_model(schema_editor.connection.alias, model):
            adopt_table(schema_editor, model, live)

    def describe(self) -> str:
        """Give the line that `migrate` prints."""
        return f"Adopt or create model {self.name}"


class AdoptOrAddField(AddField):
    """Add a documented column to a model whose table may have been adopted with that column."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Adopt or add."""
        model = to_state.apps.get_model(app_label, self.model_name)
        table = CONTRACT[model._meta.db_table]
        live = read_tables(schema_editor.connection)[table.name]
        field = model._meta.get_field(self.name)
        if field.column not in live.columns:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        elif self.allow_migrate_model(schema_editor.connection.alias, model):
            adopt_field(schema_editor, model, field, live.columns[field.column])

    def describe(self) -> str:
        """Give the line that `migrate` prints."""
        return f"Adopt or add field {self.name} to {self.model_name}"
