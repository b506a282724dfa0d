// A shared worker: holds the one connection of all tabs, since browsers allow a host only six.

import { Connection } from "./connection.js";

const tabs = new Set();
const rows = new Map();
let connection = null;

const remember = {
  snapshot(data) {
    rows.clear();
    for (const row of data.rows) rows.set(row.item_id, row);
  },
  progress: (row) => rows.set(row.item_id, row),
  removed: (data) => rows.delete(data.item_id),
  tasks: () => {},
};

function tellAll(message) {
  for (const tab of tabs) tab.postMessage(message);
}

const listener = {
  state: (state) => tellAll({ state }),
  event(name, data) {
    remember[name](data);
    tellAll({ event: name, data });
  },
};

// A tab that comes later gets what the others know.
function welcome(tab, address) {
  tabs.add(tab);
  if (!connection) {
    connection = new Connection(address, listener);
    connection.open();
  } else {
    connection.wake();
  }
  const { state } = connection;
  tab.postMessage({ state });
  if (state.name === "live") tab.postMessage({ event: "snapshot", data: { rows: [...rows.values()] } });
}

const asked = {
  hello: (tab, message) => welcome(tab, message.address),
  wake: () => connection?.wake(),
  bye: (tab) => tabs.delete(tab),
};

self.addEventListener("connect", ({ ports: [tab] }) => {
  tab.addEventListener("message", ({ data }) => asked[data.what](tab, data));
  tab.start();
});
