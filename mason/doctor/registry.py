"""The examinations that `manage.py doctor` runs, in order."""

from typing import Final

from mason.doctor import configuration, database, leftovers, own_tables
from mason.doctor.examination import Examination

SETTINGS: Final = "settings"
DATABASE: Final = "database"
MIGRATIONS: Final = "migrations"
OWN_TABLES: Final = "own tables"
TIMES: Final = "stored times"

EXAMINATIONS: Final = (
    Examination(SETTINGS, configuration.examine_settings),
    Examination(DATABASE, database.examine_database),
    Examination("connections", database.examine_connections, after=(DATABASE,)),
    Examination(MIGRATIONS, database.examine_migrations, after=(DATABASE,)),
    Examination("documented tables", database.examine_tables, after=(MIGRATIONS,)),
    Examination(OWN_TABLES, own_tables.examine_own_tables, after=(MIGRATIONS,)),
    Examination(TIMES, database.examine_times, after=(MIGRATIONS,)),
    Examination(
        "AI provider keys", configuration.examine_provider_keys, after=(SETTINGS, MIGRATIONS, TIMES)
    ),
    Examination("expired rows", leftovers.examine_leftovers, after=(MIGRATIONS, OWN_TABLES)),
)
