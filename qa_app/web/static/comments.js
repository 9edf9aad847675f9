// Comments beside a transcript without leaving the page, so that the recording plays on. Without this script, and when
// a comment cannot be taken, the form does it by itself.

const unsaved = () => [...document.querySelectorAll(".comment-form textarea")].filter((field) => field.value.trim());
let leaving = false;

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const turn = form.closest("[data-turn]");
  if (!turn || form.method !== "post") {
    leaving = true;
    return;
  }
  event.preventDefault();
  let fresh = null;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      fresh = page.querySelector(`#${turn.id} .turn-comments`);
    }
  } catch {
    // No connection: the browser says so when the form is sent in its own way.
  }
  if (!fresh) {
    leaving = true;
    form.submit();
    return;
  }
  turn.querySelector(".turn-comments").replaceWith(fresh);
  turn.focus({ preventScroll: true });
});
window.addEventListener("beforeunload", (event) => {
  if (!leaving && unsaved().length) event.preventDefault();
});
