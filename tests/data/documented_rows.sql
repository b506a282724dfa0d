-- Rows of other software: in each table one with every column given, and one or more with NULL
-- wherever the document allows it and adoption can fill it. Ids tell what a row is:
-- the first digit the table, the last the row.

INSERT INTO mason_users VALUES
    ('10000000-0000-0000-0000-000000000001', '2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z',
     '583231', 'octocat', 'octocat@example.com', 'https://example.com/octocat.png',
     '30000000-0000-0000-0000-000000000001', true),
    ('10000000-0000-0000-0000-000000000002', NULL, NULL, '583232', 'hubot', NULL, NULL,
     'ffffffff-0000-0000-0000-000000000000', NULL),
    ('10000000-0000-0000-0000-000000000003', '2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z',
     '583233', 'OCTOCAT', '', '', NULL, false);

INSERT INTO mason_api_keys VALUES
    ('20000000-0000-0000-0000-000000000001', '2024-01-01T00:00:00Z',
     '10000000-0000-0000-0000-000000000001', 'Laptop', 'a1', 'mason_aa', '2024-02-01T00:00:00Z'),
    ('20000000-0000-0000-0000-000000000002', NULL, '10000000-0000-0000-0000-000000000002', NULL,
     'b2', 'mason_bb', NULL);

INSERT INTO mason_github_repositories VALUES
    ('30000000-0000-0000-0000-000000000001', '2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z',
     '10000000-0000-0000-0000-000000000001', 9007199254740993, 'octocat', 'hello', 'octocat/hello',
     'trunk', true, 'https://example.com/hello.git', 'https://example.com/hello', false,
     '2024-01-03T00:00:00Z'),
    ('30000000-0000-0000-0000-000000000002', NULL, NULL, '10000000-0000-0000-0000-000000000002',
     9007199254740993, 'octocat', 'hello', 'octocat/hello', NULL, NULL, '', '', NULL, NULL);

INSERT INTO mason_pm_analysis_runs VALUES
    ('40000000-0000-0000-0000-000000000001', '2024-01-01T00:00:00Z',
     '10000000-0000-0000-0000-000000000001', '30000000-0000-0000-0000-000000000001', 'area:auth',
     2, '2024-01-01T00:00:00Z', '2024-01-01T00:10:00Z', 'completed', 'none'),
    ('40000000-0000-0000-0000-000000000002', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO mason_pm_backlog_items (
    id, created_at, updated_at, user_id, repository_id, analysis_run_id, title, problem, solution,
    area, type, complexity, impact_score, effort_score, benefits, status, branch_name, pr_url,
    prd_content, prd_generated_at
) VALUES
    ('50000000-0000-0000-0000-000000000001', '2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z',
     '10000000-0000-0000-0000-000000000001', '30000000-0000-0000-0000-000000000001',
     '40000000-0000-0000-0000-000000000001', 'Cache the list', 'It is slow.', 'Cache it.',
     'backend', 'backend', 5, 10, 1, '[{"category": "performance"}]', 'approved', 'mason/cache',
     'https://example.com/pull/1', '# PRD: Cache the list', '2024-01-02T00:00:00Z'),
    ('50000000-0000-0000-0000-000000000002', NULL, NULL, NULL, NULL, NULL, '', '', '', NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    ('50000000-0000-0000-0000-000000000003', NULL, '2024-01-02T00:00:00Z', NULL,
     '30000000-0000-0000-0000-000000000001', NULL, 'Explain errors', 'They are vague.', 'Name it.',
     'frontend', 'dashboard', 1, 7, NULL, '{}', 'rejected', NULL, NULL, NULL, NULL),
    ('50000000-0000-0000-0000-000000000004', NULL, '2024-01-02T00:00:00Z', NULL,
     '30000000-0000-0000-0000-000000000001', NULL, 'New one', 'A problem.', 'A solution.',
     'frontend', 'discovery', 1, 1, 10, '"none"', 'new', NULL, NULL, NULL, NULL);

INSERT INTO mason_pm_filtered_items VALUES
    ('60000000-0000-0000-0000-000000000001', '2024-01-01T00:00:00Z', 'Rewrite it', 'It is old.',
     'Use something new.', 'anything', 'anywhere', 42, -1, 9, '[]', 'vague_solution: names nothing',
     'tier3', 0.80, 'No file is named.', '40000000-0000-0000-0000-000000000001', 'restored',
     '30000000-0000-0000-0000-000000000001'),
    ('60000000-0000-0000-0000-000000000002', NULL, '', '', '', '', '', 0, 0, NULL, NULL, '', NULL,
     1.00, NULL, NULL, NULL, NULL);

INSERT INTO mason_pm_execution_runs VALUES
    ('70000000-0000-0000-0000-000000000001', '2024-01-01T00:00:00Z', 1, '2024-01-01T00:00:00Z',
     '2024-01-01T01:00:00Z', 'failed', 'It broke.', 1, 2, 3),
    ('70000000-0000-0000-0000-000000000002', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO mason_pm_execution_tasks VALUES
    ('80000000-0000-0000-0000-000000000001', '2024-01-01T00:00:00Z',
     '70000000-0000-0000-0000-000000000001', '50000000-0000-0000-0000-000000000001', 1, 2,
     'Look around.', 'Explore', 'skipped', '2024-01-01T00:00:00Z', '2024-01-01T00:01:00Z', 'none',
     'Nothing to do.'),
    ('80000000-0000-0000-0000-000000000002', NULL, '70000000-0000-0000-0000-000000000002', NULL,
     0, 0, '', NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO mason_remote_execution_runs VALUES
    ('90000000-0000-0000-0000-000000000001', '2024-01-01T00:00:00Z',
     '10000000-0000-0000-0000-000000000001', '30000000-0000-0000-0000-000000000001',
     '{50000000-0000-0000-0000-000000000001}', 1, 'mason/cache', 'trunk',
     'https://example.com/pull/1', 1, '2024-01-01T00:00:00Z', '2024-01-01T01:00:00Z', 'success',
     'none', 3, 20, 10, 'once', '2024-01-02T00:00:00Z', '[{"ok": true}]', 1, 0),
    ('90000000-0000-0000-0000-000000000002', NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'once', NULL, NULL, NULL, NULL),
    ('90000000-0000-0000-0000-000000000003', NULL, '10000000-0000-0000-0000-000000000002', NULL,
     NULL, NULL, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'once', NULL, NULL,
     NULL, NULL);

INSERT INTO mason_execution_logs VALUES
    ('a0000000-0000-0000-0000-000000000001', '2024-01-01T00:00:00Z',
     '90000000-0000-0000-0000-000000000001', 'warn', 'Careful.', '{"line": 1}'),
    ('a0000000-0000-0000-0000-000000000002', NULL, '90000000-0000-0000-0000-000000000002', NULL, '',
     NULL);

INSERT INTO mason_execution_progress VALUES
    ('b0000000-0000-0000-0000-000000000001', '50000000-0000-0000-0000-000000000001', 'batch-1',
     'inspection', 3, 4, 'in_progress', 'Run the tests.', 7, 9, 'cache.py', '{cache.py,list.py}',
     120, 'pass', 'pass', 'running', 'pending', '{"A finding, with a comma"}', 2, 5,
     '2024-01-01T00:00:00Z', '2024-01-01T00:30:00Z', NULL),
    ('b0000000-0000-0000-0000-000000000002', '50000000-0000-0000-0000-000000000002', NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL);

INSERT INTO mason_ai_provider_keys VALUES
    ('c0000000-0000-0000-0000-000000000001', '10000000-0000-0000-0000-000000000001', 'anthropic',
     'written by other software', '2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z'),
    ('c0000000-0000-0000-0000-000000000002', '10000000-0000-0000-0000-000000000001', 'openai', '',
     NULL, NULL);

INSERT INTO mason_pm_restore_feedback VALUES
    ('d0000000-0000-0000-0000-000000000001', '2024-01-01T00:00:00Z',
     '60000000-0000-0000-0000-000000000001', 'tier3', 'vague_solution: names nothing',
     '2024-01-02T00:00:00Z'),
    ('d0000000-0000-0000-0000-000000000002', NULL, '60000000-0000-0000-0000-000000000002', '', '',
     '2024-01-02T00:00:00Z');
