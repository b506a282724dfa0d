// Asking the server for what the stream doesn't carry.

const PATIENCE = 20_000; // milliseconds
const REFUSED = [401, 403];

// Gives {data}, {isSignedOut} or {} when it can't be had now.
export async function asked(address) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
    if (REFUSED.includes(answer.status)) return { isSignedOut: true };
    return answer.ok ? { data: await answer.json() } : {};
  } catch {
    return {};
  }
}

// Asks for the state, once for all reasons that come within a pause, and never twice at a time. What
// nobody sees waits until somebody looks.
export class Refetching {
  #timer = 0;
  #isAsking = false;
  #isWanted = false;

  constructor(address, pause, { take, signedOut }) {
    Object.assign(this, { address, pause, take, signedOut });
    document.addEventListener("visibilitychange", () => this.#isWanted && this.now());
  }

  soon() {
    this.#isWanted = true;
    if (this.#timer || this.#isAsking || document.hidden) return;
    this.#timer = setTimeout(() => this.#ask(), this.pause);
  }

  now() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#isWanted = true;
    if (!this.#isAsking && !document.hidden) this.#ask();
  }

  async #ask() {
    this.#timer = 0;
    this.#isWanted = false;
    this.#isAsking = true;
    const { data, isSignedOut } = await asked(this.address);
    this.#isAsking = false;
    if (data) this.take(data);
    if (isSignedOut) this.signedOut();
    else if (this.#isWanted) this.soon();
  }
}
