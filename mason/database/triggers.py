"""Triggers that hold for every writer, whatever its rights and settings.

django-pgtrigger's own functions can be skipped by a session setting (`pgtrigger.ignore`), run with
the writer's rights and look names up in the writer's search path. A guard must not, so these
replace its function template: no skipping, a fixed search path, and, where the function writes to
another table, the rights of the table's owner. The tables stand in the schema of the table that
fired, which PL/pgSQL names `TG_TABLE_SCHEMA`.
"""

from typing import ClassVar

import pgtrigger
from django.db import models
from pgtrigger import compiler


class GuardSql(compiler.UpsertTriggerSql):
    """The statements that install a trigger which runs with the writer's rights."""

    security: ClassVar[str] = "SECURITY INVOKER"

    def get_template(self) -> str:
        """Give the template that the compiler fills; old migrations rely on it as it stands."""
        return f"""
            CREATE OR REPLACE FUNCTION {{pgid}}() RETURNS TRIGGER
            LANGUAGE plpgsql {self.security} SET search_path = pg_catalog, pg_temp
            AS $$
                {{declare}}
                BEGIN
                    {{func}}
                END;
            $$;

            DROP TRIGGER IF EXISTS {{pgid}} ON {{table}};
            CREATE {{constraint}} TRIGGER {{pgid}}
                {{when}} {{operation}} ON {{table}}
                {{timing}}
                {{referencing}}
                FOR EACH {{level}} {{condition}}
                EXECUTE FUNCTION {{execute}};

            COMMENT ON TRIGGER {{pgid}} ON {{table}} IS '{{hash}}';
        """


class OwnerGuardSql(GuardSql):
    """The statements that install a trigger which runs with the rights of its owner.

    Nobody else may attach its function to a table: it would write, with the owner's rights, into
    whatever stands in that table's schema.
    """

    security: ClassVar[str] = "SECURITY DEFINER"

    def get_template(self) -> str:
        """Give the same statements, and one that keeps the function from everybody else."""
        return f"{super().get_template()}REVOKE ALL ON FUNCTION {{pgid}}() FROM PUBLIC;"


class Guard(pgtrigger.Trigger):
    """A row trigger that no writer can skip; it runs with the writer's rights."""

    template: ClassVar[type[GuardSql]] = GuardSql

    def compile(self, model: models.Model) -> compiler.Trigger:
        """Render the trigger for `model`."""
        return compiler.Trigger(
            name=self.name,
            sql=self.template(
                pgid=self.get_pgid(model),
                declare=self.render_declare(model),
                func=self.render_func(model),
                table=model._meta.db_table,
                when=self.when,
                operation=self.operation,
                level=self.level,
                condition=self.render_condition(model),
                execute=self.render_execute(model),
            ),
        )


class OwnerGuard(Guard):
    """A row trigger that no writer can skip; it runs with the rights of its owner."""

    template: ClassVar[type[GuardSql]] = OwnerGuardSql


def touch_updated_at() -> Guard:
    """Give the trigger that moves `updated_at` at every update, within one transaction too."""
    return Guard(
        name="touch_updated_at",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="NEW.updated_at := clock_timestamp(); RETURN NEW;",
    )
