"""What the documented tables ask of the database beyond columns and constraints."""

from django.db import migrations

from mason.database.operations import AllowAll, JoinPublication


class Migration(migrations.Migration):
    dependencies = [("execution", "0001_initial")]

    operations = [
        AllowAll("ExecutionRun"),
        AllowAll("ExecutionTask"),
        AllowAll("RemoteExecutionRun"),
        AllowAll("ExecutionLog"),
        AllowAll("ExecutionProgress"),
        JoinPublication("ExecutionProgress", "supabase_realtime"),
    ]
