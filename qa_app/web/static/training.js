// Ctrl+Enter (or Cmd+Enter) sends the answer; while it is scored, nothing is sent twice.
const form = document.querySelector("form[data-ctrl-enter]");
if (form) {
  const button = form.querySelector("button");
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", (event) => {
    if (button.disabled) event.preventDefault();
    button.disabled = true;
  });
  // Coming back to the page by the browser's history, the form is to be usable again.
  window.addEventListener("pageshow", () => { button.disabled = false; });
}
