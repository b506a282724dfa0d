"""An agent of the command line for tests: it does what the words of its first argument say.

It keeps what it was given in the folder of its second argument, a file for each run.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

SUGGESTION = {
    "title": "Close the file after {category}",
    "problem": "load_users() in src/app.py leaves it open.",
    "solution": "Open it in a with statement in load_users().",
    "area": "backend",
    "type": "backend",
    "complexity": 2,
    "impact_score": 6,
    "effort_score": 2,
    "files": ["src/app.py:1"],
}


def document(prompt, **changes):
    """What it proposes: about another function for each question."""
    name = f"load_{hashlib.sha256(prompt.split('Propose')[0].encode()).hexdigest()[:8]}"
    stated = {
        **SUGGESTION,
        "title": f"Close{name}",
        "problem": f"{name}() in src/app.py leaves its file open.",
        "solution": f"Open it in a with statement in {name}().",
    }
    return json.dumps({"version": 1, "suggestions": [{**stated, **changes}]})


def main():  # noqa: C901, PLR0912, PLR0915 - a case for each behaviour
    behaviour, kept = sys.argv[1], Path(sys.argv[2])
    prompt = sys.stdin.read()
    began = time.time()
    mine = kept / f"{time.time_ns()}-{os.getpid()}"
    mine.with_suffix(".prompt").write_text(prompt)
    mine.with_suffix(".environment").write_text(json.dumps(dict(os.environ)))
    mine.with_suffix(".folder").write_text(str(Path.cwd()))
    match behaviour:
        case "good":
            sys.stdout.write(document(prompt) + "\n")
        case "fenced":
            sys.stdout.write(f"Here it is:\n```json\n{document(prompt)}\n```\nDone." + "\n")
        case "file":
            Path(sys.argv[3]).write_text(document(prompt))
            sys.stdout.write("I have written it down." + "\n")
        case "report":
            usage = {"input_tokens": 10, "cache_read_input_tokens": 5, "output_tokens": 7}
            report = {"result": document(prompt), "total_cost_usd": 0.25, "usage": usage}
            sys.stdout.write(json.dumps(report) + "\n")
        case "cost line":
            sys.stdout.write(document(prompt) + "\n")
            sys.stdout.write("cost: $0.12" + "\n")
        case "mends":
            bad = "couldn't be used" not in prompt
            sys.stdout.write(document(prompt, impact_score=11 if bad else 6) + "\n")
        case "never right":
            sys.stdout.write(document(prompt, impact_score=11) + "\n")
        case "no json":
            sys.stdout.write("I found nothing worth saying." + "\n")
        case "slow":
            child = [sys.executable, "-c", "import time; time.sleep(600)"]
            child_process = subprocess.Popen(child)
            mine.with_suffix(".child").write_text(str(child_process.pid))
            time.sleep(600)
        case "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            mine.with_suffix(".child").write_text(str(os.getpid()))
            time.sleep(600)
        case "fails":
            sys.stderr.write("Reading the code…" + "\n")
            sys.stderr.write("no such model: big-one" + "\n")
            sys.exit(3)
        case "fails about users":
            if "what users see" in prompt:
                sys.exit("users are too hard")
            sys.stdout.write(document(prompt) + "\n")
        case "large":
            while True:
                sys.stdout.write("x" * 100_000 + "\n")
        case "overlaps":
            time.sleep(0.4)
            mine.with_suffix(".interval").write_text(json.dumps([began, time.time()]))
            sys.stdout.write(document(prompt) + "\n")
        case "silent":
            pass
        case "nested":
            sys.stdout.write("[" * 100_000 + "\n")
        case "nul":
            sys.stdout.write(document(prompt, problem="a\0b") + "\n")
        case "surrogate":
            sys.stdout.write(document(prompt, problem="a\ud800b") + "\n")
        case "long":
            sys.stdout.write(document(prompt, title="x" * 300) + "\n")


main()
