// Shows how far the reports of a team are, and the page with the file as soon as it is there.

const shown = document.querySelector("[data-batch]");

async function look() {
  const answer = await fetch(shown.dataset.batch, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) {
    const told = await answer.json();
    if (told.state !== shown.dataset.state) {
      location.reload();
      return;
    }
    shown.querySelector("progress").value = told.done;
    shown.querySelector("[data-words]").textContent = told.words;
  }
  setTimeout(look, 1500);
}

if (shown) setTimeout(look, 1000);
