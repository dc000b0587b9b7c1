"""An agreement as a file: what goes in comes out, and nothing is overwritten by surprise."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from communes.models import Avenant, Convention, Organisme, Tranche
from conseiller.journal.models import Ligne
from conseiller.refus import Refus
from subventions.calculs.decompte import compute_decompte
from subventions.calculs.ecriture import dump_dossier
from subventions.calculs.lecture import read_dossier
from subventions.enums import EtatDecompte
from subventions.models import Decompte, Depense
from subventions.selectors import read_convention
from subventions.services.dossiers import ImportRefuse, import_dossier
from tests.ateliers.fabrique import make_reservation, make_seance
from tests.fabrique import MAINTENANT, import_cas, make_convention, make_dossier
from tests.subventions.calculs.cas import list_cas, load_cas

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SANS_DECOMPTES = [cas["nom"] for cas in list_cas() if not cas["dossier"].get("decomptes")]


@pytest.mark.parametrize("nom", SANS_DECOMPTES)
def test_export_gives_back_the_imported_file(nom):
    dossier = load_cas(nom)["dossier"]
    assert dump_dossier(read_convention(import_cas(nom))) == dump_dossier(read_dossier(dossier))


@pytest.mark.parametrize("nom", SANS_DECOMPTES)
def test_an_imported_agreement_gives_the_figures_of_its_file(nom):
    cas = load_cas(nom)
    du, au = date.fromisoformat(cas["du"]), date.fromisoformat(cas["au"])
    importe = compute_decompte(read_convention(import_cas(nom)), du, au)
    assert importe == compute_decompte(read_dossier(cas["dossier"]), du, au)


def test_commands_print_the_id_then_the_same_file(tmp_path):
    fichier = tmp_path / "dossier.json"
    fichier.write_text(json.dumps(load_cas("avenant-en-cours-d-annee")["dossier"]), encoding="utf-8")
    sortie = StringIO()
    call_command("importer", str(fichier), stdout=sortie)
    convention = Convention.objects.get(pk=int(sortie.getvalue()))
    sortie = StringIO()
    call_command("exporter", convention.pk, stdout=sortie)
    assert json.loads(sortie.getvalue()) == load_cas("avenant-en-cours-d-annee")["dossier"]


def test_an_existing_agreement_is_refused_then_replaced_under_the_same_id():
    convention = import_cas("heures-egales-prorata")
    with pytest.raises(ImportRefuse, match=f"existe déjà sous le numéro {convention.pk}"):
        import_cas("avenant-en-cours-d-annee")
    dossier = read_dossier(load_cas("avenant-en-cours-d-annee")["dossier"])
    remplacee = import_dossier(dossier, agent=None, now=MAINTENANT, remplacer=True)
    assert remplacee.pk == convention.pk
    assert dump_dossier(read_convention(remplacee)) == dump_dossier(dossier)
    assert list(Ligne.objects.values_list("action", flat=True)) == ["importer le dossier"] * 2


def test_nothing_is_replaced_once_a_statement_left_the_draft_state():
    convention = import_cas("heures-egales-prorata")
    Decompte.objects.create(
        convention=convention,
        du=date(2021, 7, 1),
        au=date(2021, 12, 31),
        exercice=2021,
        methode="prorata",
        etat=EtatDecompte.TRANSMIS,
    )
    with pytest.raises(ImportRefuse, match="ne se remplace plus"):
        import_dossier(
            read_dossier(load_cas("heures-egales-prorata")["dossier"]), agent=None, now=MAINTENANT, remplacer=True
        )
    assert Depense.objects.filter(convention=convention).count() == len(
        load_cas("heures-egales-prorata")["dossier"]["depenses"]
    )


def test_a_body_known_under_another_code_is_named():
    import_cas("heures-egales-prorata")
    dossier = make_dossier()
    dossier["communes"][0]["insee"] = "54328"
    dossier["tranches"][0]["heures"]["54328"] = dossier["tranches"][0]["heures"].pop("99000")
    with pytest.raises(ImportRefuse, match="le code INSEE 54328 est déjà celui de Ludres"):
        import_dossier(read_dossier(dossier), agent=None, now=MAINTENANT)


def test_two_agreements_share_their_bodies_and_public_space():
    premiere = make_convention()
    seconde = make_convention(convention={"objet": "La suite (fictive)", "debut": "2023-07-01", "fin": "2025-06-30"})
    assert seconde.groupe == premiere.groupe
    assert Organisme.objects.count() == 4


def test_hours_finer_than_a_quarter_are_refused_at_import():
    with pytest.raises(ImportRefuse, match="au quart d’heure"):
        make_convention(("400", "233.33"))


def test_an_agreement_may_enter_before_its_hours_are_known():
    dossier = make_dossier() | {"tranches": []}
    convention = import_dossier(read_dossier(dossier), agent=None, now=MAINTENANT)
    assert convention.fin_heures is None
    assert dump_dossier(read_convention(convention)) == dossier


def test_a_draft_amendment_is_neither_exported_nor_computed():
    convention = import_cas("heures-egales-prorata")
    avenant = Avenant.objects.create(convention=convention, numero=1, effet_le=date(2021, 10, 1))
    Tranche.objects.create(convention=convention, debut=date(2021, 10, 1), avenant=avenant)
    assert dump_dossier(read_convention(convention)) == load_cas("heures-egales-prorata")["dossier"]


def test_an_association_may_employ_without_hours():
    dossier = make_dossier(("0", "400", "400"))
    employeuse = dossier["communes"][0]
    dossier["tranches"][0]["heures"].pop(employeuse["insee"])
    employeuse |= {"insee": employeuse["siret"][:9], "type": "association"}
    dossier["tranches"][0]["heures"][employeuse["insee"]] = "0"
    convention = import_dossier(read_dossier(dossier), agent=None, now=MAINTENANT)
    assert convention.employeuse.insee is None
    assert dump_dossier(read_convention(convention)) == dossier


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [(b"{", "JSON"), (b"\xff", "UTF-8"), (b"[]", "objet")],
)
def test_a_bad_file_is_refused_in_one_sentence(tmp_path, contenu, phrase):
    fichier = tmp_path / "dossier.json"
    fichier.write_bytes(contenu)
    with pytest.raises(Refus, match=phrase):
        call_command("importer", str(fichier))


def test_a_missing_file_is_refused_as_calculer_does():
    with pytest.raises(Refus, match=r"part\.json\u00a0» n’existe pas"):
        call_command("importer", "/nulle/part.json")


def test_reading_an_agreement_takes_the_same_queries_whatever_its_size(django_assert_num_queries):
    for rang, heures in enumerate([("400",), ("100",) * 12]):
        convention = make_convention(heures, base=100 * rang)
        with django_assert_num_queries(7):
            read_convention(convention)


def test_a_replaced_agreement_keeps_its_sessions_and_who_booked_them():
    convention = import_cas("heures-egales-prorata")
    seance = make_seance(convention)
    reservation = make_reservation(seance)
    dossier = read_dossier(load_cas("avenant-en-cours-d-annee")["dossier"])
    import_dossier(dossier, agent=None, now=MAINTENANT, remplacer=True)
    seance.refresh_from_db()
    assert (seance.convention_id, seance.prises) == (convention.pk, 1)
    assert reservation.inscriptions.get().seance == seance
