// The rows of progress that the page knows: the server's, with what the stream tells since.

// When these change, so does what only the server tells: the estimate, and how it ended.
const TOLD_BY = ["item_status", "tasks_completed", "tasks_total", "run_id"];

// What the stream tells replaces all of the same name; what only the server's answer has stays.
function merged(old, row) {
  if (!old) return { seconds_left: null, outcome: null, pull_request: "", ...row };
  const isOlder = Date.parse(row.updated_at) < Date.parse(old.updated_at);
  return isOlder ? old : { ...old, ...row };
}

const byStart = (a, b) =>
  Number(Boolean(a.outcome)) - Number(Boolean(b.outcome)) ||
  Date.parse(b.started_at) - Date.parse(a.started_at) ||
  (a.item_id < b.item_id ? -1 : 1);

export class Rows {
  #rows = new Map();

  get(id) {
    return this.#rows.get(id);
  }

  get ordered() {
    return [...this.#rows.values()].sort(byStart);
  }

  // Takes the server's answer, which is complete; of each row the newer state counts.
  replace({ rows, now }) {
    const old = this.#rows;
    this.#rows = new Map(
      rows.map((row) => {
        const { seconds_left, outcome, url, pull_request } = row;
        const known = { seconds_left, outcome, url, pull_request, at: now };
        const newest = old.has(row.item_id) ? merged(row, streamed(old.get(row.item_id))) : row;
        return [row.item_id, { ...newest, ...known }];
      }),
    );
  }

  // Takes a snapshot of the stream: what isn't in it is gone.
  snapshot(rows) {
    const old = this.#rows;
    this.#rows = new Map(rows.map((row) => [row.item_id, { ...old.get(row.item_id), ...row }]));
  }

  // Takes a row of the stream; tells whether the server knows more of it now.
  progress(row) {
    const old = this.#rows.get(row.item_id);
    this.#rows.set(row.item_id, merged(old, row));
    return !old || TOLD_BY.some((name) => old[name] !== row[name]);
  }

  removed(id) {
    this.#rows.delete(id);
  }
}

// The columns that the stream sends.
function streamed({ seconds_left, outcome, url, pull_request, at, ...row }) {
  return row;
}
