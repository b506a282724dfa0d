// The execution of one item.

import { Refetching } from "./asking.js";
import { namedParts } from "./drawing.js";
import { listen } from "./feed.js";
import { Log } from "./log.js";
import { Plan } from "./plan.js";
import { Progress } from "./progress.js";
import { Rows } from "./rows.js";
import { Status } from "./status.js";
import { learnTime } from "./times.js";

const PAUSE = 500; // milliseconds in which reasons to ask the server are gathered
const EVERY = 10_000; // milliseconds between looks at what sends no events: the attempt

const beginning = JSON.parse(document.getElementById("live-beginning").textContent);
const parts = namedParts(document.getElementById("live"), "part");
const progress = new Progress(parts, beginning.labels);
const plan = new Plan(parts);
const rows = new Rows();
const status = new Status(parts);
const { id } = beginning.state.item;
let state = beginning.state;

const signedOut = () => status.become({ name: "signed-out" });
const log = new Log(beginning.logAddress, parts, signedOut);
const isOpen = () => ["waiting", "running"].includes(state.attempt?.status);
const isGoingOn = () => isOpen() || Boolean(rows.get(id) && !rows.get(id).outcome);

const draw = () => progress.draw({ ...state, row: rows.get(id) ?? null });

function take(answer) {
  const wasGoingOn = isGoingOn();
  state = answer;
  learnTime(state.now);
  rows.replace({ rows: state.row ? [state.row] : [], now: state.now });
  draw();
  plan.draw(state.waves);
  // What was logged at the end.
  if (wasGoingOn && !isGoingOn()) log.renew();
}

const refetching = new Refetching(beginning.address, PAUSE, { take, signedOut });

const heard = {
  snapshot(data) {
    const row = data.rows.find((one) => one.item_id === id);
    if (row) rows.progress(row);
    log.renew();
    refetching.now();
  },
  progress(row) {
    if (row.item_id !== id) return;
    if (rows.progress(row)) refetching.soon();
  },
  removed: (data) => data.item_id === id && refetching.soon(),
  tasks: (data) => data.item_id === id && refetching.soon(),
};

take(state);
log.begin(beginning.log);
log.keepUp(() => isGoingOn() && !document.hidden && status.state.name === "live");
status.become({ name: "connecting" });
listen(beginning, {
  state: (connection) => status.become(connection),
  event(name, data) {
    heard[name](data);
    draw();
  },
});
setInterval(() => {
  status.tick();
  if (document.hidden) return;
  progress.tick();
  plan.tick();
}, 1_000);
setInterval(() => {
  if (!document.hidden && status.state.name === "live") refetching.now();
}, EVERY);
