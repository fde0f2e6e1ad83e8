// Marks the page that is read, opens what a link points to, and sets the paper. Computes nothing.
const links = [...document.querySelectorAll("nav.pages a")];
const seen = new Set();
const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    seen[isIntersecting ? "add" : "delete"](target.id);
  }
  const current = links.find((link) => seen.has(link.hash.slice(1)));
  for (const link of links) {
    link === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  }
}, { rootMargin: "-20% 0px -70% 0px" });
document.querySelectorAll("section.page").forEach((page) => observer.observe(page));

// a link to what a closed table holds opens it
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  (target?.matches("details") ? target : target?.closest("details"))?.setAttribute("open", "");
  target?.scrollIntoView();
}
window.addEventListener("hashchange", openTarget);
openTarget();

// on paper claims are open, and short tables of numbers stand at the end
const LONGEST = 20;
const appendix = document.getElementById("appendix");
let undo = [];
window.addEventListener("beforeprint", () => {
  const set = new Set();
  for (const claim of document.querySelectorAll(".claim:not([open])")) {
    claim.open = true;
    undo.push(() => { claim.open = false; });
  }
  for (const numbers of document.querySelectorAll(".numbers")) {
    const table = numbers.querySelector(".scroll");
    // two figures may have the same numbers
    if (table.querySelectorAll("tr").length > LONGEST || set.has(table.textContent)) continue;
    set.add(table.textContent);
    const heading = document.createElement("h3");
    heading.textContent = numbers.closest("figure").querySelector("h3").textContent;
    appendix.append(heading, table);
    undo.push(() => { heading.remove(); numbers.append(table); });
  }
  appendix.hidden = false;
  undo.push(() => { appendix.hidden = true; });
});
window.addEventListener("afterprint", () => { undo.forEach((step) => step()); undo = []; });
