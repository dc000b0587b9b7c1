"""The invoice as data: Cross Industry Invoice, profile EN 16931 of Factur-X, with the French rules of the reform.

Names of business terms (BT, BG) are those of the European standard EN 16931.
"""

from __future__ import annotations

import re
from datetime import date
from xml.etree.ElementTree import Element, register_namespace, tostring

from conseiller.montants import format_decimal
from subventions.calculs.facture import LigneFacture, Reference
from subventions.calculs.instantane import Identite
from subventions.documents.facture_vue import AVANCE, EXONERATION, INDEMNITE, PAIEMENT, PENALITES, Facture

ESPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
PROFIL = "urn:cen.eu:en16931:2017"
# BT-23: an invoice of services handed in by the supplier.
CADRE = "S1"
# Schemes of identifiers: SIREN, SIRET, electronic address of the French directory.
SIREN, SIRET, ANNUAIRE = "0002", "0009", "0225"
EXONEREE = "E"
MOTIF_EXONERATION = "VATEX-FR-CGI261-7"
UNITE = "C62"
JOUR_SEUL = "102"
# Signs that XML cannot hold, not even escaped.
INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

for prefixe, espace in ESPACES.items():
    register_namespace(prefixe, espace)


def write_cii(facture: Facture) -> bytes:
    """The XML of an invoice, in the order that the schema asks."""
    racine = _element(
        "rsm:CrossIndustryInvoice",
        _element(
            "rsm:ExchangedDocumentContext",
            _element("ram:BusinessProcessSpecifiedDocumentContextParameter", _element("ram:ID", CADRE)),
            _element("ram:GuidelineSpecifiedDocumentContextParameter", _element("ram:ID", PROFIL)),
        ),
        _write_document(facture),
        _element(
            "rsm:SupplyChainTradeTransaction",
            *(_write_ligne(rang, ligne) for rang, ligne in enumerate(facture.lignes, start=1)),
            _write_accord(facture),
            _element(
                "ram:ApplicableHeaderTradeDelivery",
                _element("ram:ActualDeliverySupplyChainEvent", _write_jour("ram:OccurrenceDateTime", facture.au)),
            ),
            _write_reglement(facture),
        ),
    )
    return bytes(tostring(racine, encoding="utf-8", xml_declaration=True))


def _write_document(facture: Facture) -> Element:
    notes = ((facture.objet, ""), (INDEMNITE, "PMT"), (PENALITES, "PMD"), (AVANCE, "AAB"))
    return _element(
        "rsm:ExchangedDocument",
        _element("ram:ID", facture.emission.numero),
        _element("ram:TypeCode", facture.emission.type.value),
        _write_jour("ram:IssueDateTime", facture.emission.date),
        *(
            _element(
                "ram:IncludedNote",
                _element("ram:Content", texte),
                *([_element("ram:SubjectCode", sujet)] if sujet else []),
            )
            for texte, sujet in notes
        ),
    )


def _write_ligne(rang: int, ligne: LigneFacture) -> Element:
    """A net price is never negative: what is deducted is a negative quantity."""
    return _element(
        "ram:IncludedSupplyChainTradeLineItem",
        _element("ram:AssociatedDocumentLineDocument", _element("ram:LineID", str(rang))),
        _element("ram:SpecifiedTradeProduct", _element("ram:Name", ligne.libelle)),
        _element(
            "ram:SpecifiedLineTradeAgreement",
            _element("ram:NetPriceProductTradePrice", _write_montant("ram:ChargeAmount", abs(ligne.montant))),
        ),
        _element(
            "ram:SpecifiedLineTradeDelivery",
            _element("ram:BilledQuantity", "-1" if ligne.montant < 0 else "1", unitCode=UNITE),
        ),
        _element(
            "ram:SpecifiedLineTradeSettlement",
            _element(
                "ram:ApplicableTradeTax",
                _element("ram:TypeCode", "VAT"),
                _element("ram:CategoryCode", EXONEREE),
                _element("ram:RateApplicablePercent", "0.00"),
            ),
            _element(
                "ram:SpecifiedTradeSettlementLineMonetarySummation",
                _write_montant("ram:LineTotalAmount", ligne.montant),
            ),
        ),
    )


def _write_accord(facture: Facture) -> Element:
    acheteur = facture.acheteur
    return _element(
        "ram:ApplicableHeaderTradeAgreement",
        *([_element("ram:BuyerReference", acheteur.code_service)] if acheteur.code_service else []),
        _write_partie("ram:SellerTradeParty", facture.vendeur),
        _write_partie("ram:BuyerTradeParty", acheteur),
        *(
            [_element("ram:BuyerOrderReferencedDocument", _element("ram:IssuerAssignedID", acheteur.numero_engagement))]
            if acheteur.numero_engagement
            else []
        ),
    )


def _write_partie(nom: str, partie: Identite) -> Element:
    siren = partie.siret[:9]
    adresse = (
        ("ram:PostcodeCode", partie.code_postal),
        ("ram:LineOne", partie.adresse),
        ("ram:CityName", partie.localite),
        ("ram:CountryID", "FR"),
    )
    return _element(
        nom,
        _element("ram:GlobalID", partie.siret, schemeID=SIRET),
        _element("ram:Name", partie.nom_complet),
        _element("ram:SpecifiedLegalOrganization", _element("ram:ID", siren, schemeID=SIREN)),
        _element("ram:PostalTradeAddress", *(_element(balise, texte) for balise, texte in adresse if texte)),
        _element("ram:URIUniversalCommunication", _element("ram:URIID", _write_adresse(partie), schemeID=ANNUAIRE)),
        *(
            [_element("ram:SpecifiedTaxRegistration", _element("ram:ID", siren, schemeID="FC"))]
            if nom == "ram:SellerTradeParty"
            else []
        ),
    )


def _write_adresse(partie: Identite) -> str:
    """The address of the French directory: SIREN, then the SIRET."""
    return f"{partie.siret[:9]}_{partie.siret}"


def _write_reglement(facture: Facture) -> Element:
    total = facture.total
    return _element(
        "ram:ApplicableHeaderTradeSettlement",
        _element("ram:InvoiceCurrencyCode", "EUR"),
        _element(
            "ram:ApplicableTradeTax",
            _write_montant("ram:CalculatedAmount", 0),
            _element("ram:TypeCode", "VAT"),
            _element("ram:ExemptionReason", EXONERATION),
            _write_montant("ram:BasisAmount", total),
            _element("ram:CategoryCode", EXONEREE),
            _element("ram:ExemptionReasonCode", MOTIF_EXONERATION),
            _element("ram:RateApplicablePercent", "0.00"),
        ),
        _element(
            "ram:BillingSpecifiedPeriod",
            _write_jour("ram:StartDateTime", facture.du),
            _write_jour("ram:EndDateTime", facture.au),
        ),
        _element("ram:SpecifiedTradePaymentTerms", _element("ram:Description", PAIEMENT)),
        _element(
            "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
            _write_montant("ram:LineTotalAmount", total),
            _write_montant("ram:TaxBasisTotalAmount", total),
            _element("ram:TaxTotalAmount", format_decimal(0), currencyID="EUR"),
            _write_montant("ram:GrandTotalAmount", total),
            _write_montant("ram:DuePayableAmount", total),
        ),
        *([_write_reference(facture.emission.reference)] if facture.emission.reference else []),
    )


def _write_reference(reference: Reference) -> Element:
    jour = _element("qdt:DateTimeString", f"{reference.date:%Y%m%d}", format=JOUR_SEUL)
    return _element(
        "ram:InvoiceReferencedDocument",
        _element("ram:IssuerAssignedID", reference.numero),
        _element("ram:FormattedIssueDateTime", jour),
    )


def _write_montant(nom: str, centimes: int) -> Element:
    return _element(nom, format_decimal(centimes))


def _write_jour(nom: str, jour: date) -> Element:
    return _element(nom, _element("udt:DateTimeString", f"{jour:%Y%m%d}", format=JOUR_SEUL))


def _element(nom: str, *contenu: Element | str, **attributs: str) -> Element:
    """An element of the schema, `prefix:Name`, with its text or its children."""
    prefixe, _, balise = nom.partition(":")
    element = Element(f"{{{ESPACES[prefixe]}}}{balise}", attributs)
    for morceau in contenu:
        if isinstance(morceau, str):
            element.text = INTERDITS.sub(" ", morceau)
        else:
            element.append(morceau)
    return element
