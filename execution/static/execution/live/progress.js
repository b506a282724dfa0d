// How far the execution of an item is: its phases, numbers, validations and findings.

import { each, lead, made, mark, offer, show, write } from "./drawing.js";
import { drawValidations } from "./picture.js";
import { leftInWords, secondsSince, serverNow, timeInWords, took } from "./times.js";

const number = (value) => value.toLocaleString("en");

// The state of each phase: done, now, stopped (where it ended badly) or ahead.
export function stepsOf(row, phases) {
  const isSuccess = row.current_phase === "complete" || row.outcome?.tone === "success";
  const at = isSuccess ? phases.length - 1 : phases.indexOf(row.current_phase);
  const present = isSuccess ? "done" : row.outcome ? "stopped" : "now";
  return phases.map((_, place) => (place < at ? "done" : place === at ? present : "ahead"));
}

export class Progress {
  #state = null;

  constructor(parts, labels) {
    Object.assign(this, { parts, labels });
  }

  draw(state) {
    this.#state = state;
    const { row, attempt } = state;
    this.#attempt(attempt);
    show(this.parts.nothing, !row);
    show(this.parts.going, row);
    if (!row) return;
    this.#outcome(row.outcome);
    this.#steps(row);
    this.#numbers(row);
    this.#places(state);
    drawValidations(this.parts.validations, row, this.labels, "live-check-words");
    this.#texts("findings", "findings-block", row.inspector_findings, "");
    this.#texts("file-list", "files-block", row.files_touched, "live-file");
    this.tick();
  }

  // Times go on between reports.
  tick() {
    const row = this.#state?.row;
    if (!row) return;
    const { parts } = this;
    write(parts["elapsed-word"], row.outcome ? "Took" : "Running for");
    write(parts.elapsed, took(row.started_at, row.outcome?.at ?? row.completed_at));
    write(parts.left, row.outcome ? "" : leftInWords(row.seconds_left, row.at));
    write(parts["moved-word"], row.outcome ? "Ended" : "Last moved");
    write(parts.moved, timeInWords(secondsSince(row.outcome?.at ?? row.updated_at)));
    const deadline = row.outcome ? null : this.#state.attempt?.deadline_at;
    show(parts["budget-fact"], deadline);
    if (deadline) write(parts.budget, budgetInWords(deadline));
  }

  #outcome(outcome) {
    const { parts } = this;
    show(parts.outcome, outcome);
    mark(parts.outcome, "tone", outcome?.tone ?? "");
    write(parts["outcome-label"], outcome?.label);
    offer(parts.why, outcome?.why);
  }

  #steps(row) {
    const phases = Object.keys(this.labels.phase);
    stepsOf(row, phases).forEach((state, at) => {
      const node = this.parts.steps.children[at];
      mark(node, "state", state);
      if (state === "now") node.setAttribute("aria-current", "step");
      else node.removeAttribute("aria-current");
    });
  }

  #numbers(row) {
    const { parts } = this;
    write(parts.wave, `${row.current_wave} of ${row.total_waves}`);
    write(parts.tasks, `${row.tasks_completed} of ${row.tasks_total}`);
    write(parts.fixes, `${row.fix_iteration} of ${row.max_iterations}`);
    write(parts.files, number(row.files_touched.length));
    write(parts["lines-changed"], number(row.lines_changed));
    const file = row.outcome ? "" : row.current_file;
    write(parts.file, file);
    show(parts["file-fact"], file);
  }

  #attempt(attempt) {
    const { parts } = this;
    for (const name of ["tokens", "cost"]) show(parts[`${name}-fact`], attempt?.tokens);
    write(parts.tokens, number(attempt?.tokens ?? 0));
    write(parts.cost, attempt?.cost);
    if (parts.cancel) show(parts.cancel, attempt?.may_be_cancelled);
    show(parts.cancelling, attempt?.is_being_cancelled);
    show(parts.waiting, attempt?.status === "waiting");
  }

  // The pull request of what has ended stands with how it ended.
  #places({ branch, row, pull_request: pullRequest }) {
    const { parts } = this;
    const isOver = Boolean(row.outcome);
    write(parts.branch, branch);
    show(parts["branch-fact"], branch);
    for (const name of ["pull-request", "outcome-link"]) {
      write(parts[name], pullRequest);
      lead(parts[name], pullRequest);
    }
    show(parts["pull-request-fact"], pullRequest && !isOver);
    show(parts["outcome-pull-request"], pullRequest && isOver);
  }

  #texts(list, block, texts, className) {
    show(this.parts[block], texts.length);
    each(this.parts[list], texts, () => made("li", className), write);
  }
}

function budgetInWords(deadline) {
  const seconds = (Date.parse(deadline) - serverNow()) / 1000;
  return seconds > 0 ? `${timeInWords(seconds)} left` : "used up";
}
