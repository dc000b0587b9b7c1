// The calculation and what follows it: folded on a phone, where each keeps its result in sight, open on a wide screen.

const phone = window.matchMedia("(max-width: 43.7em)");

function fold(root) {
  for (const step of root.querySelectorAll("details:is(.pas, .repli)")) step.open = !phone.matches;
}

// What the address names is never folded away.
function reveal() {
  const target = document.getElementById(location.hash.slice(1));
  for (let step = target?.closest("details"); step; step = step.parentElement.closest("details")) step.open = true;
  return target;
}

fold(document);
reveal()?.scrollIntoView();
phone.addEventListener("change", () => fold(document));
window.addEventListener("hashchange", reveal);

// While the statement is being made the page asks for its sequel. A session that ends answers with another address: go there.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  if (xhr.responseURL && !xhr.responseURL.includes(pathInfo.requestPath)) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "decompte") fold(document);
});
