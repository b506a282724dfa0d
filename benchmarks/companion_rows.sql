-- What belongs to the items that stand in the table: made of them, so of any number of them.
INSERT INTO backlog_fingerprint (repository_id, value, item_id)
SELECT repository_id, md5(id::text), id FROM mason_pm_backlog_items;

INSERT INTO backlog_statuschange (item_id, from_status, to_status, changed_at, user_id, channel,
    reason, database_role, operation_id)
SELECT id, 'new', CASE WHEN status IN ('deferred', 'rejected') THEN status ELSE 'approved' END,
    created_at + (updated_at - created_at) / 2, user_id, 'admin', '', 'mason',
    analysis_run_id
FROM mason_pm_backlog_items WHERE status <> 'new';

INSERT INTO backlog_statuschange (item_id, from_status, to_status, changed_at, user_id, channel,
    reason, database_role)
SELECT id, 'approved', 'in_progress', updated_at - interval '20 minutes', user_id, 'api', '', 'mason'
FROM mason_pm_backlog_items WHERE status IN ('completed', 'in_progress');

INSERT INTO backlog_statuschange (item_id, from_status, to_status, changed_at, user_id, channel,
    reason, database_role)
SELECT id, 'in_progress', 'completed', updated_at, user_id, 'api', '', 'mason'
FROM mason_pm_backlog_items WHERE status = 'completed';

INSERT INTO mason_pm_filtered_items (created_at, title, problem, solution, type, area, impact_score,
    effort_score, filter_reason, filter_tier, filter_confidence, analysis_run_id, override_status,
    repository_id)
SELECT created_at, title, problem, solution, coalesce(type, 'backend'), coalesce(area, 'backend'),
    coalesce(impact_score, 5), coalesce(effort_score, 5),
    'duplicate_title: Another item says nearly the same.',
    'tier' || 1 + complexity % 3, 0.90, analysis_run_id,
    CASE WHEN hashtext(title) % 20 = 0 THEN 'restored' ELSE 'filtered' END, repository_id
FROM mason_pm_backlog_items WHERE hashtext(id::text) % 4 = 0;

INSERT INTO mason_pm_restore_feedback (filtered_item_id, filter_tier, filter_reason, restored_at)
SELECT id, filter_tier, filter_reason, created_at + interval '1 day'
FROM mason_pm_filtered_items WHERE override_status = 'restored';

INSERT INTO mason_execution_progress (item_id, run_id, current_phase, wave_status, tasks_completed,
    tasks_total, started_at, updated_at)
SELECT id, 'run-' || left(id::text, 8), 'building', 'in_progress', 3, 8,
    updated_at - interval '20 minutes', updated_at
FROM mason_pm_backlog_items WHERE status = 'in_progress';

INSERT INTO mason_remote_execution_runs (user_id, repository_id, item_ids, item_count, branch_name,
    pr_url, status, started_at, completed_at)
SELECT user_id, repository_id, ARRAY[id], 1, 'mason/' || left(id::text, 8),
    'https://github.com/acme/shop/pull/7', 'success', updated_at - interval '20 minutes', updated_at
FROM mason_pm_backlog_items WHERE status = 'completed' AND hashtext(id::text) % 30 = 0;

INSERT INTO mason_execution_logs (execution_run_id, created_at, log_level, message)
SELECT id, started_at + line * interval '10 seconds',
    CASE WHEN line % 20 = 0 THEN 'error' ELSE 'info' END, 'Step ' || line || ' of the run is done'
FROM mason_remote_execution_runs, generate_series(1, 20) AS line;
