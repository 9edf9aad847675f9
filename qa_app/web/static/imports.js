// Sends chosen files in parts and keeps the rows of the list up to date. What has come stays on the server, so after a
// lost connection, a reload or a restart the upload goes on from there.
const form = document.getElementById("import-form");
const input = document.getElementById("files");
const drop = document.getElementById("import-drop");
const list = document.getElementById("import-files");
const refused = document.getElementById("import-refused");
const status = document.getElementById("import-status");
const token = document.querySelector('meta[name="csrf-token"]').content;
const AT_ONCE = 2;
const LONGEST_WAIT = 30_000;
const waiting = [];
const rows = new WeakMap(); // file -> its row, while it is on its way
let busy = 0;

// Files of one tab belong together, also after a reload: a table among them tells of the others.
const batch = sessionStorage.getItem("import-batch") || [...crypto.getRandomValues(new Uint8Array(16))]
  .map((byte) => byte.toString(16).padStart(2, "0")).join("");
sessionStorage.setItem("import-batch", batch);

class Refused extends Error {}
class Lost extends Error {}

const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

async function ask(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, {
      ...options,
      headers: { Accept: "application/json", "X-CSRFToken": token, ...options.headers },
    });
  } catch (error) {
    throw new Lost(error.message);
  }
  if (answer.redirected || answer.status === 401) throw new Refused(form.dataset.ended);
  if (answer.status === 429 || (answer.status >= 500 && answer.status !== 507)) throw new Lost(answer.status);
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok && answer.status !== 409) throw new Refused(said.error || answer.statusText);
  return said;
}

// Tries again as long as the connection is away, waiting longer each time.
async function patiently(work, row) {
  for (let wait = 1_000; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      if (row) row.querySelector(".import-state").textContent = form.dataset.lost;
      await pause(wait);
    }
  }
}

function place(html, id) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  const fresh = holder.content.firstElementChild;
  const known = document.getElementById(`file-${id}`);
  if (known) known.replaceWith(fresh);
  else list.prepend(fresh);
  document.getElementById("import-empty")?.remove();
  return fresh;
}

function refuse(words) {
  const line = document.createElement("li");
  line.textContent = words;
  refused.append(line);
}

async function send(file) {
  const told = new FormData(form);
  told.delete("files");
  for (const [name, value] of Object.entries({
    name: file.name,
    size: file.size,
    fingerprint: `${file.lastModified}`,
    batch,
  })) told.set(name, value);
  const begun = await patiently(() => ask(form.dataset.files, { method: "POST", body: new URLSearchParams(told) }));
  const row = place(begun.row, begun.id);
  row.classList.add("live");
  rows.set(file, row);
  const address = `${form.dataset.files}/${begun.token}`;
  const bar = row.querySelector("progress");
  let received = begun.received;
  while (received < file.size) {
    const bytes = await file.slice(received, received + begun.part).arrayBuffer().catch(() => null);
    if (!bytes || !bytes.byteLength) throw new Refused(form.dataset.changed);
    const from = received;
    const said = await patiently(() => ask(`${address}?offset=${from}`, {
      method: "PUT",
      body: bytes,
      headers: { "Content-Type": "application/octet-stream" },
    }), row);
    received = said.received;
    bar.value = received / file.size;
    if (said.state) row.querySelector(".import-state").textContent = said.state;
  }
  const done = await patiently(() => ask(`${address}/whole`, { method: "POST" }), row);
  place(done.row, done.id);
  watch();
}

async function next() {
  const file = waiting.shift();
  if (!file) return;
  busy += 1;
  try {
    await send(file);
  } catch (error) {
    const words = error instanceof Refused ? error.message : `${error}`;
    const name = file.name.replace(/\p{C}/gu, ""); // no marks that turn the direction of writing
    refuse(words.includes(name) ? words : `${name}\n${words}`);
    rows.get(file)?.classList.remove("live");
  }
  busy -= 1;
  next();
}

function take(files) {
  refused.replaceChildren();
  // Tables first: what they tell is known then when the others come.
  const isTable = (file) => /\.csv$/i.test(file.name);
  waiting.push(...[...files].sort((one, other) => isTable(other) - isTable(one)));
  input.value = "";
  while (busy < AT_ONCE && waiting.length) next();
}

// Once a second while something moves and somebody looks.
let watching = false;
async function watch() {
  if (watching) return;
  watching = true;
  for (;;) {
    const moving = [...list.querySelectorAll("[data-moving]")].map((row) => row.dataset.file);
    if (!moving.length) break;
    if (document.hidden) {
      await new Promise((seen) => { document.addEventListener("visibilitychange", seen, { once: true }); });
    }
    try {
      const said = await ask(`${form.dataset.rows}?ids=${moving.join(",")}`);
      for (const [id, { html }] of Object.entries(said.rows)) {
        const row = document.getElementById(`file-${id}`);
        if (row && !row.contains(document.activeElement) && !row.querySelector("details[open]")) place(html, id);
      }
      for (const id of moving) if (!said.rows[id]) document.getElementById(`file-${id}`)?.remove();
      if (status.textContent !== said.status) status.textContent = said.status;
    } catch (error) {
      if (error instanceof Refused) break;
    }
    await pause(1_000);
  }
  watching = false;
}

form.classList.add("scripted");
document.getElementById("import-button").hidden = true;
form.addEventListener("submit", (event) => event.preventDefault());
input.addEventListener("change", () => take(input.files));
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) drop.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  if (event.dataTransfer?.files.length) take(event.dataTransfer.files);
});
watch();
