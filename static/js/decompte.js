// The steps of a calculation: folded on a phone, where each keeps its result in sight, open on a wide screen.

const phone = window.matchMedia("(max-width: 43.7em)");

function fold(root) {
  for (const step of root.querySelectorAll("details.pas")) step.open = !phone.matches;
}

fold(document);
phone.addEventListener("change", () => fold(document));

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
