// The list of all that is running.

import { Refetching } from "./asking.js";
import { Cards } from "./cards.js";
import { each, made, mark, namedParts, show, write } from "./drawing.js";
import { listen } from "./feed.js";
import { Rows } from "./rows.js";
import { Status } from "./status.js";
import { learnTime } from "./times.js";

const PAUSE = 1_000; // milliseconds in which reasons to ask the server are gathered
const EVERY = 10_000; // milliseconds between looks at what sends no events: queue and limits

const beginning = JSON.parse(document.getElementById("live-beginning").textContent);
const parts = namedParts(document.getElementById("live"), "part");
const cards = new Cards(parts.cards, document.getElementById("live-card"), beginning.labels);
const rows = new Rows();
const status = new Status(parts);

function drawRows() {
  const { ordered } = rows;
  const number = ordered.filter((row) => !row.outcome).length;
  const many = number === 1 ? "1 execution is going on" : `${number} executions are going on`;
  write(parts.heading, number ? many : "Nothing is going on");
  show(parts.empty, !ordered.length);
  cards.draw(ordered);
}

function drawWaiting({ number, is_capped: isCapped, next }) {
  write(parts["waiting-number"], `${number}${isCapped ? "+" : ""}`);
  show(parts["waiting-none"], !next.length);
  show(parts.next, next.length);
  const make = () => {
    const node = made("li");
    node.append(made("a", "live-link"), " ", made("span", "live-quiet"));
    return node;
  };
  each(parts.next, next, make, (node, one) => {
    const [link, repository] = node.children;
    link.setAttribute("href", one.url);
    write(link, one.title);
    write(repository, one.repository);
  });
}

function drawLimits(limits) {
  show(parts["limits-none"], !limits.length);
  show(parts.limits, limits.length);
  const make = () => {
    const node = made("li");
    node.append(made("span"), " ", made("span"));
    return node;
  };
  each(parts.limits, limits, make, (node, one) => {
    const [repository, number] = node.children;
    mark(node, "full", one.in_progress >= one.limit ? "yes" : "no");
    write(repository, one.repository);
    write(number, `${one.in_progress} of ${one.limit}`);
  });
}

function take(state) {
  learnTime(state.now);
  rows.replace(state);
  drawRows();
  show(parts.cut, state.is_cut);
  drawWaiting(state.waiting);
  drawLimits(state.limits);
}

const refetching = new Refetching(beginning.address, PAUSE, {
  take,
  signedOut: () => status.become({ name: "signed-out" }),
});

const heard = {
  snapshot(data) {
    rows.snapshot(data.rows);
    refetching.now();
  },
  progress: (row) => rows.progress(row) && refetching.soon(),
  removed(data) {
    rows.removed(data.item_id);
    refetching.soon();
  },
  tasks: () => {},
};

take(beginning.state);
status.become({ name: "connecting" });
listen(beginning, {
  state: (state) => status.become(state),
  event(name, data) {
    heard[name](data);
    drawRows();
  },
});
setInterval(() => {
  status.tick();
  if (!document.hidden) cards.tick();
}, 1_000);
setInterval(() => {
  if (!document.hidden && status.state.name === "live") refetching.now();
}, EVERY);
