// Finds tables by name, then claims by word, then tables by column and by description.
const form = document.querySelector("form.search");
const field = form.querySelector("input");
const results = form.querySelector("ol");
const LONGEST = 12;
// what a question says beside its words, and other words for the same
const IGNORED = new Set(
  "a an and are as at by do does for how i if in is it more most of on or than that the their they to true use what where which who with".split(" ")
);
const MEANT = { male: "men", man: "men", female: "women", woman: "women", gender: "men", sex: "men" };

function plain(word) {
  const one = word.length > 3 ? word.replace(/s$/, "") : word;
  return MEANT[one] ?? one;
}

function rank(entry, wanted, name) {
  if (entry.name === name) return 0;
  if (entry.name.startsWith(name)) return 1;
  if (entry.name.split("_").includes(name)) return 2;
  if (!entry.columns.length && entry.mart) {
    const words = `${entry.name} ${entry.text}`.toLowerCase().split(/[^\w%₹.-]+/);
    const asked = wanted.split(" ").filter((word) => !IGNORED.has(word));
    const said = words.map(plain);
    return asked.length && asked.every((word) => said.includes(plain(word))) ? 3 : Infinity;
  }
  if (entry.columns.includes(name)) return 4;
  if (entry.name.includes(name)) return 5;
  if (entry.columns.some((column) => column.includes(name))) return 6;
  return entry.text.toLowerCase().includes(wanted) ? 7 : Infinity;
}

function show() {
  const wanted = field.value.toLowerCase().replace(/[?!,]/g, " ").trim().replace(/\s+/g, " ");
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
