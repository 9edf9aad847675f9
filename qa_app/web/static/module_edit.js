// Writing a module: previews without leaving the page, and a word before what was typed would be lost. Without this
// script the buttons send the form, and the page comes back with the preview.

const form = document.querySelector(".part-form");
let unsaved = false;

function note() {
  unsaved = true;
  form.querySelector(".unsaved-words").hidden = false;
}

async function preview(button) {
  const shown = document.getElementById(button.getAttribute("aria-controls"));
  const data = new FormData();
  data.set("text", document.getElementById(button.dataset.preview).value);
  const headers = { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content };
  const answer = await fetch(form.dataset.previewAt, { method: "POST", body: data, headers });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  shown.innerHTML = await answer.text();
  shown.hidden = false;
}

if (form) {
  if ("unsaved" in form.dataset) note();
  form.addEventListener("input", note);
  form.addEventListener("submit", () => {
    unsaved = false;
  });
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-preview]");
    if (!button) return;
    event.preventDefault();
    try {
      await preview(button);
    } catch {
      form.requestSubmit(button);
    }
  });
  form.querySelector("input[type=file]")?.addEventListener("change", ({ target }) => {
    const large = target.files[0]?.size > Number(target.dataset.largest);
    target.setCustomValidity(large ? target.dataset.tooLarge : "");
    target.reportValidity();
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
