"""Snapshots to print: the worked cases dressed with identities and acts, and made-up agreements of any size."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from subventions.calculs.donnees import Commune, Depense, Dossier, Subvention, Tranche
from subventions.calculs.instantane import ActeCite, AvenantCite, Contexte, Identite, Instantane
from subventions.calculs.lecture import read_dossier
from subventions.enums import Methode, Nature
from tests.subventions.calculs.cas import load_cas

EMPREINTE = "b77ad2edf199a4b4479347afaf387d435a12480d0dc5b8e042c4c8991587d080"
NOM_LONG = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson-lès-Vitry-le-Franc"


def dress(dossier: Dossier, **changements: Any) -> Contexte:
    """A context for a dossier: every field filled, in the manner of the example agreement."""
    parties = tuple(
        Identite(
            code=commune.insee,
            ordre=rang,
            nom=commune.nom,
            nom_complet=f"Commune de {commune.nom}" if commune.type == "commune" else commune.nom,
            siret=commune.siret,
            employeuse=commune.employeuse,
            service="Service des finances",
            adresse="Hôtel de ville",
            code_postal="54710",
            localite=commune.nom,
            telephone="03 53 01 12 00",
            courriel="",
            code_service="",
            numero_engagement="",
            compte="70848, mise à disposition de personnel"
            if commune.employeuse
            else "6218, autre personnel extérieur",
        )
        for rang, commune in enumerate(dossier.communes, start=1)
    )
    employeuse = next(partie for partie in parties if partie.employeuse)
    contexte = Contexte(
        objet=dossier.objet,
        base_legale="",
        signee_le=None,
        debut=dossier.debut,
        fin=dossier.fin,
        exemple=True,
        parties=parties,
        actes=(
            ActeCite(employeuse.code, "deliberation", "3", date(2021, 2, 8), "création du poste"),
            ActeCite(employeuse.code, "deliberation", "15", date(2021, 4, 12), "création du poste"),
            ActeCite(employeuse.code, "deliberation", "10", None, "convention"),
        ),
        avenants=tuple(
            AvenantCite(tranche.avenant, tranche.debut - timedelta(days=40), tranche.debut)
            for tranche in dossier.tranches
            if tranche.avenant
        ),
    )
    return replace(contexte, **changements)


def build_cas(nom: str, **changements: Any) -> Instantane:
    """A worked case as a snapshot."""
    cas = load_cas(nom)
    dossier = read_dossier(cas["dossier"])
    return Instantane(
        dossier=dossier,
        du=date.fromisoformat(cas["du"]),
        au=date.fromisoformat(cas["au"]),
        methode=Methode(cas["methode"]),
        report=0,
        contexte=dress(dossier, **changements),
    )


def build_many(
    nombre: int,
    *,
    nom: str = "Commune",
    tranches: int = 1,
    subventions: int = 1,
    montant: int = 3_000_000,
    **changements: Any,
) -> Instantane:
    """An agreement of `nombre` bodies in 2021 and 2022; the last one has no hours when there are several."""
    communes = tuple(
        Commune(f"{54000 + rang}", f"{nom} {rang + 1}", f"{21540000000000 + rang}", rang == 0) for rang in range(nombre)
    )
    heures = {
        c.insee: 0 if rang and rang == nombre - 1 else 10000 * (nombre - rang) + 25 for rang, c in enumerate(communes)
    }
    debut, fin = date(2021, 7, 1), date(2023, 6, 30)
    dossier = Dossier(
        communes=communes,
        objet="Conseiller numérique partagé",
        debut=debut,
        fin=fin,
        tranches=tuple(
            Tranche(
                debut + timedelta(days=45 * rang),
                debut + timedelta(days=45 * (rang + 1) - 1) if rang < tranches - 1 else None,
                rang or None,
                {code: centiemes + 100 * rang for code, centiemes in heures.items()},
            )
            for rang in range(tranches)
        ),
        subventions=tuple(
            Subvention(f"Subvention {rang + 1}", montant // 2 // subventions, None, debut, fin, ())
            for rang in range(subventions)
        ),
        cofinancements=(),
        depenses=(
            Depense(
                "Rémunération",
                Nature.REMUNERATION,
                montant,
                debut,
                date(2022, 6, 30),
                None,
                reference="paie 2021-07 à 2022-06",
            ),
            Depense(
                "Licence annuelle de la messagerie", Nature.LICENCE, 120_00, date(2021, 10, 1), date(2022, 9, 30), None
            ),
            Depense("Ordinateur", Nature.EQUIPEMENT, 899_99, debut, debut, communes[-1].insee, reference="mandat 412"),
        ),
        methode=Methode.PRORATA,
    )
    return Instantane(dossier, debut, date(2022, 6, 30), Methode.PRORATA, 0, dress(dossier, **changements))
