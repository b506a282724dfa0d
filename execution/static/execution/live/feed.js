// What a page hears of the stream: through the worker that all tabs share, or where there is none
// by a connection of its own.

import { Connection } from "./connection.js";

function throughWorker(address, listener) {
  const script = new URL("./worker.js", import.meta.url);
  const worker = new SharedWorker(script, { type: "module", name: "mason-live" });
  const tell = (what) => worker.port.postMessage({ what, address });
  worker.port.addEventListener("message", ({ data }) => {
    if (data.state) listener.state(data.state);
    else listener.event(data.event, data.data);
  });
  worker.port.start();
  addEventListener("pagehide", () => tell("bye"));
  // A page that comes back from the browser's memory is told everything anew.
  addEventListener("pageshow", ({ persisted }) => persisted && tell("hello"));
  tell("hello");
  return { worker, wake: () => tell("wake") };
}

function ofItsOwn(address, listener) {
  const connection = new Connection(address, listener);
  connection.open();
  return () => connection.wake();
}

function begin(address, listener) {
  if (!("SharedWorker" in globalThis)) return { wake: ofItsOwn(address, listener) };
  const feed = throughWorker(address, listener);
  const replace = () => {
    feed.wake = ofItsOwn(address, listener);
  };
  feed.worker.addEventListener("error", replace, { once: true });
  return feed;
}

// `listener` is {state, event}, as a Connection takes it.
export function listen(address, listener) {
  const feed = begin(address, listener);
  addEventListener("online", () => feed.wake());
  document.addEventListener("visibilitychange", () => document.hidden || feed.wake());
}
