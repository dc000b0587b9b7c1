"""In a browser: a table of five hundred expenses with seven bad lines, then the same one corrected."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from subventions.models import Depense
from tests.fabrique import make_agent, make_convention
from tests.navigateur.test_toutes_les_pages import sign_in

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

ENTETE = "LIBELLE;nature;Montant;Date de début;Dernier jour;Commune"
FAUTES = {
    3: "Trajet;voyage;1;01/07/2021;;",
    77: "Trajet;déplacement;un euro;01/07/2021;;",
    150: ";déplacement;1;01/07/2021;;",
    151: "Trajet;déplacement;1;31/02/2022;;",
    280: "Trajet;déplacement;1;02/07/2021;01/07/2021;",
    399: "Trajet;déplacement;;01/07/2021;;",
    499: "Trajet;déplacement;1;01/07/2021;;Nulle-Part",
}


def write(chemin: Path, fautes: dict[int, str]) -> str:
    bonnes = [f"Trajet {n};déplacement;{n + 1},{n % 100:02d};{n % 28 + 1:02d}/03/2022;;" for n in range(500)]
    lignes = [fautes.get(rang, ligne) for rang, ligne in enumerate(bonnes)]
    chemin.write_text("\r\n".join([ENTETE, *lignes]), encoding="cp1252")
    return str(chemin)


def test_nothing_is_imported_until_the_seven_lines_are_right(plateau, page: Page, tmp_path):
    plateau.start_site("web")
    convention = make_convention(depenses=[])
    sign_in(page, make_agent(convention, 1), plateau.url)
    page.goto(plateau.url + reverse("depenses", args=[convention.pk]))
    page.get_by_role("link", name="Importer un tableau").click()
    page.get_by_label("Tableau des dépenses").set_input_files(write(tmp_path / "a.csv", FAUTES))
    page.get_by_role("button", name="Lire le tableau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rien n’est importé")
    expect(page.get_by_text("7 lignes sont à corriger, 493 sont bonnes.")).to_be_visible()
    assert page.locator(".defauts tbody th").all_inner_texts() == [f"Ligne {rang + 2}" for rang in FAUTES]
    assert Depense.objects.count() == 0
    page.get_by_role("link", name="Envoyer le fichier corrigé").click()
    page.get_by_label("Tableau des dépenses").set_input_files(write(tmp_path / "b.csv", {}))
    page.get_by_role("button", name="Lire le tableau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vérifiez avant d’importer")
    assert Depense.objects.count() == 0
    page.get_by_role("button", name="Importer 500 dépenses").dblclick()
    # 1 + 2 + … + 500 euros, and five times 0 + 1 + … + 99 cents.
    expect(page.get_by_text("500 dépenses importées, 125 497,50 €.".replace(" 4", "\u202f4"))).to_be_visible()
    expect(page.locator(".total-montant")).to_have_text("125\u202f497,50\u00a0€")
    assert Depense.objects.count() == 500
