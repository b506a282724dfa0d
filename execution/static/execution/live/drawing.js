// Changing what the page shows. Data becomes text, never markup; what is as it was isn't touched.

export function write(node, text) {
  const written = String(text ?? "");
  if (node.textContent !== written) node.textContent = written;
}

export function show(node, isShown) {
  if (node.hidden === Boolean(isShown)) node.hidden = !isShown;
}

// Writes a text, and hides its element where there is none.
export function offer(node, text) {
  write(node, text);
  show(node, text);
}

export function mark(node, name, value) {
  if (node.dataset[name] !== value) node.dataset[name] = value;
}

// Web addresses alone become links; the server sends no others.
export function lead(node, address) {
  show(node, address);
  if (address && node.getAttribute("href") !== address) node.setAttribute("href", address);
}

export function made(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

// One element for each value, in their order: those that are there stay and are filled anew.
export function each(parent, values, make, fill) {
  while (parent.children.length > values.length) parent.lastElementChild.remove();
  values.forEach((value, at) => {
    const node = parent.children[at] ?? parent.appendChild(make(value));
    fill(node, value);
  });
}

// The same for values that have a key: an element moves with its value, and keeps the focus.
export function eachByKey(parent, values, key, make, fill) {
  const there = new Map([...parent.children].map((node) => [node.dataset[key], node]));
  let before = parent.firstElementChild;
  for (const [id, value] of values) {
    const node = there.get(id) ?? make(value);
    there.delete(id);
    node.dataset[key] = id;
    if (node === before) before = node.nextElementSibling;
    else parent.insertBefore(node, before);
    fill(node, value);
  }
  for (const node of there.values()) node.remove();
}

// The elements with a name, by it.
export function namedParts(root, name) {
  const nodes = [...root.querySelectorAll(`[data-${name}]`)];
  const parts = Object.fromEntries(nodes.map((node) => [node.dataset[name], node]));
  if (Object.keys(parts).length < nodes.length) throw new Error(`Two elements have one data-${name}`);
  return parts;
}
