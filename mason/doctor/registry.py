"""The examinations that `manage.py doctor` runs, in order."""

from typing import Final

from mason.doctor import configuration, database, leftovers
from mason.doctor.examination import Examination

SETTINGS: Final = "settings"
DATABASE: Final = "database"
MIGRATIONS: Final = "migrations"

EXAMINATIONS: Final = (
    Examination(SETTINGS, configuration.examine_settings),
    Examination(DATABASE, database.examine_database),
    Examination("connections", database.examine_connections, after=(DATABASE,)),
    Examination(MIGRATIONS, database.examine_migrations, after=(DATABASE,)),
    Examination("documented tables", database.examine_tables, after=(MIGRATIONS,)),
    Examination(
        "AI provider keys", configuration.examine_provider_keys, after=(SETTINGS, MIGRATIONS)
    ),
    Examination("expired rows", leftovers.examine_leftovers, after=(MIGRATIONS,)),
)
