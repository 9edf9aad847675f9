// Shows how far an export is, and the page with the file as soon as it is there.

const shown = document.querySelector("[data-export]");

async function look() {
  const answer = await fetch(shown.dataset.export, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const told = await answer.json();
  if (told.state !== "making") {
    location.reload();
    return;
  }
  shown.querySelector("progress").value = told.progress;
  setTimeout(look, 1500);
}

if (shown) setTimeout(look, 1000);
