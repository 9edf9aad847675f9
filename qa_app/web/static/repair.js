// Changing a turn where it stands: the form of the page that the link leads to, put in the turn's place.

import { isShortcut } from "./shortcut.js";

const chosenTurn = () => document.querySelector("[data-turn].chosen") ?? document.activeElement?.closest?.("[data-turn]");
document.querySelector("[data-keys-hint]")?.removeAttribute("hidden");

async function open(turn) {
  const link = turn?.querySelector("[data-edit]");
  if (!link) return;
  const typed = document.querySelector("[data-repair-form] textarea");
  // What is being typed elsewhere is not thrown away.
  if (typed && typed.value !== typed.defaultValue) {
    typed.focus();
    return;
  }
  const answer = await fetch(link.href);
  if (!answer.ok) {
    window.location.assign(link.href);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(turn.id);
  const before = document.querySelector("[data-repair-form]")?.closest("[data-turn]");
  if (before) {
    const closed = page.getElementById(before.id);
    if (closed) before.replaceWith(document.adoptNode(closed));
  }
  turn.replaceWith(document.adoptNode(fresh));
  const text = fresh.querySelector("textarea");
  text.focus();
  watch(fresh);
}

/** The place of the cursor chooses the word before which the turn is split. */
function watch(turn) {
  const text = turn.querySelector("[data-repair-form] textarea");
  const word = turn.querySelector("[data-split-word]");
  if (!text || !word) return;
  const follow = () => {
    const before = text.value.slice(0, text.selectionStart).trim();
    const number = before ? before.split(/\s+/).length : 0;
    if (number > 0 && number <= word.options.length) word.value = String(number);
  };
  for (const kind of ["keyup", "click", "select"]) text.addEventListener(kind, follow);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-edit]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link.closest("[data-turn]"));
});
document.addEventListener("dblclick", (event) => {
  if (event.target.closest("textarea, select, input, button, a, summary")) return;
  const turn = event.target.closest("[data-turn]");
  if (!turn) return;
  window.getSelection()?.removeAllRanges();
  open(turn);
});
document.addEventListener("keydown", (event) => {
  const cancel = event.key === "Escape" && event.target.closest("[data-repair-form]");
  if (cancel) {
    const text = cancel.querySelector("textarea");
    // Typed words are only left by the button.
    if (text.value === text.defaultValue) cancel.querySelector("a.btn").click();
    return;
  }
  if (!isShortcut(event)) return;
  if (event.key === "e") {
    event.preventDefault();
    open(chosenTurn());
  } else if (event.key === "s") document.querySelector("[data-swap-form]")?.requestSubmit();
  else if (event.key === "u") document.querySelector("[data-undo-form]")?.requestSubmit();
});
for (const turn of document.querySelectorAll("[data-turn]")) watch(turn);
