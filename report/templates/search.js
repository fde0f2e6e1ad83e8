// Finds tables by name, then claims by word, then tables by column and by description.
const form = document.querySelector("form.search");
const field = form.querySelector("input");
const results = form.querySelector("ol");
const LONGEST = 12;

function rank(entry, wanted, name) {
  if (entry.name === name) return 0;
  if (entry.name.startsWith(name)) return 1;
  if (entry.name.split("_").includes(name)) return 2;
  if (!entry.columns.length && entry.mart) {
    const words = `${entry.name} ${entry.text}`.toLowerCase().split(/[^\w%₹.-]+/);
    return wanted.split(" ").every((word) => words.includes(word)) ? 3 : Infinity;
  }
  if (entry.columns.includes(name)) return 4;
  if (entry.name.includes(name)) return 5;
  if (entry.columns.some((column) => column.includes(name))) return 6;
  return entry.text.toLowerCase().includes(wanted) ? 7 : Infinity;
}

function show() {
  const wanted = field.value.trim().toLowerCase().replace(/\s+/g, " ");
  const name = wanted.replaceAll(" ", "_");
  const found = entries
    .map((entry) => ({ entry, place: rank(entry, wanted, name) + (entry.mart ? 0 : 0.5) }))
    .filter(({ place }) => wanted && place < Infinity)
    .sort((one, other) => one.place - other.place || one.entry.name.localeCompare(other.entry.name));
  results.replaceChildren(...found.slice(0, LONGEST).map(({ entry, place }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const isColumn = Math.floor(place) === 4 || Math.floor(place) === 6;
    const column = isColumn ? entry.columns.find((each) => each.includes(name)) : "";
    link.href = `${form.dataset.up}${entry.link}${column ? `#${column}` : ""}`;
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
