// Says whether what the page shows is live.

import { mark, show, write } from "./drawing.js";
import { clockTime } from "./times.js";

const TEXTS = {
  live: () => "Live",
  connecting: () => "Connecting…",
  lost: ({ since }) => `Not connected since ${clockTime(since)}`,
  "signed-out": () => "You are signed out.",
};

export class Status {
  constructor(parts) {
    Object.assign(this, { parts, state: { name: "connecting" } });
  }

  // The countdown isn't part of what screen readers are told: they would be told every second.
  become(state) {
    this.state = state;
    mark(this.parts.connection, "state", state.name);
    write(this.parts["connection-text"], TEXTS[state.name](state));
    show(this.parts["sign-in"], state.name === "signed-out");
    this.tick();
  }

  tick() {
    const { name, retryAt } = this.state;
    const seconds = Math.ceil((retryAt - Date.now()) / 1000);
    write(this.parts.countdown, name === "lost" && seconds > 0 ? `trying again in ${seconds} s` : "");
  }
}
