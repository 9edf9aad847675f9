// Shows in the form of a term, while one types, whether it is found in the sentence.

const form = document.querySelector("form[data-check]");
const result = form?.querySelector(".check-result");
let waiting = 0;
let asked = 0;

function show(told) {
  result.textContent = told.error ?? `${told.words} `;
  for (const [text, found] of told.pieces ?? []) {
    const piece = document.createElement(found ? "mark" : "span");
    piece.textContent = text;
    result.append(piece);
  }
}

async function check() {
  const number = ++asked;
  const answer = await fetch(form.dataset.check, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
  });
  if (number !== asked || !(answer.ok || answer.status === 422)) return;
  show(await answer.json());
}

if (form) {
  form.addEventListener("input", (event) => {
    if (!["term", "sentence"].includes(event.target.name) || !form.sentence.value.trim()) return;
    clearTimeout(waiting);
    waiting = setTimeout(check, 300);
  });
  form.addEventListener("click", (event) => {
    if (event.target.value !== "check") return;
    event.preventDefault();
    check();
  });
}
