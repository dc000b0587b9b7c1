"""The invoice of an association that employs: official rules passed, wrong ones refused, the same data in the PDF."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import facturx
import pikepdf
import pytest

from communes.enums import TypeOrganisme
from communes.models import Convention, Organisme
from conseiller.travaux.models import Travail
from conseiller.travaux.services import run_travail
from subventions.calculs.facture import Emission, Reference, TypeFacture
from subventions.calculs.instantane import Instantane
from subventions.calculs.resultat import Resultat
from subventions.documents.cii import write_cii
from subventions.documents.facture import render_facture
from subventions.documents.facture_vue import Facture, prepare_facture
from subventions.models import Cloture, Decompte
from subventions.selectors import read_instantane_of
from subventions.selectors.cloture import RENDU_ARRETE
from subventions.selectors.factures import list_emissions
from subventions.services.factures import render_factures, render_papiers
from tests.envois import adresse
from tests.fabrique import import_cas
from tests.subventions.arretes import close
from tests.subventions.decomptes import SEMESTRE, ask
from tests.subventions.factures import list_fautes
from tests.subventions.test_views_recouvrement import agree
from tests.subventions.test_views_subventions import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FEVRIER = datetime(2022, 2, 20, 9, 0, tzinfo=UTC)
JOUR = date(2022, 2, 20)
ORDINAIRE = Emission(TypeFacture.FACTURE, "2021-001-2", JOUR)
AVOIR = Emission(TypeFacture.AVOIR, "2022-001-2", JOUR, Reference("2021-001-2", date(2021, 12, 1)))


@pytest.fixture
def convention() -> Convention:
    """An association employs the adviser; the second party has all its references."""
    convention = import_cas("heures-egales-prorata")
    employeuse = convention.employeuse
    employeuse.type, employeuse.nom = TypeOrganisme.ASSOCIATION.value, "Association fictive du numérique"
    employeuse.save()
    convention.parties.filter(ordre=2).update(code_service="FINANCES", numero_engagement="ENG-2021-7")
    return convention


def read(convention: Convention) -> Instantane:
    return read_instantane_of(ask(convention, *SEMESTRE))


def prepare(convention: Convention, emission: Emission = ORDINAIRE) -> Facture:
    instantane = read(convention)
    code = convention.parties.get(ordre=2).organisme.code
    return prepare_facture(instantane, instantane.compute(), code, emission)


def test_an_invoice_passes_the_schema_and_both_rule_books(convention):
    assert list_fautes(write_cii(prepare(convention))) == []


def test_deductions_are_lines_and_a_credit_note_passes_too(convention):
    agree(convention, {2: -10_000_00, 3: 10_000_00})
    avoir = prepare(convention, AVOIR)
    assert [ligne.montant > 0 for ligne in avoir.lignes] == [False, True]
    assert avoir.total > 0
    assert list_fautes(write_cii(avoir)) == []


def test_an_invoice_that_corrects_another_passes_too(convention):
    rectificative = prepare(convention, replace(AVOIR, type=TypeFacture.RECTIFICATIVE))
    assert list_fautes(write_cii(rectificative)) == []


def test_names_that_look_like_xml_or_that_it_cannot_hold_stay_names(convention):
    nom = "</ram:Name><!ENTITY x>&x; \x01\x0b\ufffe Ludres"
    Organisme.objects.update(adresse=nom)
    xml = write_cii(prepare(convention))
    assert list_fautes(xml) == []
    assert b"&lt;/ram:Name&gt;&lt;!ENTITY x&gt;&amp;x;    " in xml


@pytest.mark.parametrize(
    ("change", "regle"),
    [
        (lambda xml: xml.replace(b"<ram:SubjectCode>PMT", b"<ram:SubjectCode>AAA"), "BR-FR-05"),
        (lambda xml: xml.replace(b"<ram:ID>S1<", b"<ram:ID>Z1<"), "BR-FR-08"),
        (lambda xml: xml.replace(b"<ram:DuePayableAmount>", b"<ram:DuePayableAmount>1"), "BR-CO-16"),
        (lambda xml: xml.replace(b"<ram:ID>2021-001-2<", b"<ram:ID>2021 001 2<"), "BR-FR-02"),
    ],
)
def test_a_wrong_one_is_refused_by_the_rule_that_it_breaks(convention, change, regle):
    xml = write_cii(prepare(convention))
    fausse = change(xml)
    assert fausse != xml
    assert any(regle in faute for faute in list_fautes(fausse)), list_fautes(fausse)


def test_one_that_is_not_of_the_schema_is_refused(convention):
    with pytest.raises(Exception, match="not valid against the official XML Schema Definition"):
        list_fautes(write_cii(prepare(convention)).replace(b"ram:TypeCode", b"ram:Genre"))


def test_the_pdf_carries_the_same_invoice_and_says_so(convention):
    instantane = read(convention)
    code = convention.parties.get(ordre=2).organisme.code
    resultat = instantane.compute()
    pdf = render_facture(instantane, resultat, code, emission=ORDINAIRE, empreinte="0" * 64)
    nom, xml = facturx.get_facturx_xml_from_pdf(io.BytesIO(pdf), check_xsd=True)
    assert (nom, xml) == ("factur-x.xml", write_cii(prepare_facture(instantane, resultat, code, ORDINAIRE)))
    with pikepdf.open(io.BytesIO(pdf)) as ouvert:
        liens = {(str(fichier.UF), str(fichier.AFRelationship)) for fichier in ouvert.Root.AF}
        proprietes = bytes(ouvert.Root.Metadata.read_bytes()).decode()
    assert liens == {("factur-x.xml", "/Alternative")}
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in proprietes
    assert "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>" in proprietes


class TestEmissions:
    def test_a_public_body_bills_nobody(self):
        assert list_emissions(close(import_cas("heures-egales-prorata"), now=FEVRIER)) == {}

    def test_an_association_bills_each_party_it_calls(self, convention):
        cloture = close(convention, now=FEVRIER)
        emissions = list_emissions(cloture)
        assert [emission.numero for emission in emissions.values()] == ["2021-001-2", "2021-001-3", "2021-001-4"]
        assert {emission.type for emission in emissions.values()} == {TypeFacture.FACTURE}

    def test_a_sum_to_give_back_corrects_the_latest_invoice(self, convention):
        close(convention, now=FEVRIER)
        agree(convention, {2: -10_000_00, 3: 10_000_00})
        suivante = close(convention, date(2022, 1, 1), date(2022, 12, 31), now=datetime(2023, 1, 20, tzinfo=UTC))
        emission = list_emissions(suivante)[convention.parties.get(ordre=2).organisme.code]
        assert emission == Emission(TypeFacture.AVOIR, "2022-001-2", date(2023, 1, 20), Reference("2021-001-2", JOUR))

    def test_a_sum_to_give_back_before_any_invoice_has_none(self, convention):
        agree(convention, {2: -10_000_00, 3: 10_000_00})
        code = convention.parties.get(ordre=2).organisme.code
        assert code not in list_emissions(close(convention, now=FEVRIER))

    def test_the_replacing_one_corrects_the_replaced_one(self, convention):
        premiere = close(convention, now=FEVRIER)
        remplacante = replace_cloture(premiere)
        assert {emission.type for emission in list_emissions(remplacante).values()} == {TypeFacture.RECTIFICATIVE}


def replace_cloture(cloture: Cloture) -> Cloture:
    """Another statement of the same period, that cancels and replaces it."""
    decompte: Decompte = cloture.decompte
    return close(decompte.convention, decompte.du, decompte.au, now=FEVRIER, remplace=decompte)


def print_etat(instantane: Instantane, resultat: Resultat, code: str, **champs: object) -> bytes:
    return f"%PDF-1.7 {code}".encode()


def print_facture(
    instantane: Instantane, resultat: Resultat, code: str, *, emission: Emission, empreinte: str
) -> bytes:
    return f"%PDF-1.7 facture {emission.numero} {empreinte}".encode()


@pytest.mark.usefixtures("pieces")
class TestRendu:
    def render(self, cloture: Cloture) -> None:
        travail = Travail.objects.filter(tache=RENDU_ARRETE, objet=cloture.decompte_id).last()
        run_travail(travail.pk, partial(render_papiers, etat=print_etat, facture=print_facture))

    def read(self, client, page: str) -> bytes:
        """The file; nothing when it does not exist."""
        reponse = client.get(page)
        return b"".join(reponse.streaming_content) if reponse.status_code == 200 else b""

    def test_invoices_come_with_the_papers_of_the_closing_and_are_rendered_once(self, convention):
        cloture = close(convention, now=FEVRIER)
        self.render(cloture)
        natures = sorted(cloture.documents.values_list("nature", flat=True))
        assert natures.count("facture") == 3
        render_factures(cloture, render=print_facture)
        assert sorted(cloture.documents.values_list("nature", flat=True)) == natures

    def test_each_party_opens_its_own_invoice(self, client, convention):
        cloture = close(convention, now=FEVRIER)
        self.render(cloture)
        codes = list(cloture.parts.order_by("partie__ordre").values_list("code", flat=True))
        pages = [adresse("facture", convention, cloture.decompte_id, code) for code in codes]
        sign_in(client, convention)
        lues = [self.read(client, page) for page in pages]
        empreinte = cloture.empreinte
        assert lues == [b"", *(f"%PDF-1.7 facture 2021-001-{rang} {empreinte}".encode() for rang in (2, 3, 4))]
        sign_in(client, convention, 3)
        assert [self.read(client, page) for page in pages] == [b"", b"", lues[2], b""]
        page = client.get(adresse("decompte", convention, cloture.decompte_id))
        assert adresse("facture", convention, cloture.decompte_id, codes[2]) in page.content.decode()

    def test_a_public_body_has_none(self):
        cloture = close(import_cas("heures-egales-prorata"), now=FEVRIER)
        self.render(cloture)
        assert "facture" not in cloture.documents.values_list("nature", flat=True)
