// Finds tables by name, then by column, then by description.
const form = document.querySelector("form.search");
const field = form.querySelector("input");
const results = form.querySelector("ol");
const LONGEST = 12;

function rank(entry, wanted) {
  if (entry.name === wanted) return 0;
  if (entry.name.startsWith(wanted)) return 1;
  if (entry.name.split("_").includes(wanted)) return 1.2;
  if (entry.name.includes(wanted)) return 2;
  if (entry.columns.includes(wanted)) return 3;
  if (entry.columns.some((column) => column.includes(wanted))) return 4;
  return entry.text.toLowerCase().includes(wanted) ? 5 : Infinity;
}

function show() {
  const wanted = field.value.trim().toLowerCase().replaceAll(" ", "_");
  const found = entries.map((entry) => ({ entry, place: rank(entry, wanted) + (entry.mart ? 0 : 0.5) }))
    .filter(({ place }) => wanted && place < Infinity)
    .sort((one, other) => one.place - other.place || one.entry.name.localeCompare(other.entry.name));
  results.replaceChildren(...found.slice(0, LONGEST).map(({ entry, place }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const column = place >= 3 && place < 5 ? entry.columns.find((name) => name.includes(wanted)) : "";
    link.href = `${form.dataset.up}${entry.name}.html${column ? `#${column}` : ""}`;
    link.textContent = column ? `${entry.name}.${column}` : entry.name;
    item.append(link, ` ${entry.text}`);
    return item;
  }));
  if (wanted && !found.length) results.textContent = "Nothing has that in its name or description.";
}
field.addEventListener("input", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  results.querySelector("a")?.click();
});
