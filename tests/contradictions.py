"""Changes that make a documented database contradict the contract, and what is said of each."""

ITEM = "50000000-0000-0000-0000-000000000001"
CONTRADICTIONS: dict[str, tuple[str, list[str]]] = {
    "a word that isn't listed": (
        ("ALTER TABLE mason_pm_backlog_items DROP CONSTRAINT mason_pm_backlog_items_status_check;"
        f" UPDATE mason_pm_backlog_items SET status = 'done' WHERE id = '{ITEM}'"),
        [
            (f"mason_pm_backlog_items.status, row {ITEM}: is 'done', should be"
            " one of new, approved, in_progress, completed, deferred, rejected")
        ],
    ),
    "a number out of range": (
        ("ALTER TABLE mason_pm_backlog_items DROP CONSTRAINT"
        " mason_pm_backlog_items_complexity_check;"
        f" UPDATE mason_pm_backlog_items SET complexity = 6 WHERE id = '{ITEM}'"),
        [f"mason_pm_backlog_items.complexity, row {ITEM}: is '6', should be from 1 to 5"],
    ),
    "a confidence over 1": (
        ("UPDATE mason_pm_filtered_items SET filter_confidence = 1.01"
        " WHERE id = '60000000-0000-0000-0000-000000000001'"),
        [
            ("mason_pm_filtered_items.filter_confidence, row 60000000-0000-0000-0000-000000000001:"
            " is '1.01', should be from 0 to 1")
        ],
    ),
    "an override that isn't listed": (
        ("UPDATE mason_pm_filtered_items SET override_status = 'back'"
        " WHERE id = '60000000-0000-0000-0000-000000000001'"),
        [
            ("mason_pm_filtered_items.override_status, row 60000000-0000-0000-0000-000000000001:"
            " is 'back', should be one of filtered, restored")
        ],
    ),
    "two equal key hashes": (
        "UPDATE mason_api_keys SET key_hash = 'the same'",
        [
            ("mason_api_keys.key_hash, row 20000000-0000-0000-0000-000000000001:"
            " is a secret that isn't shown, should be that of one row only"),
            ("mason_api_keys.key_hash, row 20000000-0000-0000-0000-000000000002:"
            " is a secret that isn't shown, should be that of one row only"),
        ],
    ),
    "two equal idempotency keys of a user": (
        ("UPDATE mason_remote_execution_runs SET user_id = '10000000-0000-0000-0000-000000000001'"
        " WHERE id <> '90000000-0000-0000-0000-000000000003'"),
        [
            f"mason_remote_execution_runs.user_id, idempotency_key, row {row}:"
            " is '10000000-0000-0000-0000-000000000001', 'once', should be that of one row only"
            for row in (
                "90000000-0000-0000-0000-000000000001",
                "90000000-0000-0000-0000-000000000002",
            )
        ],
    ),
    "two keys for a provider": (
        ("ALTER TABLE mason_ai_provider_keys"
        " DROP CONSTRAINT mason_ai_provider_keys_user_id_provider_key;"
        " UPDATE mason_ai_provider_keys SET provider = 'openai'"),
        [
            f"mason_ai_provider_keys.user_id, provider, row {row}:"
            " is '10000000-0000-0000-0000-000000000001', 'openai',"
            " should be that of one row only"
            for row in (
                "c0000000-0000-0000-0000-000000000001",
                "c0000000-0000-0000-0000-000000000002",
            )
        ],
    ),
    "two rows with one id": (
        ("ALTER TABLE mason_execution_logs DROP CONSTRAINT mason_execution_logs_pkey;"
        " UPDATE mason_execution_logs SET id = 'a0000000-0000-0000-0000-000000000001'"),
        [
            ("mason_execution_logs.id, row a0000000-0000-0000-0000-000000000001:"
            " is 'a0000000-0000-0000-0000-000000000001', should be that of one row only")
        ]
        * 2,
    ),
    "no owner": (
        ("UPDATE mason_api_keys SET user_id = NULL"
        " WHERE id = '20000000-0000-0000-0000-000000000002'"),
        [
            ("mason_api_keys.user_id, row 20000000-0000-0000-0000-000000000002:"
            " is NULL, should be a value")
        ],
    ),
    "no provider": (
        ("UPDATE mason_ai_provider_keys SET provider = NULL"
        " WHERE id = 'c0000000-0000-0000-0000-000000000002'"),
        [
            ("mason_ai_provider_keys.provider, row c0000000-0000-0000-0000-000000000002:"
            " is NULL, should be a value")
        ],
    ),
    "a secret that is missing": (
        ("ALTER TABLE mason_ai_provider_keys ALTER COLUMN api_key DROP NOT NULL;"
        " UPDATE mason_ai_provider_keys SET api_key = NULL"
        " WHERE id = 'c0000000-0000-0000-0000-000000000002'"),
        [
            ("mason_ai_provider_keys.api_key, row c0000000-0000-0000-0000-000000000002:"
            " is NULL, should be a value")
        ],
    ),
    "an orphan": (
        ("ALTER TABLE mason_pm_execution_tasks"
        " DROP CONSTRAINT mason_pm_execution_tasks_item_id_fkey;"
        " UPDATE mason_pm_execution_tasks SET item_id = 'ffffffff-0000-0000-0000-000000000000'"
        " WHERE id = '80000000-0000-0000-0000-000000000001'"),
        [
            ("mason_pm_execution_tasks.item_id, row 80000000-0000-0000-0000-000000000001:"
            " is 'ffffffff-0000-0000-0000-000000000000',"
            " should be the id of a row of mason_pm_backlog_items")
        ],
    ),
    "a table that others refer to is missing": (
        ("ALTER TABLE mason_execution_logs"
        " DROP CONSTRAINT mason_execution_logs_execution_run_id_fkey;"
        " DELETE FROM mason_execution_logs WHERE id = 'a0000000-0000-0000-0000-000000000002';"
        " DROP TABLE mason_remote_execution_runs"),
        [
            ("mason_execution_logs.execution_run_id, row a0000000-0000-0000-0000-000000000001:"
            " is '90000000-0000-0000-0000-000000000001',"
            " should be the id of a row of mason_remote_execution_runs")
        ],
    ),
    "another type": (
        ("ALTER TABLE mason_execution_logs ALTER COLUMN metadata DROP DEFAULT,"
        " ALTER COLUMN metadata TYPE text"),
        ["mason_execution_logs.metadata: is text, should be jsonb"],
    ),
    "a number too big": (
        ("ALTER TABLE mason_pm_execution_tasks ALTER COLUMN wave_number TYPE bigint;"
        " UPDATE mason_pm_execution_tasks SET wave_number = 2147483648"
        " WHERE id = '80000000-0000-0000-0000-000000000001'"),
        [
            ("mason_pm_execution_tasks.wave_number, row 80000000-0000-0000-0000-000000000001:"
            " is '2147483648', should be a value that fits integer")
        ],
    ),
    "a confidence too fine": (
        ("ALTER TABLE mason_pm_filtered_items ALTER COLUMN filter_confidence TYPE numeric;"
        " UPDATE mason_pm_filtered_items SET filter_confidence = 0.805"
        " WHERE id = '60000000-0000-0000-0000-000000000001'"),
        [
            ("mason_pm_filtered_items.filter_confidence, row 60000000-0000-0000-0000-000000000001:"
            " is '0.805', should be a value that fits numeric(3,2)")
        ],
    ),
    "json with a null character": (
        ("ALTER TABLE mason_remote_execution_runs ALTER COLUMN item_results TYPE json;"
        r""" UPDATE mason_remote_execution_runs SET item_results = '"\u0000"'"""
        " WHERE id = '90000000-0000-0000-0000-000000000001'"),
        [
            ("mason_remote_execution_runs.item_results, row 90000000-0000-0000-0000-000000000001:"
            r""" is E'"\\u0000"', should be a value that fits jsonb""")
        ],
    ),
    "a time without end": (
        ("UPDATE mason_users SET created_at = 'infinity'"
        " WHERE id = '10000000-0000-0000-0000-000000000001'"),
        [
            ("mason_users.created_at, row 10000000-0000-0000-0000-000000000001:"
            " is 'infinity', should be a time in the years 1 to 9999")
        ],
    ),
    "a time too late": (
        ("ALTER TABLE mason_pm_analysis_runs ALTER COLUMN completed_at TYPE timestamptz(3);"
        " UPDATE mason_pm_analysis_runs SET completed_at = '10000-01-01T00:00:00Z'"
        " WHERE id = '40000000-0000-0000-0000-000000000001'"),
        [
            ("mason_pm_analysis_runs.completed_at, row 40000000-0000-0000-0000-000000000001:"
            " is '10000-01-01 00:00:00+00', should be a time in the years 1 to 9999")
        ],
    ),
    "a type that a view keeps from changing": (
        ("ALTER TABLE mason_api_keys ALTER COLUMN name TYPE varchar;"
        " CREATE VIEW names AS SELECT name FROM mason_api_keys"),
        [
            ("mason_api_keys.name: is character varying and used by rule _RETURN on view names,"
            " should be text, or used by nothing until it is")
        ],
    ),
    "a score that is a plain column": (
        "ALTER TABLE mason_pm_backlog_items ALTER COLUMN priority_score DROP EXPRESSION",
        [
            ("mason_pm_backlog_items.priority_score: is not generated,"
            " should be generated and stored as ((impact_score * 2) - effort_score)")
        ],
    ),
    "another score": (
        ("ALTER TABLE mason_pm_backlog_items DROP COLUMN priority_score,"
        " ADD COLUMN priority_score integer GENERATED ALWAYS AS (impact_score) STORED"),
        [
            ("mason_pm_backlog_items.priority_score: is generated and stored as impact_score,"
            " should be generated and stored as ((impact_score * 2) - effort_score)")
        ],
    ),
    "a plain column that is generated": (
        ("ALTER TABLE mason_execution_logs DROP COLUMN message,"
        " ADD COLUMN message text GENERATED ALWAYS AS ('none'::text) STORED"),
        [
            ("mason_execution_logs.message: is generated and stored as 'none'::text,"
            " should be a plain column")
        ],
    ),
    "a missing column that rows need": (
        "ALTER TABLE mason_users DROP COLUMN github_username",
        ["mason_users.github_username: is missing, should be there, for the rows need a value"],
    ),
    "another primary key": (
        ("ALTER TABLE mason_execution_logs DROP CONSTRAINT mason_execution_logs_pkey,"
        " ADD PRIMARY KEY (execution_run_id)"),
        ["mason_execution_logs: is keyed by execution_run_id, should be keyed by id"],
    ),
    "a unique that others refer to": (
        "CREATE TABLE others (github_id text REFERENCES mason_users (github_id))",
        [
            ("mason_users.github_id: is referred to by a foreign key,"
            " should be referred to by none")
        ],
    ),
    "a view under a table's name": (
        "DROP TABLE mason_execution_logs; CREATE VIEW mason_execution_logs AS SELECT 1 AS id",
        ["mason_execution_logs: is a view, should be a table"],
    ),
}  # fmt: skip
