"""A program elsewhere that carries items out, with nothing but Python and Mason's API.

It takes its address, key and repository from the environment, claims what is approved, two items
at most, and sends everything that may be sent again twice. What it saw it prints as JSON.
"""

import json
import os
import urllib.error
import urllib.request
import uuid

ADDRESS = os.environ["MASON_URL"]
LINES_OF_A_BATCH = 100


def ask(method, path, body=None, key=None):
    """Give the status and the body of an answer."""
    headers = {
        "Authorization": f"Bearer {os.environ['MASON_KEY']}",
        "Content-Type": "application/json",
    }
    if key is not None:
        headers["Idempotency-Key"] = key
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"{ADDRESS}/api/v1/{path}", method=method, data=data, headers=headers
    )
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


def post(path, body, times=1):
    """Send a body, perhaps again with the same key; give the last answer's body."""
    key = str(uuid.uuid4())
    for _ in range(times):
        status, answer = ask("POST", path, body, key)
        if status >= 300:
            raise SystemExit(f"{path}: {answer}")
    return answer


def log(run_id, words):
    """Send a batch of lines."""
    lines = [{"message": f"{words} {number}"} for number in range(LINES_OF_A_BATCH)]
    post("execution-logs", {"execution_run_id": run_id, "entries": lines}, times=2)


def carry_out(item, claim_id, run_id):
    """Go through the phases of an item."""
    of_item = {"item_id": item["id"], "run_id": claim_id}
    first = {"current_phase": "foundation", "current_wave": 1, "total_waves": 2, "tasks_total": 2}
    post("execution-progress", {**of_item, **first})
    log(run_id, f"{item['title']}: wave 1, line")
    second = {"current_phase": "building", "current_wave": 2, "tasks_completed": 1}
    post("execution-progress", {**of_item, **second, "files_touched": ["shop/prices.py"]})
    checks = {"validation_tests": "pass", "validation_build": "pass"}
    post("execution-progress", {**of_item, "current_phase": "inspection", **checks})
    log(run_id, f"{item['title']}: inspection, line")
    post("execution-progress", {**of_item, "current_phase": "complete", "tasks_completed": 2})


def main():
    """Execute: the first item succeeds, the second one doesn't."""
    repository_id = os.environ["MASON_REPOSITORY"]
    claim = post("backlog/claim", {"repository_id": repository_id, "limit": 2}, times=2)
    good, bad = claim["items"]
    about = {"item_ids": [good["id"], bad["id"]], "branch_name": "mason/both"}
    run = post("remote-execution-runs", {"repository_id": repository_id, **about}, times=2)
    run_id, claim_id = run["id"], claim["run_id"]
    address = f"remote-execution-runs/{run_id}"
    post(f"{address}/report", {"status": "in_progress"})

    carry_out(good, claim_id, run_id)
    pr_url = "https://github.com/acme/shop/pull/7"
    ended = {"item_id": good["id"], "status": "success"}
    post(f"{address}/report", {"item_results": [ended], "files_changed": 1, "lines_added": 3})
    post(f"backlog/{good['id']}/complete", {"pr_url": pr_url, "run_id": claim_id})

    log(run_id, f"{bad['title']}: no way, line")
    ended = {"item_id": bad["id"], "status": "failed", "error_message": "No such file."}
    post(f"backlog/{bad['id']}/fail", {"error_message": "No such file.", "run_id": claim_id})
    outcome = {"status": "success", "pr_url": pr_url, "pr_number": 7, "item_results": [ended]}
    post(f"{address}/finish", outcome)

    late = ask("POST", f"{address}/report", {"lines_added": 9})
    _, newest = ask("GET", f"execution-logs?execution_run_id={run_id}&limit=1")
    seen = {"run_id": run_id, "late": late[0], "newest": newest["results"][0]["message"]}
    print(json.dumps(seen))  # noqa: T201 - the program's own output


if __name__ == "__main__":
    main()
