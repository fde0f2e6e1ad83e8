// Draws the charts, lets the reader choose, filters the claims. Computes nothing.
const specifications = JSON.parse(document.getElementById("charts").textContent);
const views = {};

for (const place of document.querySelectorAll("[data-chart]")) {
  const key = place.dataset.chart;
  const options = { actions: false, renderer: "svg" };
  views[key] = vegaEmbed(place, specifications[key], options);
}
Promise.all(Object.values(views)).then(() => document.body.classList.add("drawn"));

for (const select of document.querySelectorAll("select[data-figure]")) {
  const figure = select.closest("figure");
  const show = async () => {
    for (const place of figure.querySelectorAll("[data-chart]")) {
      const { view } = await views[place.dataset.chart];
      await view.signal("choice", select.value).runAsync();
    }
  };
  select.value = select.options[0].value;
  select.addEventListener("change", show);
}

const filters = { "by-question": 0, "by-source": 1, "by-verdict": 3 };
const claims = [...document.querySelectorAll(".claims tbody tr")];
function filterClaims() {
  for (const row of claims) {
    row.hidden = Object.entries(filters).some(([id, column]) => {
      const wanted = document.getElementById(id).value;
      return wanted && row.cells[column].textContent !== wanted;
    });
  }
  document.getElementById("shown-claims").textContent =
    `${claims.filter((row) => !row.hidden).length} claims`;
}
for (const id of Object.keys(filters)) {
  document.getElementById(id).addEventListener("change", filterClaims);
}

// a link to what a closed table holds opens it
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  target?.closest("details")?.setAttribute("open", "");
  target?.scrollIntoView();
}
window.addEventListener("hashchange", openTarget);
openTarget();

// on paper short tables are shown, too
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("figure details")) {
    details.open = details.querySelectorAll("tr").length < 30;
  }
});
