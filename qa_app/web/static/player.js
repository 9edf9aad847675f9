// The player: what the browser's own controls do, and the words that go with it. Without an <audio> on the page only
// the jumps to turns are left.

import { isShortcut } from "./shortcut.js";

const place = document.querySelector("[data-player]");
const audio = place ? place.querySelector("audio") : null;
const turns = [...document.querySelectorAll("[data-turn]")];
const words = [...document.querySelectorAll("[data-word]")].map((element) => ({
  element,
  start: Number(element.dataset.word),
  end: Number(element.dataset.until),
}));
words.sort((a, b) => a.start - b.start);
const SILENCE = 2; // seconds without words that are passed over, if wished
const BEFORE = 1; // seconds before a turn from which it is played
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours, minutes, rest] = parts;
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
};
const length = () => (Number.isFinite(audio.duration) ? audio.duration : Number(place.dataset.seconds) || 0);

export function scrollTo(element, block = "center") {
  element.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });
}

/** Show a turn, choose it, and play it from a second before its start. */
export function goToTurn(number, play = true) {
  const turn = document.getElementById(`turn-${number}`);
  if (!turn) return;
  for (const other of turns) other.classList.toggle("chosen", other === turn);
  scrollTo(turn);
  turn.focus({ preventScroll: true });
  if (audio && play && turn.dataset.start !== undefined) hear(Number(turn.dataset.start) - BEFORE);
  document.dispatchEvent(new CustomEvent("fairword:turn", { detail: { turn: Number(number) } }));
}

function hear(seconds) {
  audio.currentTime = Math.max(0, seconds);
  // A browser may refuse to begin by itself; then the place is set and the button plays from there.
  audio.play().catch(() => {});
}

document.addEventListener("click", (event) => {
  const jump = event.target.closest("[data-jump-turn]");
  if (jump) {
    event.preventDefault();
    goToTurn(jump.dataset.jumpTurn);
    return;
  }
  const word = audio && event.target.closest("[data-word]");
  if (word && String(window.getSelection()) === "") hear(Number(word.dataset.word));
});

if (audio) {
  const bar = place.querySelector(".player-bar");
  const button = bar.querySelector("[data-play]");
  const seek = bar.querySelector("[data-seek]");
  const speed = bar.querySelector("[data-speed]");
  const skip = bar.querySelector("[data-skip-silence]");
  const follow = bar.querySelector("[data-follow]");
  const time = bar.querySelector("[data-clock]");
  const mark = document.createElement("span");
  const playWords = button.getAttribute("aria-label");
  mark.className = "player-place";
  seek.before(mark);
  audio.controls = false;
  bar.hidden = false;
  document.body.classList.add("player-on");

  // Stretches in which somebody speaks, from the words, else from the turns; without either nothing is passed over.
  const spoken = [];
  const said = words.length
    ? words
    : turns
        .filter((turn) => turn.dataset.start !== undefined && turn.dataset.end !== undefined)
        .map((turn) => ({ start: Number(turn.dataset.start), end: Number(turn.dataset.end) }));
  for (const { start, end } of said) {
    const last = spoken.at(-1);
    if (last && start - last.end <= SILENCE) last.end = Math.max(last.end, end);
    else spoken.push({ start, end });
  }

  const remember = (name, value) => {
    try {
      window.localStorage.setItem(`fairword.${name}`, value);
    } catch {
      // Private windows keep nothing; the setting holds for this page.
    }
  };
  const remembered = (name) => {
    try {
      return window.localStorage.getItem(`fairword.${name}`);
    } catch {
      return null;
    }
  };
  const setSpeed = (value) => {
    speed.value = value;
    audio.playbackRate = Number(speed.value) || 1;
    remember("speed", speed.value);
  };
  if ([...speed.options].some((option) => option.value === remembered("speed"))) setSpeed(remembered("speed"));
  skip.checked = remembered("skip") === "yes";
  follow.checked = remembered("follow") !== "no";
  speed.addEventListener("change", () => setSpeed(speed.value));
  skip.addEventListener("change", () => remember("skip", skip.checked ? "yes" : "no"));
  follow.addEventListener("change", () => remember("follow", follow.checked ? "yes" : "no"));

  const toggle = () => (audio.paused ? audio.play().catch(() => {}) : audio.pause());
  button.addEventListener("click", toggle);
  const shown = () => {
    button.textContent = audio.paused ? "▶" : "❚❚";
    button.setAttribute("aria-label", audio.paused ? playWords : button.dataset.pauseLabel);
  };
  audio.addEventListener("play", shown);
  audio.addEventListener("pause", shown);
  seek.addEventListener("input", () => {
    audio.currentTime = Number(seek.value);
    show();
  });

  seek.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5 }[event.key];
    if (!step) return;
    event.preventDefault();
    audio.currentTime = Math.min(Math.max(audio.currentTime + step, 0), length());
  });

  let heardWord = null;
  let heardTurn = null;
  const lastBefore = (list, at) => {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle].start <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  const timed = turns
    .filter((turn) => turn.dataset.start !== undefined)
    .map((element) => ({ element, start: Number(element.dataset.start), end: Number(element.dataset.end) }))
    .sort((a, b) => a.start - b.start);

  function show() {
    const at = audio.currentTime;
    const all = length();
    time.textContent = `${clock(at)} / ${clock(all)}`;
    seek.max = all;
    seek.value = at;
    seek.setAttribute("aria-valuetext", clock(at));
    mark.style.left = all ? `${(100 * at) / all}%` : "0";
    const word = words[lastBefore(words, at)];
    const now = word && at < word.end ? word.element : null;
    const turn = timed[lastBefore(timed, at)]?.element ?? null;
    if (now !== heardWord) {
      heardWord?.classList.remove("now");
      now?.classList.add("now");
      heardWord = now;
    }
    if (turn !== heardTurn) {
      heardTurn?.classList.remove("now");
      turn?.classList.add("now");
      heardTurn = turn;
      if (turn && follow.checked && !audio.paused) scrollTo(turn);
    }
  }

  function passOver() {
    if (!skip.checked || audio.paused || !spoken.length) return;
    const at = audio.currentTime;
    const index = lastBefore(spoken, at);
    const following = spoken[index + 1];
    const since = index >= 0 ? spoken[index].end : 0;
    // A little before the next words, so that their beginning is not cut off.
    if (following && at > since + 0.3 && following.start - at > 0.5 && following.start - since > SILENCE)
      audio.currentTime = following.start - 0.3;
  }

  audio.addEventListener("timeupdate", () => {
    passOver();
    show();
  });
  audio.addEventListener("loadedmetadata", show);
  audio.addEventListener("seeked", show);
  // Four times a second is too seldom for words.
  const frame = () => {
    if (!audio.paused) show();
    window.requestAnimationFrame(frame);
  };
  audio.addEventListener("play", () => window.requestAnimationFrame(frame), { once: true });

  document.addEventListener("keydown", (event) => {
    if (!isShortcut(event)) return;
    const step = { "[": -1, "]": 1 }[event.key];
    if (event.key === " " && !event.target.closest("button, a, summary, input[type=checkbox], input[type=radio]")) {
      event.preventDefault();
      toggle();
    } else if (step) {
      event.preventDefault();
      const option = speed.options[speed.selectedIndex + step];
      if (option) setSpeed(option.value);
    }
  });
  show();
}

// j and k go through the turns without sound; Enter on a turn plays it.
document.addEventListener("keydown", (event) => {
  if (!isShortcut(event) || !turns.length) return;
  const step = { j: 1, k: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const now = turns.findIndex((turn) => turn.classList.contains("chosen"));
    goToTurn(turns[Math.min(Math.max(now + step, 0), turns.length - 1)].dataset.turn, false);
  } else if (event.key === "Enter" && event.target.matches("[data-turn]")) {
    event.preventDefault();
    goToTurn(event.target.dataset.turn);
  }
});
