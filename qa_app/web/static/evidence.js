// Evidence and transcript follow each other: a quote shows what it is evidence of, evidence shows its turn (player.js),
// n and p go from one to the next.

import { goToTurn, scrollTo } from "./player.js";
import { isShortcut } from "./shortcut.js";

const evidence = () => [...document.querySelectorAll("[id^='evidence-']")];
let chosen = null;

function choose(key, focus) {
  const found = document.getElementById(`evidence-${key}`);
  if (!found) return;
  for (const other of document.querySelectorAll(".chosen[data-evidence], .evidence.chosen")) other.classList.remove("chosen");
  chosen = found.id;
  found.classList.add("chosen");
  for (const quote of document.querySelectorAll("[data-evidence]"))
    if (quote.dataset.evidence.split(" ").includes(key)) quote.classList.add("chosen");
  found.closest("details")?.setAttribute("open", "");
  if (focus) {
    scrollTo(found, "nearest");
    found.focus({ preventScroll: true });
  }
}

const turnOf = (item) => item.querySelector("[data-jump-turn]")?.dataset.jumpTurn;

// Before the player jumps, so that it is known which of several evidences of the turn is meant.
document.addEventListener(
  "click",
  (event) => {
    const own = event.target.closest("[data-jump-turn]")?.closest("[id^='evidence-']");
    if (own) choose(own.id.slice("evidence-".length), false);
  },
  true,
);

document.addEventListener("fairword:turn", (event) => {
  const turn = String(event.detail.turn);
  const all = evidence();
  if (all.some((item) => item.id === chosen && turnOf(item) === turn)) return;
  // While one grades, the open criterion stays open: the keys for levels are about it. Others show a sign.
  const opened = document.querySelector(".grading[open]");
  const first = all.find((item) => turnOf(item) === turn && (!opened || opened.contains(item)));
  if (!first) return;
  choose(first.id.slice("evidence-".length), false);
  scrollTo(first, "nearest");
});

document.addEventListener("click", (event) => {
  const quote = event.target.closest("[data-evidence]");
  if (!quote || String(window.getSelection()) !== "") return;
  const key = quote.dataset.evidence.split(" ").find((name) => document.getElementById(`evidence-${name}`));
  if (!key) return;
  if (quote.matches("a")) event.preventDefault();
  choose(key, quote.matches("a"));
  // A clicked word is heard; the evidence is only shown beside it.
  if (!quote.matches("a")) scrollTo(document.getElementById(`evidence-${key}`), "nearest");
});

document.addEventListener("keydown", (event) => {
  if (!isShortcut(event)) return;
  const step = { n: 1, p: -1 }[event.key];
  const all = evidence();
  if (!step || !all.length) return;
  event.preventDefault();
  // Where another criterion was opened meanwhile, its first evidence comes next.
  const opened = document.querySelector(".grading[open]");
  const now = all.findIndex((item) => item.id === chosen && (!opened || opened.contains(item)));
  const first = opened ? all.findIndex((item) => opened.contains(item)) : 0;
  const next = now < 0 && first >= 0 ? all[first] : all[Math.min(Math.max(now + step, 0), all.length - 1)];
  choose(next.id.slice("evidence-".length), true);
  const jump = next.querySelector("[data-jump-turn]");
  if (jump) goToTurn(jump.dataset.jumpTurn, false);
});
