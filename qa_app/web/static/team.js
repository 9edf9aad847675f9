// Whoever fills in a day wants own dates.
const form = document.querySelector(".team-asked");
const span = form?.elements.namedItem("weeks");
for (const day of span ? form.querySelectorAll("input[type=date]") : []) {
  day.addEventListener("input", () => { span.value = "own"; });
}
