"""Migration operations for what Django has no words for: cascades, policies, publications."""

from typing import Any, Final

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Model

from mason.database.contract.definitions import OnDelete
from mason.database.contract.statements import ALLOW_ALL_POLICY


class DatabaseOnly(Operation):
    """An operation that changes the database and leaves Django's picture of the models as it is."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: the models stay as they are."""


def _table(model: type[Model]) -> str:
    return model._meta.db_table


class SetOnDelete(DatabaseOnly):
    """Make PostgreSQL itself act when the row is deleted that a foreign key points at.

    `model` may name another app's model: `admin.LogEntry`.
    """

    def __init__(self, model: str, field: str, action: OnDelete) -> None:
        self.model = model
        self.field = field
        self.action: OnDelete = action

    def describe(self) -> str:
        """Give the line that `migrate` prints."""
        return f"Set ON DELETE {self.action} on {self.model}.{self.field}"

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the constraint anew, with the action."""
        self._replace(app_label, schema_editor, from_state, self.action)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the constraint anew, as Django makes it."""
        self._replace(app_label, schema_editor, from_state, "NO ACTION")

    def _replace(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        state: ProjectState,
        action: OnDelete,
    ) -> None:
        label, _, name = self.model.rpartition(".")
        model = state.apps.get_model(label or app_label, name)
        field = model._meta.get_field(self.field)
        quote = schema_editor.connection.ops.quote_name
        target: Any = field.related_model
        for constraint in _foreign_keys(schema_editor, _table(model), str(field.column)):
            schema_editor.execute(
                f"ALTER TABLE {quote(_table(model))} DROP CONSTRAINT {quote(constraint)},"
                f" ADD CONSTRAINT {quote(constraint)} FOREIGN KEY ({quote(str(field.column))})"
                f" REFERENCES {quote(_table(target))} ({quote(target._meta.pk.column)})"
                f" ON DELETE {action} DEFERRABLE INITIALLY DEFERRED"
            )


def _foreign_keys(schema_editor: BaseDatabaseSchemaEditor, table: str, column: str) -> list[str]:
    with schema_editor.connection.cursor() as cursor:
        constraints = schema_editor.connection.introspection.get_constraints(cursor, table)
    return [
        name
        for name, facts in constraints.items()
        if facts["foreign_key"] and facts["columns"] == [column]
    ]


class AllowAll(DatabaseOnly):
    """Enable row level security on a model's table, with one policy that lets every role by.

    A policy of this name that is there already is replaced.
    """

    def __init__(self, model: str) -> None:
        self.model = model

    def describe(self) -> str:
        """Give the line that `migrate` prints."""
        return f"Enable row level security with an allow-all policy on {self.model}"

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Enable row level security and make the policy."""
        table = self._quoted_table(app_label, schema_editor, from_state)
        policy = schema_editor.connection.ops.quote_name(ALLOW_ALL_POLICY)
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
        schema_editor.execute(
            f"CREATE POLICY {policy} ON {table} FOR ALL TO PUBLIC USING (true) WITH CHECK (true)"
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the policy and disable row level security."""
        table = self._quoted_table(app_label, schema_editor, from_state)
        policy = schema_editor.connection.ops.quote_name(ALLOW_ALL_POLICY)
        schema_editor.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def _quoted_table(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState
    ) -> str:
        model = state.apps.get_model(app_label, self.model)
        return schema_editor.connection.ops.quote_name(_table(model))


_JOIN_PUBLICATION: Final = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_publication WHERE pubname = {name} AND NOT puballtables)
        AND NOT EXISTS (
            SELECT FROM pg_publication_tables
            WHERE pubname = {name} AND schemaname = current_schema() AND tablename = {table}
        )
    THEN EXECUTE format('ALTER PUBLICATION %I ADD TABLE %I', {name}, {table});
    END IF;
END $$
"""


class JoinPublication(DatabaseOnly):
    """Add a model's table to a logical publication, where the database has one of this name."""

    def __init__(self, model: str, publication: str) -> None:
        self.model = model
        self.publication = publication

    def describe(self) -> str:
        """Give the line that `migrate` prints."""
        return f"Add {self.model} to the publication {self.publication}, if there is one"

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Add the table unless it belongs to the publication already."""
        model = from_state.apps.get_model(app_label, self.model)
        quote = schema_editor.quote_value
        schema_editor.execute(
            _JOIN_PUBLICATION.format(name=quote(self.publication), table=quote(_table(model))),
            params=None,
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Leave the table where it is: PostgreSQL takes it out when it is dropped."""
