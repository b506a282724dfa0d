// What a page hears of the stream: through the worker that all tabs share, or where there is none
// by a connection of its own.

import { Connection } from "./connection.js";

function throughWorker({ stream: address, worker: script }, listener) {
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

function ofItsOwn({ stream: address }, listener) {
  const connection = new Connection(address, listener);
  connection.open();
  return () => connection.wake();
}

function begin(addresses, listener) {
  if (!("SharedWorker" in globalThis)) return { wake: ofItsOwn(addresses, listener) };
  const feed = throughWorker(addresses, listener);
  const replace = () => {
    feed.wake = ofItsOwn(addresses, listener);
  };
  feed.worker.addEventListener("error", replace, { once: true });
  return feed;
}

// `addresses` are those of the stream and of the worker; `listener` is {state, event}, as a
// Connection takes it.
export function listen(addresses, listener) {
  const feed = begin(addresses, listener);
  addEventListener("online", () => feed.wake());
  document.addEventListener("visibilitychange", () => document.hidden || feed.wake());
}
