// Times, by the server's clock, in words.

const MINUTE = 60;
const HOUR = 3600;
let ahead = 0; // milliseconds that the server's clock is ahead of this computer's

// `moment` is what the server's clock has just said.
export function learnTime(moment) {
  ahead = Date.parse(moment) - Date.now();
}

export const serverNow = () => Date.now() + ahead;
export const secondsSince = (moment) => Math.max(0, (serverNow() - Date.parse(moment)) / 1000);

export function timeInWords(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / MINUTE);
  if (whole >= HOUR) return `${Math.floor(whole / HOUR).toLocaleString("en")} h ${minutes % MINUTE} min`;
  return minutes ? `${minutes} min ${whole % MINUTE} s` : `${whole} s`;
}

// `seconds` were left at the moment `at`; null says that nobody knows.
export function leftInWords(seconds, at) {
  if (seconds === null || seconds === undefined) return "";
  const left = seconds - secondsSince(at);
  if (left <= 0) return "longer than expected";
  if (left < MINUTE) return "under a minute left";
  const minutes = Math.round(left / MINUTE);
  const hours = `${Math.floor(minutes / MINUTE)} h ${minutes % MINUTE} min`;
  return `about ${minutes >= MINUTE ? hours : `${minutes} min`} left`;
}

export const clockTime = (moment) => new Date(moment).toLocaleTimeString("en-GB");

// How long it took, or takes until now.
export const took = (from, to) =>
  timeInWords(to ? (Date.parse(to) - Date.parse(from)) / 1000 : secondsSince(from));
