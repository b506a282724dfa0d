"""A command line agent: the prompt on its standard input, its answer on the output or in a file."""

import shlex
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import orjson

from backlog.assistants.asking import Answer, Prompt
from backlog.assistants.costs import answer_of
from backlog.assistants.environment import NOTHING_MORE, cut_down_environment
from backlog.assistants.exceptions import AssistantError
from backlog.intake.wording import cleaned, one_line
from mason.processes.bounded import BoundedProgram, CannotStart, Ending, Outcome, ProgramRunner
from mason.processes.written import Hearing

OUTPUT_FILE: Final = "{output}"
SCHEMA_FILE: Final = "{schema}"
"""Where a command has these, the agent is told a file to answer in, and one with the schema."""

LARGEST_OUTPUT: Final = 10_000_000
"""Bytes."""
LONGEST_COMPLAINT: Final = 1_000
"""Characters at the end of what a failing agent says."""


class CommandLineAgent:
    """Runs a command for each prompt, in the prompt's folder, with all that it starts.

    `timeout` is in seconds; `variables` are further names of the environment that it gets, and
    `extra_environment` what it gets besides. Agents that edit files may have no answer: then it
    need not have one (`needs_answer`). `heard` gets the lines that it writes while it runs.
    """

    reads_folder = True

    def __init__(
        self,
        command: Sequence[str],
        *,
        timeout: float,
        variables: Sequence[str] = (),
        extra_environment: Mapping[str, str] = NOTHING_MORE,
        needs_answer: bool = True,
        heard: Hearing | None = None,
    ) -> None:
        self._command = tuple(command)
        self._timeout = timeout
        self._variables = tuple(variables)
        self._extra_environment = extra_environment
        self._needs_answer = needs_answer
        self._heard = heard
        self._runner = ProgramRunner()

    @property
    def name(self) -> str:
        """The program's name."""
        return Path(self._command[0]).name

    @property
    def command(self) -> str:
        """The whole command, as a shell would take it."""
        return shlex.join(self._command)

    def ask(self, prompt: Prompt) -> Answer:
        """Run the command once; raises AssistantError."""
        # What is being killed may still write there; the system cleans such folders up.
        with tempfile.TemporaryDirectory(prefix="mason-agent-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            outcome = self._run(prompt, folder)
            self._require_success(outcome)
            return self._answer(outcome, folder / "answer")

    def stop(self) -> None:
        """End every process that is running, and start no other."""
        self._runner.stop()

    def _run(self, prompt: Prompt, folder: Path) -> Outcome:
        program = BoundedProgram(
            command=self._filled(prompt, folder),
            folder=prompt.folder,
            environment=cut_down_environment(self._variables, self._extra_environment),
            timeout=self._timeout,
            question=prompt.text,
            largest_output=LARGEST_OUTPUT,
        )
        try:
            return self._runner.run(program, heard=self._heard)
        except CannotStart as error:
            raise AssistantError(str(error)) from error

    def _filled(self, prompt: Prompt, folder: Path) -> list[str]:
        """The command with the paths of its files."""
        schema = folder / "schema.json"
        schema.write_bytes(orjson.dumps(prompt.schema or {}))
        paths = {OUTPUT_FILE: str(folder / "answer"), SCHEMA_FILE: str(schema)}
        filled = list(self._command)
        for placeholder, path in paths.items():
            filled = [part.replace(placeholder, path) for part in filled]
        return filled

    def _require_success(self, outcome: Outcome) -> None:
        match outcome.ending:
            case Ending.STOPPED:
                raise AssistantError(f"{self.name} was stopped.")
            case Ending.TIMED_OUT:
                raise AssistantError(f"{self.name} gave no answer in {self._timeout:g} s.")
            case Ending.TOO_MUCH:
                raise self._too_much()
            case Ending.EXITED if outcome.exit_code != 0:
                usage = answer_of(outcome.output, errors=outcome.errors).usage
                raise AssistantError(self._complaint(outcome), usage=usage)

    def _too_much(self) -> AssistantError:
        return AssistantError(f"{self.name} wrote more than {LARGEST_OUTPUT // 10**6} MB.")

    def _complaint(self, outcome: Outcome) -> str:
        code = outcome.exit_code
        said = outcome.errors.strip() or outcome.output.strip()
        told = one_line(cleaned(said[-LONGEST_COMPLAINT:]))
        how = f"was killed by signal {-code}" if code < 0 else f"failed with exit code {code}"
        return f"{self.name} {how}: {told}" if told else f"{self.name} {how}."

    def _answer(self, outcome: Outcome, file: Path) -> Answer:
        answer = self._written_answer(file)
        found = answer_of(outcome.output, errors=outcome.errors, answer=answer)
        if self._needs_answer and not found.text.strip():
            raise AssistantError(f"{self.name}'s answer is empty.", usage=found.usage)
        return found

    def _written_answer(self, file: Path) -> str | None:
        """What is in the file of {output}; None where the command has none."""
        if not any(OUTPUT_FILE in part for part in self._command):
            return None
        if not file.exists():
            if self._needs_answer:
                raise AssistantError(f"{self.name} wrote no answer into the file of {OUTPUT_FILE}.")
            return ""
        if file.stat().st_size > LARGEST_OUTPUT:
            raise self._too_much()
        return file.read_bytes().decode("utf-8", "replace")
