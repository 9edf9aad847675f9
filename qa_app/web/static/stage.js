// How far the work is, asked for while it goes on. When it is over, the page that shows it is loaded again, or, where
// someone is working in it, a link to the result is put there.
const place = document.querySelector("[data-stage]");

async function ask() {
  const answer = await fetch(place.dataset.stage, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { over, progress, words } = await answer.json();
  place.querySelector("[data-stage-words]").textContent = words;
  place.querySelector("progress").value = progress;
  if (!over) {
    window.setTimeout(next, 1500);
    return;
  }
  if (!place.dataset.stageLink) {
    window.location.reload();
    return;
  }
  const link = document.createElement("a");
  link.href = place.dataset.stageLink;
  link.textContent = place.dataset.stageDone;
  place.replaceChildren(link);
}

// A lost connection is no reason to stop.
const next = () => ask().catch(() => window.setTimeout(next, 5000));
if (place) window.setTimeout(next, 1000);
