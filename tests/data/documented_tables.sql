-- The 13 tables as their document describes them and as other software makes them: no stricter.

CREATE TABLE mason_users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    github_id text UNIQUE NOT NULL,
    github_username text NOT NULL,
    github_email text,
    github_avatar_url text,
    default_repository_id uuid,
    is_active boolean DEFAULT true
);

CREATE TABLE mason_api_keys (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at timestamptz DEFAULT now(),
    user_id uuid REFERENCES mason_users (id) ON DELETE CASCADE,
    name text DEFAULT 'Default',
    key_hash text NOT NULL,
    key_prefix text NOT NULL,
    last_used_at timestamptz
);

CREATE TABLE mason_github_repositories (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    user_id uuid REFERENCES mason_users (id) ON DELETE CASCADE,
    github_repo_id bigint NOT NULL,
    github_owner text NOT NULL,
    github_name text NOT NULL,
    github_full_name text NOT NULL,
    github_default_branch text DEFAULT 'main',
    github_private boolean DEFAULT false,
    github_clone_url text NOT NULL,
    github_html_url text NOT NULL,
    is_active boolean DEFAULT true,
    last_synced_at timestamptz,
    UNIQUE (user_id, github_repo_id)
);

CREATE TABLE mason_pm_analysis_runs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at timestamptz DEFAULT now(),
    user_id uuid REFERENCES mason_users (id),
    repository_id uuid REFERENCES mason_github_repositories (id),
    mode text DEFAULT 'full',
    items_found integer DEFAULT 0,
    started_at timestamptz DEFAULT now(),
    completed_at timestamptz,
    status text CHECK (status IN ('in_progress', 'completed', 'failed')),
    error_message text
);

CREATE TABLE mason_pm_backlog_items (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    user_id uuid REFERENCES mason_users (id),
    repository_id uuid REFERENCES mason_github_repositories (id),
    analysis_run_id uuid REFERENCES mason_pm_analysis_runs (id),
    title text NOT NULL,
    problem text NOT NULL,
    solution text NOT NULL,
    area text CHECK (area IN ('frontend', 'backend')),
    type text CHECK (type IN ('dashboard', 'discovery', 'auth', 'backend')),
    complexity integer CHECK (complexity BETWEEN 1 AND 5),
    impact_score integer CHECK (impact_score BETWEEN 1 AND 10),
    effort_score integer CHECK (effort_score BETWEEN 1 AND 10),
    priority_score integer GENERATED ALWAYS AS (impact_score * 2 - effort_score) STORED,
    benefits jsonb DEFAULT '[]',
    status text DEFAULT 'new' CHECK (
        status IN ('new', 'approved', 'in_progress', 'completed', 'deferred', 'rejected')
    ),
    branch_name text,
    pr_url text,
    prd_content text,
    prd_generated_at timestamptz
);

CREATE TABLE mason_pm_filtered_items (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at timestamptz DEFAULT now(),
    title text NOT NULL,
    problem text NOT NULL,
    solution text NOT NULL,
    type text NOT NULL,
    area text NOT NULL,
    impact_score integer NOT NULL,
    effort_score integer NOT NULL,
    complexity integer DEFAULT 2,
    benefits jsonb DEFAULT '[]',
    filter_reason text NOT NULL,
    filter_tier text CHECK (filter_tier IN ('tier1', 'tier2', 'tier3')),
    filter_confidence decimal(3, 2) NOT NULL,
    evidence text,
    analysis_run_id uuid REFERENCES mason_pm_analysis_runs (id),
    override_status text DEFAULT 'filtered',
    repository_id uuid REFERENCES mason_github_repositories (id)
);

CREATE TABLE mason_pm_execution_runs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at timestamptz DEFAULT now(),
    item_count integer DEFAULT 0,
    started_at timestamptz DEFAULT now(),
    completed_at timestamptz,
    status text CHECK (status IN ('pending', 'in_progress', 'success', 'failed', 'cancelled')),
    error_message text,
    tasks_completed integer DEFAULT 0,
    tasks_failed integer DEFAULT 0,
    total_tasks integer DEFAULT 0
);

CREATE TABLE mason_pm_execution_tasks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at timestamptz DEFAULT now(),
    run_id uuid REFERENCES mason_pm_execution_runs (id),
    item_id uuid REFERENCES mason_pm_backlog_items (id),
    wave_number integer NOT NULL,
    task_number integer NOT NULL,
    description text NOT NULL,
    subagent_type text CHECK (
        subagent_type IN (
            'Explore', 'general-purpose', 'Bash', 'code-reviewer', 'frontend-design', 'Plan'
        )
    ),
    status text CHECK (status IN ('pending', 'in_progress', 'completed', 'failed', 'skipped')),
    started_at timestamptz,
    completed_at timestamptz,
    error_message text,
    result_summary text
);

CREATE TABLE mason_remote_execution_runs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at timestamptz DEFAULT now(),
    user_id uuid REFERENCES mason_users (id),
    repository_id uuid REFERENCES mason_github_repositories (id),
    item_ids uuid[] DEFAULT '{}',
    item_count integer DEFAULT 0,
    branch_name text NOT NULL,
    base_branch text DEFAULT 'main',
    pr_url text,
    pr_number integer,
    started_at timestamptz DEFAULT now(),
    completed_at timestamptz,
    status text CHECK (status IN ('pending', 'in_progress', 'success', 'failed', 'cancelled')),
    error_message text,
    files_changed integer DEFAULT 0,
    lines_added integer DEFAULT 0,
    lines_removed integer DEFAULT 0,
    idempotency_key text,
    idempotency_expires_at timestamptz,
    item_results jsonb,
    success_count integer,
    failure_count integer
);

CREATE TABLE mason_execution_logs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at timestamptz DEFAULT now(),
    execution_run_id uuid REFERENCES mason_remote_execution_runs (id),
    log_level text DEFAULT 'info' CHECK (log_level IN ('debug', 'info', 'warn', 'error')),
    message text NOT NULL,
    metadata jsonb DEFAULT '{}'
);

CREATE TABLE mason_execution_progress (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    item_id uuid UNIQUE REFERENCES mason_pm_backlog_items (id),
    run_id text,
    current_phase text CHECK (
        current_phase IN ('site_review', 'foundation', 'building', 'inspection', 'complete')
    ),
    current_wave integer DEFAULT 1,
    total_waves integer DEFAULT 4,
    wave_status text CHECK (wave_status IN ('pending', 'in_progress', 'completed')),
    current_task text,
    tasks_completed integer DEFAULT 0,
    tasks_total integer DEFAULT 0,
    current_file text,
    files_touched text[] DEFAULT '{}',
    lines_changed integer DEFAULT 0,
    validation_typescript text CHECK (
        validation_typescript IN ('pending', 'running', 'pass', 'fail')
    ),
    validation_eslint text CHECK (validation_eslint IN ('pending', 'running', 'pass', 'fail')),
    validation_build text CHECK (validation_build IN ('pending', 'running', 'pass', 'fail')),
    validation_tests text CHECK (validation_tests IN ('pending', 'running', 'pass', 'fail')),
    inspector_findings text[] DEFAULT '{}',
    fix_iteration integer DEFAULT 0,
    max_iterations integer DEFAULT 5,
    started_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    completed_at timestamptz
);

CREATE TABLE mason_ai_provider_keys (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid REFERENCES mason_users (id),
    provider text CHECK (provider IN ('anthropic', 'openai')),
    api_key text NOT NULL,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    UNIQUE (user_id, provider)
);

CREATE TABLE mason_pm_restore_feedback (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at timestamptz DEFAULT now(),
    filtered_item_id uuid REFERENCES mason_pm_filtered_items (id),
    filter_tier text NOT NULL,
    filter_reason text NOT NULL,
    restored_at timestamptz NOT NULL
);

CREATE INDEX idx_mason_pm_backlog_items_repository_id ON mason_pm_backlog_items (repository_id);
CREATE INDEX idx_mason_pm_backlog_items_status ON mason_pm_backlog_items (status);
CREATE INDEX idx_mason_api_keys_key_hash ON mason_api_keys (key_hash);
CREATE INDEX idx_mason_execution_progress_item ON mason_execution_progress (item_id);

DO $$
DECLARE
    documented text;
BEGIN
    FOR documented IN
        SELECT tablename FROM pg_tables
        WHERE schemaname = current_schema() AND tablename LIKE 'mason\_%'
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', documented);
        EXECUTE format('CREATE POLICY "Allow all" ON %I FOR ALL USING (true)', documented);
    END LOOP;
END $$;
