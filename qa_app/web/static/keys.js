// The keys of the review page; those of the player and of evidence are in player.js and evidence.js. No key works while
// one is typing, and none loses work: all that they change can be undone with u.

import { open, openCriterion, press, say, undo } from "./review.js";
import { isShortcut } from "./shortcut.js";

const keys = document.getElementById("keys");
const swap = document.getElementById("swap");
const queue = document.querySelector("[data-queue]");
const search = document.querySelector("[data-search]");
let afterG = 0; // when g was pressed

function button(criterion, key) {
  return criterion?.querySelector(`:scope .grading-body [data-key="${key}"]`);
}

function grade(key) {
  const criterion = openCriterion();
  const found = button(criterion, key);
  if (found) press(found, true);
  else if (criterion && key === "a") say("noSuggestion");
}

function overrule() {
  const found = document.querySelector(".evidence.chosen [data-key='x']");
  if (!found) return say("noEvidence");
  open(found.closest(".grading"));
  press(found);
}

function comment() {
  const turn = document.querySelector("[data-turn].chosen") ?? document.querySelector("[data-turn].now") ?? document.querySelector("[data-turn]");
  const place = turn?.querySelector(".turn-comment");
  if (!place) return;
  document.getElementById("pane-said").checked = true;
  place.open = true;
  place.querySelector("textarea").focus();
}

const does = {
  a: () => grade("a"),
  x: overrule,
  c: comment,
  s: () => swap.showModal(),
  u: undo,
  "?": () => keys.showModal(),
  "/": () => search.click(),
};
for (const key of "012345") does[key] = () => grade(key);

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea, select");
  if (event.key === "Escape" && field?.form?.id === "grading") field.closest(".grading")?.focus();
  if (!isShortcut(event)) return;
  if (document.querySelector("dialog[open]")) return;
  const toQueue = event.key === "q" && event.timeStamp - afterG < 1500;
  afterG = event.key === "g" ? event.timeStamp : 0;
  const action = toQueue ? () => queue.click() : does[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

for (const opener of document.querySelectorAll("[data-show-keys]")) {
  opener.hidden = false;
  opener.addEventListener("click", () => keys.showModal());
}
for (const closer of document.querySelectorAll("dialog [data-close]"))
  closer.addEventListener("click", () => closer.closest("dialog").close());
