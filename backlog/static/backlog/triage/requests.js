// Asking the server. An answer is one of:
//   {kind: "done", data}       it was done;
//   {kind: "refused", status, data}   it will not be done, `data.detail` says why;
//   {kind: "unsent", why, text}       nobody knows: it may be sent again as it is.

const PATIENCE = 20_000; // milliseconds

const UNSENT = {
  network: "Mason can't be reached.",
  "signed-out": "You are signed out.",
  token: "This page's protection is out of date: reload it, your decisions stay.",
  fault: "Something went wrong in Mason.",
};

const unsent = (why) => ({ kind: "unsent", why, text: UNSENT[why] });

function token(cookie) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${cookie}=`));
  return found ? found.slice(cookie.length + 1) : "";
}

async function dataOf(answer) {
  const isJson = (answer.headers.get("content-type") ?? "").startsWith("application/json");
  return isJson ? answer.json() : null;
}

async function understood(answer) {
  const data = await dataOf(answer);
  if (answer.status === 401) return unsent("signed-out");
  if (answer.status === 403 && !data) return unsent("token");
  if (!data || answer.status >= 500 || answer.status === 429) return unsent("fault");
  return answer.ok ? { kind: "done", data } : { kind: "refused", status: answer.status, data };
}

async function asked(address, options) {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    return await understood(await fetch(address, { signal, ...options }));
  } catch {
    return unsent("network");
  }
}

export const get = (address, query) => asked(`${address}?${query}`, {});

// The cookie is read each time: signing in again, in another tab, changes it.
export const post = (address, body, cookie) =>
  asked(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token(cookie) },
    body: JSON.stringify(body),
  });
