// Decisions and their undoing: shown at once, sent behind, taken back where the server refuses.

import { DONE, capitalised, standing } from "./words.js";

// crypto.randomUUID() exists on safe origins alone; plain HTTP in a private network isn't one.
function newOperation() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export class Deciding {
  constructor({ session, outbox, course, messages }) {
    Object.assign(this, { session, outbox, course, messages });
  }

  // The current item, if it can be decided about; otherwise says why not.
  open() {
    const entry = this.session.current;
    if (entry && entry.state !== "open") this.messages.outcome(`${standing(entry)} Nothing was changed.`);
    return entry?.state === "open" && entry.html ? entry : null;
  }

  decide(decision, reason = "") {
    const entry = this.open();
    if (!entry) return undefined;
    const operation = newOperation();
    this.session.decide(entry, decision, reason, operation);
    this.outbox.push({ kind: "decide", item: entry.id, title: entry.title, operation, decision, reason });
    this.messages.outcome(`${capitalised(DONE[decision])} “${entry.title}”.`);
    return this.course.advance();
  }

  // Undoes the last decision made here, and shows its item.
  undoLast() {
    const entry = this.session.entry(this.session.done.at(-1));
    if (!entry) return this.messages.outcome("There is nothing to undo: you haven't decided anything here.");
    this.undo(entry);
    return this.course.showEntry(entry);
  }

  undo(entry) {
    const { operation, decision, reason } = entry;
    this.session.reopen(entry);
    const letter = { kind: "undo", item: entry.id, title: entry.title, operation, decision, reason };
    if (!this.outbox.drop(operation)) this.outbox.push(letter);
    this.messages.outcome(`Undone: “${entry.title}” is new again.`);
  }

  // What the server answered to a letter.
  answered(letter, answer) {
    if (answer.kind === "done") return;
    const entry = this.session.entry(letter.item);
    const verb = letter.kind === "undo" ? "undone" : DONE[letter.decision];
    const text = `“${letter.title}” wasn't ${verb}: ${answer.data.detail}`;
    if (entry) this.#takeBack(entry, letter, answer);
    if (entry) entry.refused = text;
    this.session.save();
    this.course.redraw();
    this.messages.notice(text, () => entry && this.course.showEntry(entry));
  }

  #takeBack(entry, letter, answer) {
    const isUndo = letter.kind === "undo";
    if (!isUndo) this.outbox.drop(letter.operation);
    if (answer.status === 404) this.session.reopen(entry, isUndo ? "" : "gone");
    else if (answer.status === 409) this.session.reopen(entry, answer.data.item?.told);
    else if (isUndo) this.session.decide(entry, letter.decision, letter.reason, letter.operation);
    else this.session.reopen(entry);
  }
}
