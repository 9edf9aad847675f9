// Checks a rubric while one types: what is wrong stands at its field, and weights are shown as shares of the whole.

const form = document.querySelector("form[data-check]");
const token = document.querySelector("meta[name=csrf-token]").content;
const WAIT = 500;
let timer;
let asked = 0;

function field(name) {
  const named = form.elements[name];
  if (named instanceof Element) return named;
  return document.getElementById(name) || (named && named[0]);
}

function shown(faults) {
  for (const old of form.querySelectorAll(".rubric-fault:not(.rubric-kept)")) old.remove();
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  faults.forEach((fault, number) => {
    const at = field(fault.control) || form.querySelector("h2, fieldset");
    const words = document.createElement("p");
    words.className = "rubric-fault";
    words.id = `checked-${number}`;
    words.textContent = `▲ ${fault.words}`;
    at.after(words);
    for (let around = at.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    at.setAttribute("aria-invalid", "true");
    at.setAttribute("aria-describedby", words.id);
  });
}

async function check() {
  const mine = ++asked;
  const data = new FormData(form);
  data.delete("do");
  const answer = await fetch(form.dataset.check, { method: "POST", body: data, headers: { "X-CSRFToken": token, Accept: "application/json" } });
  if (!answer.ok || mine !== asked) return;
  const told = await answer.json();
  shown(told.faults);
  for (const part of document.querySelectorAll("[data-share]")) part.textContent = told.shares[part.dataset.share] ?? "";
}

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(check, WAIT);
  });
}
