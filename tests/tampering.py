"""Changes that take a database away from the contract, and how each difference reads."""

ITEMS = "mason_pm_backlog_items"
PRIORITY = "((impact_score * 2) - effort_score)"
TAMPERING: dict[str, tuple[str, str]] = {
    "default dropped": (
        "ALTER TABLE mason_users ALTER COLUMN is_active DROP DEFAULT",
        "mason_users.is_active, default: is none, should be true",
    ),
    "default of an id dropped": (
        "ALTER TABLE mason_execution_logs ALTER COLUMN id DROP DEFAULT",
        "mason_execution_logs.id, default: is none, should be gen_random_uuid()",
    ),
    "another default": (
        "ALTER TABLE mason_pm_analysis_runs ALTER COLUMN mode SET DEFAULT 'quick'",
        "mason_pm_analysis_runs.mode, default: is 'quick'::text, should be 'full'::text",
    ),
    "default added": (
        f"ALTER TABLE {ITEMS} ALTER COLUMN area SET DEFAULT 'backend'",
        f"{ITEMS}.area, default: is 'backend'::text, should be none",
    ),
    "time of the statement": (
        "ALTER TABLE mason_users ALTER COLUMN created_at SET DEFAULT statement_timestamp()",
        "mason_users.created_at, default: is statement_timestamp(), should be now()",
    ),
    "NULL allowed": (
        "ALTER TABLE mason_api_keys ALTER COLUMN user_id DROP NOT NULL",
        "mason_api_keys.user_id, nullability: is NULL, should be NOT NULL",
    ),
    "NULL allowed next to a default": (
        (
            "SET CONSTRAINTS ALL IMMEDIATE;"
            f" ALTER TABLE {ITEMS} ALTER COLUMN benefits DROP NOT NULL;"
            f" INSERT INTO {ITEMS} (title, problem, solution, benefits) VALUES ('', '', '', NULL)"
        ),
        f"{ITEMS}.benefits, nullability: is NULL, should be NOT NULL",
    ),
    "NULL forbidden": (
        f"ALTER TABLE {ITEMS} ALTER COLUMN branch_name SET NOT NULL",
        f"{ITEMS}.branch_name, nullability: is NOT NULL, should be NULL",
    ),
    "varchar": (
        "ALTER TABLE mason_api_keys ALTER COLUMN name TYPE varchar(50)",
        "mason_api_keys.name, type: is character varying(50), should be text",
    ),
    "json": (
        "ALTER TABLE mason_remote_execution_runs ALTER COLUMN item_results TYPE json",
        "mason_remote_execution_runs.item_results, type: is json, should be jsonb",
    ),
    "column dropped": (
        "ALTER TABLE mason_users DROP COLUMN github_email",
        "mason_users.github_email, column: is missing, should be text",
    ),
    "score no longer generated": (
        f"ALTER TABLE {ITEMS} ALTER COLUMN priority_score DROP EXPRESSION",
        f"{ITEMS}.priority_score, value: is none, should be generated and stored as {PRIORITY}",
    ),
    "check dropped": (
        f"ALTER TABLE {ITEMS} DROP CONSTRAINT {ITEMS}_area_check",
        f"{ITEMS}.area, check: is missing, should be one of frontend, backend",
    ),
    "check widened": (
        (
            f"ALTER TABLE {ITEMS} DROP CONSTRAINT {ITEMS}_area_check,"
            " ADD CHECK (area IN ('backend', 'frontend', 'other'))"
        ),
        (
            f"{ITEMS}.area, check: is one of backend, frontend, other,"
            " should be one of frontend, backend"
        ),
    ),
    "check turned round": (
        (
            f"ALTER TABLE {ITEMS} DROP CONSTRAINT {ITEMS}_area_check,"
            " ADD CHECK (area NOT IN ('frontend', 'backend'))"
        ),
        (
            f"{ITEMS}.area, check: is CHECK ((area <> ALL (ARRAY['frontend'::text,"
            " 'backend'::text]))), should be one of frontend, backend"
        ),
    ),
    "bound moved": (
        (
            f"ALTER TABLE {ITEMS} DROP CONSTRAINT {ITEMS}_complexity_check,"
            " ADD CHECK (complexity BETWEEN 0 AND 5)"
        ),
        f"{ITEMS}.complexity, check: is from 0 to 5, should be from 1 to 5",
    ),
    "check that old rows needn't meet": (
        (
            f"ALTER TABLE {ITEMS} DROP CONSTRAINT {ITEMS}_complexity_check,"
            " ADD CHECK (complexity BETWEEN 1 AND 5) NOT VALID"
        ),
        (
            f"{ITEMS}.complexity, check: is CHECK (((complexity >= 1) AND (complexity <= 5)))"
            " NOT VALID, should be from 1 to 5"
        ),
    ),
    "second check": (
        f"ALTER TABLE {ITEMS} ADD CONSTRAINT narrow CHECK (complexity BETWEEN 1 AND 3)",
        f"{ITEMS}.complexity, check: is from 1 to 5 and from 1 to 3, should be from 1 to 5",
    ),
    "foreign key dropped": (
        "ALTER TABLE mason_pm_filtered_items DROP CONSTRAINT {fk:mason_pm_filtered_items}",
        (
            "mason_pm_filtered_items.repository_id, foreign key: is missing, should be"
            " a foreign key to mason_github_repositories.id with ON DELETE NO ACTION"
        ),
    ),
    "cascade missing": (
        (
            "ALTER TABLE mason_github_repositories DROP CONSTRAINT {fk:mason_github_repositories},"
            " ADD FOREIGN KEY (user_id) REFERENCES mason_users"
        ),
        (
            "mason_github_repositories.user_id, foreign key:"
            " is a foreign key to mason_users.id with ON DELETE NO ACTION,"
            " should be a foreign key to mason_users.id with ON DELETE CASCADE"
        ),
    ),
    "cascade added": (
        (
            "ALTER TABLE mason_execution_logs DROP CONSTRAINT {fk:mason_execution_logs},"
            " ADD FOREIGN KEY (execution_run_id) REFERENCES mason_remote_execution_runs"
            " ON DELETE CASCADE"
        ),
        (
            "mason_execution_logs.execution_run_id, foreign key:"
            " is a foreign key to mason_remote_execution_runs.id with ON DELETE CASCADE,"
            " should be a foreign key to mason_remote_execution_runs.id with ON DELETE NO ACTION"
        ),
    ),
    "foreign key added": (
        (
            "ALTER TABLE mason_users ADD FOREIGN KEY (default_repository_id)"
            " REFERENCES mason_github_repositories"
        ),
        (
            "mason_users.default_repository_id, foreign key:"
            " is a foreign key to mason_github_repositories.id with ON DELETE NO ACTION,"
            " should be none"
        ),
    ),
    "unique dropped": (
        (
            "ALTER TABLE mason_ai_provider_keys"
            " DROP CONSTRAINT mason_ai_provider_keys_user_id_provider_key"
        ),
        "mason_ai_provider_keys, unique (user_id, provider): is missing, should be there",
    ),
    "unique for some rows": (
        (
            "ALTER TABLE mason_users DROP CONSTRAINT mason_users_github_id_key;"
            " CREATE UNIQUE INDEX some_rows ON mason_users (github_id) WHERE is_active"
        ),
        "mason_users, unique (github_id): is missing, should be there",
    ),
    "unique under a documented name dropped": (
        "ALTER TABLE mason_api_keys DROP CONSTRAINT idx_mason_api_keys_key_hash",
        "mason_api_keys, unique (key_hash): is missing, should be there",
    ),
    "primary key dropped": (
        "ALTER TABLE mason_execution_logs DROP CONSTRAINT mason_execution_logs_pkey",
        "mason_execution_logs, primary key: is missing, should be id",
    ),
    "index renamed": (
        "ALTER INDEX idx_mason_pm_backlog_items_status RENAME TO status_of_items",
        f"{ITEMS}, index idx_mason_pm_backlog_items_status: is missing, should be on (status)",
    ),
    "index on another column": (
        (
            "DROP INDEX idx_mason_pm_backlog_items_status;"
            f" CREATE INDEX idx_mason_pm_backlog_items_status ON {ITEMS} (type)"
        ),
        (
            f"{ITEMS}, index idx_mason_pm_backlog_items_status:"
            " is partial, invalid or on other columns (type), should be on (status)"
        ),
    ),
    "row level security disabled": (
        "ALTER TABLE mason_users DISABLE ROW LEVEL SECURITY",
        "mason_users, row level security: is disabled, should be enabled",
    ),
    "policy dropped": (
        'DROP POLICY "Allow all" ON mason_execution_logs',
        (
            "mason_execution_logs, policy Allow all:"
            " is missing, should be for all commands, roles and rows"
        ),
    ),
    "policy narrowed": (
        'ALTER POLICY "Allow all" ON mason_users USING (is_active)',
        "mason_users, policy Allow all: is narrower, should be for all commands, roles and rows",
    ),
    "restrictive policy": (
        "CREATE POLICY hiding ON mason_users AS RESTRICTIVE USING (is_active)",
        "mason_users, policy hiding: is restrictive, should be absent",
    ),
    "trigger dropped": (
        "DROP TRIGGER {trigger:allowed_moves} ON mason_pm_backlog_items",
        f"{ITEMS}, trigger allowed_moves: is uninstalled, should be installed and enabled",
    ),
    "trigger disabled": (
        f"ALTER TABLE {ITEMS} DISABLE TRIGGER {{trigger:status_history}}",
        f"{ITEMS}, trigger status_history: is disabled, should be installed and enabled",
    ),
    "trigger for new items dropped": (
        "DROP TRIGGER {trigger:creation_history} ON mason_pm_backlog_items",
        f"{ITEMS}, trigger creation_history: is uninstalled, should be installed and enabled",
    ),
    "trigger of an older release": (
        "COMMENT ON TRIGGER {trigger:notify_progress} ON mason_execution_progress IS 'old'",
        (
            "mason_execution_progress, trigger notify_progress:"
            " is outdated, should be installed and enabled"
        ),
    ),
    "publication without the table": (
        "CREATE PUBLICATION supabase_realtime FOR TABLE mason_users",
        (
            "mason_execution_progress, publication supabase_realtime:"
            " is not a member, should be a member"
        ),
    ),
}
