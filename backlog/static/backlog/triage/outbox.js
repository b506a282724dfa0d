// Letters to the server, sent in their order, one at a time. One that may not have arrived stops
// all behind it until it is sent again. The session keeps them, so a reload loses none.

export class Outbox {
  #busy = false;
  #waiting = [];

  constructor(session, send, { answered, changed }) {
    Object.assign(this, { session, send, answered, changed, stopped: null });
    addEventListener("online", () => this.retry());
    addEventListener("beforeunload", (event) => {
      if (this.letters.length) event.preventDefault();
    });
  }

  get letters() {
    return this.session.letters;
  }

  push(letter) {
    this.letters.push(letter);
    this.session.save();
    this.changed();
    this.#run();
  }

  retry() {
    this.stopped = null;
    this.#run();
  }

  // Takes back a letter that never left; false if it did, or may have.
  drop(operation) {
    const at = this.letters.findIndex((letter) => letter.operation === operation && !letter.tried);
    if (at < 0) return false;
    this.letters.splice(at, 1);
    this.session.save();
    this.changed();
    return true;
  }

  // Resolves when everything has been answered.
  idle() {
    if (!this.letters.length) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #run() {
    if (this.#busy || this.stopped) return;
    this.#busy = true;
    while (this.letters.length && !this.stopped) await this.#sendFirst();
    this.#busy = false;
    this.changed();
    if (!this.letters.length) this.#waiting.splice(0).forEach((resolve) => resolve());
  }

  async #sendFirst() {
    const letter = this.letters[0];
    letter.tried = true;
    this.session.save();
    const answer = await this.send(letter);
    if (answer.kind === "unsent") {
      this.stopped = answer;
      return;
    }
    this.letters.shift();
    this.answered(letter, answer);
    this.session.save();
  }
}
