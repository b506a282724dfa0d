// The cards of the list.

import { eachByKey, lead, mark, namedParts, offer, show, write } from "./drawing.js";
import { drawValidations, drawWaves, percentDone } from "./picture.js";
import { leftInWords, secondsSince, timeInWords, took } from "./times.js";

const SHOWN_CHARACTERS = 200;

export class Cards {
  #rows = [];

  constructor(list, pattern, labels) {
    Object.assign(this, { list, pattern, labels });
  }

  draw(rows) {
    this.#rows = rows;
    const make = () => this.pattern.content.firstElementChild.cloneNode(true);
    const keyed = rows.map((row) => [row.item_id, row]);
    eachByKey(this.list, keyed, "item", make, (node, row) => this.#fill(node, row));
  }

  // Times go on between reports.
  tick() {
    const nodes = [...this.list.children];
    this.#rows.forEach((row, at) => fillTimes(namedParts(nodes[at], "field"), row));
  }

  #fill(node, row) {
    const fields = namedParts(node, "field");
    const { outcome } = row;
    mark(node, "tone", outcome?.tone ?? "");
    write(fields.title, row.title);
    fields.title.setAttribute("href", row.url ?? `${row.item_id}/`);
    write(fields.phase, outcome?.label ?? this.labels.phase[row.current_phase] ?? "No report yet");
    mark(fields.phase, "tone", outcome?.tone ?? row.current_phase ?? "");
    write(fields.repository, row.repository ?? "No repository");
    write(fields["wave-words"], `Wave ${row.current_wave} of ${row.total_waves}`);
    drawWaves(fields.waves, row);
    write(fields.tasks, `${row.tasks_completed} of ${row.tasks_total} tasks done`);
    offer(fields["current-task"], outcome ? "" : (row.current_task ?? "").slice(0, SHOWN_CHARACTERS));
    fields.bar.style.width = `${percentDone(row)}%`;
    drawValidations(fields.validations, row, this.labels, "live-unseen");
    offer(fields.file, outcome ? "" : row.current_file);
    offer(fields.why, outcome?.why);
    lead(fields["pull-request"], row.pull_request);
    fillTimes(fields, row);
  }
}

function fillTimes(fields, row) {
  write(fields["elapsed-word"], row.outcome ? "Took" : "Running for");
  write(fields.elapsed, took(row.started_at, row.outcome?.at ?? row.completed_at));
  offer(fields.left, row.outcome ? "" : leftInWords(row.seconds_left, row.at));
  write(fields["moved-word"], row.outcome ? "Ended" : "Last moved");
  write(fields.moved, timeInWords(secondsSince(row.outcome?.at ?? row.updated_at)));
  show(fields.left, !row.outcome && fields.left.textContent);
}
