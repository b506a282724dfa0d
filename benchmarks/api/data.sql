-- What agents ask for, beyond what a backlog holds by itself: the parameters are the repository that
-- is asked about and the run whose log is read.
UPDATE mason_pm_backlog_items SET status = 'approved'
WHERE repository_id = %(repository_id)s AND status = 'new';

UPDATE mason_pm_backlog_items SET benefits = jsonb_build_array(
    jsonb_build_object('category', 'performance', 'icon', 'gauge', 'title', 'Pages come sooner',
        'description', 'The list of orders is read once instead of once for each line.'),
    jsonb_build_object('category', 'reliability', 'icon', 'shield', 'title', 'Imports can be repeated',
        'description', 'The next import isn''t blocked by the lock that the last one left.'))
WHERE repository_id = %(repository_id)s;

INSERT INTO mason_pm_execution_runs (id, created_at, item_count, started_at, completed_at, status,
    tasks_completed, total_tasks)
SELECT id, created_at, item_count, started_at, completed_at, 'success', 10, 10
FROM mason_remote_execution_runs;

INSERT INTO mason_pm_execution_tasks (created_at, run_id, item_id, wave_number, task_number,
    description, subagent_type, status, started_at, completed_at, result_summary)
SELECT started_at + task * interval '1 minute', id, item_ids[1], 1 + task / 5, 1 + task %% 5,
    'Read the module and say what it does', 'Explore', 'completed',
    started_at + task * interval '1 minute', started_at + (task + 1) * interval '1 minute',
    'The module reads the price list and writes one line for each order'
FROM mason_remote_execution_runs, generate_series(0, 9) AS task;

INSERT INTO mason_execution_progress (item_id, run_id, current_phase, wave_status, tasks_completed,
    tasks_total, started_at, updated_at, completed_at)
SELECT id, 'run-' || left(id::text, 8), 'complete', 'completed', 8, 8,
    updated_at - interval '20 minutes', updated_at, updated_at
FROM mason_pm_backlog_items WHERE repository_id = %(repository_id)s AND status = 'completed'
ON CONFLICT (item_id) DO NOTHING;

INSERT INTO mason_remote_execution_runs (id, user_id, repository_id, item_count, branch_name,
    status, started_at)
SELECT %(run_id)s, user_id, id, 1, 'mason/a-long-run', 'in_progress', '2026-01-02 09:00+00'
FROM mason_github_repositories WHERE id = %(repository_id)s;

INSERT INTO mason_execution_logs (execution_run_id, created_at, log_level, message, metadata)
SELECT %(run_id)s, '2026-01-02 09:00+00'::timestamptz + line * interval '1 second',
    CASE WHEN line %% 20 = 0 THEN 'error' ELSE 'info' END,
    'Step ' || line || ' of the run is done: the tests of the module pass',
    jsonb_build_object('file', 'shop/part_' || line || '.py', 'line', line)
FROM generate_series(1, 1000) AS line;
