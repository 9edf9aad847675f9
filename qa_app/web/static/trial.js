// Shows how far a trial is, and the page with its result as soon as it is there.

const shown = document.querySelector("[data-trial]");

async function look() {
  const answer = await fetch(shown.dataset.trial, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const told = await answer.json();
  if (told.state !== "trying") {
    location.reload();
    return;
  }
  shown.querySelector("progress").value = told.progress;
  setTimeout(look, 1500);
}

if (shown) setTimeout(look, 800);
