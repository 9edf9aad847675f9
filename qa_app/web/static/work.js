// How far a piece of work is, asked for while it goes on; the page is loaded again as soon as its state is another.
const shown = document.querySelector("[data-work]");

async function look() {
  const answer = await fetch(shown.dataset.work, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  const { state, progress, words } = await answer.json();
  if (state !== shown.dataset.state) {
    location.reload();
    return;
  }
  shown.querySelector("progress").value = progress;
  if (words) shown.querySelector("[data-words]").textContent = words;
  setTimeout(next, 1500);
}

// A lost connection is no reason to stop.
const next = () => look().catch(() => setTimeout(next, 5000));
if (shown) setTimeout(next, 1000);
