// Looking a commune up leaves the form beside it as it is: the results come in place, and choosing one fills the field.
// Without this module both are plain links to the same page.

const recherche = document.querySelector("form.recherche");
const identifiant = document.querySelector("#id_identifiant");

recherche?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const adresse = new URL(recherche.action);
  adresse.search = new URLSearchParams(new FormData(recherche));
  const reponse = await fetch(adresse);
  const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
  recherche.querySelector("[data-trouvees]").replaceWith(page.querySelector("[data-trouvees]"));
});

recherche?.addEventListener("click", (event) => {
  const choisie = event.target.closest("[data-code]");
  if (!choisie) return;
  event.preventDefault();
  identifiant.value = choisie.dataset.code;
  identifiant.focus();
});
