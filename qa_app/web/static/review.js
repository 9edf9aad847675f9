// Grading without leaving the page: every button and every field is saved at once, in the order they were used; what
// cannot be saved is tried again and never lost. Without this script the same form works page by page.

const form = document.getElementById("grading");
const shown = document.querySelector(".review-saved");
const TYPING_PAUSE = 1200; // milliseconds after the last letter
const TELL_TIME = 60_000;
const WAITS = [2000, 5000, 10_000, 20_000];
const wholePage = ["submit", "skip", "renew"];

const waiting = []; // what is still to be saved, the oldest first
const undone = []; // how each changed criterion was before, the latest last
const against = new Map(); // reasons against evidence by field, for evidence that is struck again
let busy = false;
let dirty = false;
let failed = false;
let pause = null;

export function say(words) {
  shown.textContent = shown.dataset[`${words}Words`] ?? words;
  shown.classList.toggle("review-failed", words === "failed" || words === "ended");
}

export const openCriterion = () => form.querySelector(".grading[open]");

/** Show a criterion and make it the open one. */
export function open(criterion) {
  criterion.open = true;
  criterion.focus({ preventScroll: true });
  criterion.scrollIntoView({ block: "nearest" });
}

// Time in view

let since = document.visibilityState === "visible" ? performance.now() : null;
let seen = 0;
function spent() {
  if (since !== null) {
    const now = performance.now();
    seen += now - since;
    since = now;
  }
  const seconds = seen / 1000;
  seen = 0;
  return seconds;
}
function tellTime() {
  const seconds = spent();
  if (seconds < 1) {
    seen += 1000 * seconds;
    return;
  }
  const data = new FormData();
  data.set("csrf_token", form.elements.csrf_token.value);
  data.set("seconds", seconds);
  navigator.sendBeacon(form.dataset.time, data);
}
window.setInterval(() => document.visibilityState === "visible" && tellTime(), TELL_TIME);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") since = performance.now();
  else {
    tellTime();
    since = null;
  }
});

// Saving

function body(what) {
  const data = new FormData(form);
  data.set("do", what.do);
  data.set("seconds", what.seconds);
  if (what.state) data.set("state", what.state);
  return data;
}

async function send(what) {
  what.seconds = (what.seconds ?? 0) + spent();
  const answer = await fetch(form.action, {
    method: "POST",
    body: body(what),
    headers: { "X-Part": "1", "X-CSRFToken": form.elements.csrf_token.value, Accept: "application/json, text/html;q=0.9" },
  });
  if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
  const text = await answer.text();
  if (!answer.ok) {
    let words = "failed";
    try {
      words = JSON.parse(text).error;
    } catch {
      // Not one of our answers: there are no words for it.
    }
    return { words };
  }
  const part = new DOMParser().parseFromString(text, "text/html").querySelector("[data-changed]");
  return part ? { part } : { words: "ended" };
}

async function pump() {
  if (busy) return;
  busy = true;
  for (let tries = 0; waiting.length; ) {
    const what = waiting[0];
    say("saving");
    dirty = false;
    try {
      const { part, words } = await send(what);
      waiting.shift();
      tries = 0;
      failed = Boolean(words);
      if (words) {
        dirty = words === "ended" || what.do === "save";
        say(words);
        what.refused?.();
      } else {
        put(part, what);
        say(what.says ?? "saved");
        what.then?.();
      }
    } catch {
      dirty = failed = true;
      say("failed");
      await new Promise((resolve) => window.setTimeout(resolve, WAITS[Math.min(tries++, WAITS.length - 1)]));
    }
  }
  busy = false;
}

function save(what) {
  window.clearTimeout(pause);
  waiting.push(what);
  pump();
}

/** Put what changed in the place of what was there; what was typed since stays. */
function put(part, what) {
  for (const fresh of part.querySelectorAll("[data-part]")) {
    const old = document.getElementById(fresh.id);
    if (!old) continue;
    if (what.do === "save" && fresh.matches(".grading")) {
      putWants(old, fresh);
      continue;
    }
    if (old.open !== undefined) fresh.open = old.open;
    const held = old.contains(document.activeElement) ? document.activeElement : null;
    if (what.state === undefined) keepTyped(old, fresh);
    const chosen = old.querySelector(".evidence.chosen")?.id;
    old.replaceWith(fresh);
    if (chosen) document.getElementById(chosen)?.classList.add("chosen");
    if (held) refocus(held, fresh);
  }
  for (const fresh of part.querySelectorAll("[data-turn]")) {
    const old = document.getElementById(fresh.id);
    const now = ["chosen", "now"].filter((name) => old?.classList.contains(name));
    for (const piece of [".turn-head", ".turn-text"]) {
      const before = old?.querySelector(piece);
      const after = fresh.querySelector(piece);
      if (before && after && before.innerHTML !== after.innerHTML) before.replaceWith(after);
    }
    if (old) old.className = [fresh.className, ...now].join(" ");
  }
}

/** After texts were saved only what a criterion still wants is new; the fields stay, since someone may be typing. */
function putWants(old, fresh) {
  old.querySelector(".grading-marks").replaceWith(fresh.querySelector(".grading-marks"));
  for (const label of fresh.querySelectorAll("label.grading-label")) {
    const before = old.querySelector(`label[for="${label.htmlFor}"]`);
    if (before) before.innerHTML = label.innerHTML;
  }
  for (const name of ["state", "lacks"]) {
    if (name in fresh.dataset) old.dataset[name] = fresh.dataset[name];
    else delete old.dataset[name];
  }
}

function keepTyped(old, fresh) {
  for (const field of fresh.querySelectorAll("textarea, input[name^='against-']")) {
    const before = old.querySelector(`[name="${field.name}"]`);
    if (before) field.value = before.value;
    else if (field.value === "" && against.has(field.name)) {
      field.value = against.get(field.name);
      dirty = true;
    }
  }
}

/** Back to the field one was typing in; after a button, to the criterion, so that keys go on working. */
function refocus(held, fresh) {
  const same = held.matches("textarea, input") ? fresh.querySelector(`[name="${held.name}"]`) : null;
  (same ?? fresh).focus({ preventScroll: true });
  if (same && held.selectionStart !== null) same.setSelectionRange(held.selectionStart, held.selectionEnd);
}

/** Do what a button of a criterion says. With `onwards` the next criterion without a mark opens, if this one is done. */
export function press(button, onwards = false) {
  const criterion = button.closest(".grading");
  const before = { criterion: criterion.dataset.criterion, state: criterion.dataset.state };
  undone.push(before);
  save({
    do: button.value,
    then: () => {
      const fresh = document.getElementById(`criterion-${before.criterion}`);
      const struck = button.value.startsWith("strike:");
      if (struck) document.getElementById(`against-${button.closest(".evidence").id.slice("evidence-".length)}`)?.focus();
      else if (onwards && !("lacks" in fresh.dataset)) next(fresh);
      if (dirty) save({ do: "save" });
    },
    refused: () => undone.splice(undone.indexOf(before), 1),
  });
}

function next(criterion) {
  const all = [...form.querySelectorAll(".grading")];
  const here = all.indexOf(criterion);
  const left = [...all.slice(here + 1), ...all.slice(0, here)].find((each) => !("graded" in each.dataset));
  if (left) open(left);
}

/** Undo the last change of a mark or an evidence; reasons that were typed meanwhile stay. */
export function undo() {
  const last = undone.pop();
  if (!last) return say("nothing");
  const criterion = document.getElementById(`criterion-${last.criterion}`);
  const state = JSON.parse(last.state);
  state.reason = form.elements[`reason-${last.criterion}`].value || state.reason;
  for (const number of Object.keys(state.struck))
    state.struck[number] = form.elements[`against-${last.criterion}-${number}`]?.value || state.struck[number];
  open(criterion);
  save({ do: `put:${last.criterion}`, state: JSON.stringify(state), says: "undone", refused: () => undone.push(last) });
}

/** Nobody releases by accident: once nothing is missing, a dialog says what follows from it. */
function askToRelease() {
  const release = document.getElementById("release");
  const lacking = document.getElementById("review-progress").dataset.lacking !== "0";
  if (lacking) form.requestSubmit(release.querySelector("[value='submit']"));
  else release.showModal();
}

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button && "asks" in button.dataset) {
    event.preventDefault();
    save({ do: "save", then: askToRelease });
    return;
  }
  if (wholePage.includes(button?.value)) {
    if (busy) {
      event.preventDefault();
      window.setTimeout(() => form.requestSubmit(button), 100);
      return;
    }
    form.elements.seconds.value = spent();
    dirty = failed = false;
    return;
  }
  event.preventDefault();
  if (button && button.value !== "save") press(button);
  else save({ do: "save" });
});
form.addEventListener("input", (event) => {
  if (event.target.name?.startsWith("against-")) against.set(event.target.name, event.target.value);
  dirty = true;
  window.clearTimeout(pause);
  pause = window.setTimeout(() => save({ do: "save" }), TYPING_PAUSE);
});
form.addEventListener("change", () => dirty && save({ do: "save" }));
window.addEventListener("pagehide", () => {
  if (dirty || waiting.length) navigator.sendBeacon(form.action, body({ do: "save", seconds: spent() }));
  else tellTime();
});
window.addEventListener("beforeunload", (event) => {
  if (failed && (dirty || waiting.length)) event.preventDefault();
});

// Both halves follow each other; on a phone only one of them is there, so it is shown before it is scrolled.

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest("[data-open]");
    if (link) {
      event.preventDefault();
      open(document.getElementById(link.dataset.open));
    }
    const pane = event.target.closest("[data-jump-turn]") && event.target.closest(".pane-marks") ? "said" : "";
    const marks = event.target.closest(".pane-said a[data-evidence]") ? "marks" : "";
    if (pane || marks) document.getElementById(`pane-${pane || marks}`).checked = true;
  },
  true,
);
document.addEventListener("fairword:turn", (event) => {
  for (const evidence of form.querySelectorAll(".evidence")) {
    const jump = evidence.querySelector("[data-jump-turn]");
    evidence.classList.toggle("evidence-here", Number(jump?.dataset.jumpTurn) === event.detail.turn);
  }
});
