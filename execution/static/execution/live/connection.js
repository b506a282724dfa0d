// The connection to the stream: opens it, listens to whether it is alive, opens it anew when it is
// lost. What it tells is
//   state({name, since, retryAt})   name is connecting, live, lost or signed-out; times are those
//                                   of this computer in milliseconds, `retryAt` of lost alone;
//   event(name, data)               whatever the stream sends but heartbeats.

const EVENTS = ["snapshot", "progress", "removed", "tasks", "heartbeat"];
const SILENCE = 35_000; // milliseconds: heartbeats come every 15 s
const SHORTEST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
const STEADY = 5_000; // milliseconds: a connection that held for so long is opened again at once
const REFUSED = [401, 403];

export class Connection {
  #source = null;
  #timer = 0;
  #watchdog = 0;
  #failures = 0;
  #heardAt = Date.now();
  #openedAt = 0;

  constructor(address, { state, event }) {
    Object.assign(this, { address, tell: state, pass: event, state: { name: "connecting" } });
  }

  // The route is asked anew each time: its signed address works once, and it looks who asks.
  open() {
    this.#close();
    if (this.state.name !== "connecting") this.#become({ name: "connecting" });
    this.#openedAt = Date.now();
    const source = new EventSource(this.address);
    this.#source = source;
    for (const name of EVENTS) source.addEventListener(name, (event) => this.#hear(name, event));
    source.addEventListener("error", () => this.#lose(source));
    this.#watch();
  }

  // Somebody looks again, or the network is back: no time to wait for a pause to end.
  wake() {
    const isSilent = Date.now() - this.#heardAt > SILENCE;
    const { name } = this.state;
    if (name === "lost" || name === "signed-out" || (name === "live" && isSilent)) this.open();
  }

  #hear(name, event) {
    this.#heardAt = Date.now();
    this.#watch();
    if (this.state.name !== "live") this.#become({ name: "live" });
    if (name !== "heartbeat") this.pass(name, JSON.parse(event.data));
  }

  #watch() {
    clearTimeout(this.#watchdog);
    const source = this.#source;
    this.#watchdog = setTimeout(() => this.#lose(source), SILENCE);
  }

  async #lose(source) {
    if (source !== this.#source) return;
    const wasSteady = this.state.name === "live" && Date.now() - this.#openedAt > STEADY;
    this.#failures = this.state.name === "live" ? 0 : this.#failures + 1;
    this.#close();
    const pause = wasSteady ? SHORTEST_PAUSE * Math.random() : pauseAfter(this.#failures);
    const retryAt = Date.now() + pause;
    this.#become({ name: "lost", since: this.#heardAt, retryAt });
    this.#timer = setTimeout(() => this.open(), pause);
    const isRefused = await this.#isRefused();
    if (!isRefused || this.#source) return;
    clearTimeout(this.#timer);
    this.#become({ name: "signed-out" });
  }

  // An EventSource doesn't say why it failed; the route itself does.
  async #isRefused() {
    try {
      const answer = await fetch(this.address, { redirect: "manual", cache: "no-store" });
      return REFUSED.includes(answer.status);
    } catch {
      return false;
    }
  }

  #close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#watchdog);
    this.#source?.close();
    this.#source = null;
  }

  #become(state) {
    this.state = state;
    this.tell(state);
  }
}

// Growing pauses, each another for every browser: they don't all come back at the same moment.
function pauseAfter(failures) {
  const pause = SHORTEST_PAUSE * 2 ** Math.min(failures, 5) * (0.75 + Math.random() / 2);
  return Math.min(Math.max(pause, SHORTEST_PAUSE), LONGEST_PAUSE);
}
