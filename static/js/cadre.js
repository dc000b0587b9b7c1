// The account panel closes as people expect: with Escape, or by going elsewhere. Without this module it opens and closes by its own button.

const compte = document.querySelector("details.compte");

if (compte) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && compte.open) {
      compte.open = false;
      compte.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!compte.contains(event.target)) compte.open = false;
  });
}

// `autofocus` is ignored when the address carries a fragment: the summary of errors must be read first all the same.
document.querySelector("[data-erreurs]")?.focus();

// On paper nothing can be unfolded: what the page keeps folded is printed open.
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open])")];
  for (const details of folded) details.open = true;
});
window.addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});
