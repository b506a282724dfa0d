// Moving through the items, to the summary at the end.

import { standing } from "./words.js";

const LOADED_AGAIN = 5; // items around one whose text a reload has lost

export class Course {
  #busy = false;

  constructor({ session, ahead, view, messages, summary }) {
    Object.assign(this, { session, ahead, view, messages, summary });
    ahead.renewed = () => this.redraw();
  }

  get isOver() {
    return this.session.index >= this.session.entries.length;
  }

  start() {
    if (!this.session.entries.length) this.view.empty();
    else if (this.isOver) this.#finish();
    else this.show(this.session.index);
  }

  async show(index) {
    this.session.index = index;
    this.session.save();
    const entry = this.session.current;
    if (!entry.html && !(await this.#whole(entry))) return;
    this.view.item();
    this.messages.say(`${this.view.position()}: ${entry.title}. ${standing(entry)}`.trim());
    this.ahead.prepare();
  }

  // Draws anew what the server's answer changed, wherever the curator is by now.
  redraw() {
    this.view.around();
    if (this.isOver && this.session.entries.length) this.summary.draw();
  }

  showEntry(entry) {
    return this.show(this.session.entries.indexOf(entry));
  }

  next() {
    this.messages.quiet();
    const following = () => (this.session.entries[this.session.index + 1] ? this.session.index + 1 : -1);
    return this.#alone(() => this.#go(following));
  }

  // On to the next that nobody has decided about.
  advance() {
    return this.#alone(() => this.#go(() => this.session.nextOpen()));
  }

  async previous() {
    this.messages.quiet();
    if (this.session.index > 0) return this.show(this.session.index - 1);
    return this.messages.outcome("This is the first item.");
  }

  async again() {
    const queue = await this.ahead.waiting();
    if (!queue) return this.messages.outcome("What waits couldn't be loaded. Try again.");
    this.session.restart(queue);
    return this.start();
  }

  async #go(target) {
    while (!this.isOver && target() < 0 && this.session.more) {
      this.view.loading(true);
      if (!(await this.ahead.more())) return this.#unloaded();
    }
    return target() < 0 || this.isOver ? this.#finish() : this.show(target());
  }

  #unloaded() {
    this.view.loading(false);
    return this.messages.outcome("The next items couldn't be loaded. Skip tries again.");
  }

  async #whole(entry) {
    this.view.loading(true);
    const { entries, index } = this.session;
    const nearby = entries.slice(index, index + LOADED_AGAIN).filter((one) => !one.html);
    await this.ahead.renew(nearby);
    this.view.loading(false);
    if (!entry.html) this.messages.outcome("The item couldn't be loaded. Reload the page to try again.");
    return Boolean(entry.html);
  }

  #finish() {
    this.session.index = this.session.entries.length;
    this.session.save();
    this.view.summary();
    this.summary.show();
  }

  // One move at a time: a key that is pressed while the next items load isn't a second move.
  async #alone(move) {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await move();
    } finally {
      this.#busy = false;
    }
  }
}
