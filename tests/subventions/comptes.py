"""Statements one after the other, and a year whose accounts hold a bit of everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from communes.models import Convention
from subventions import models
from subventions.calculs.appels import AjustementConvenu, Demande
from subventions.calculs.donnees import DecompteArrete, Depense, Dossier
from subventions.calculs.instantane import Instantane
from subventions.calculs.regularisations import keep_anterieurs
from subventions.enums import Nature
from subventions.selectors.previsions import read_prevision
from tests.subventions.arretes import close
from tests.subventions.instantanes import build_cas, dress

SEMESTRE_2021 = date(2021, 7, 1), date(2021, 12, 31)
ANNEE_2022 = date(2022, 1, 1), date(2022, 12, 31)
ANNEE_2023 = date(2023, 1, 1), date(2023, 6, 30)
LUDRES, FLEVILLE, HEILLECOURT, HOUDEMONT = "54328", "54197", "54257", "54265"
TARDIVE = Depense("Facture retrouvée", Nature.AUTRE, 100_00, date(2021, 8, 1), date(2021, 8, 1), None)
PAIE_2021 = Depense("Paie du semestre", Nature.REMUNERATION, 14_000_00, *SEMESTRE_2021, None)
SEUIL = 15_00


def open_dossier(*depenses: Depense, nom: str = "avenant-en-cours-d-annee", **champs: Any) -> Instantane:
    """The first statement of a worked case, `depenses` added, called with a threshold."""
    instantane = build_cas(nom)
    dossier = replace(instantane.dossier, depenses=(*instantane.dossier.depenses, *depenses))
    demande = Demande(seuil=SEUIL, **champs)
    return replace(instantane, dossier=dossier, du=SEMESTRE_2021[0], au=SEMESTRE_2021[1], report=None, demande=demande)


def follow(instantane: Instantane, du: date, au: date, *depenses: Depense, **champs: Any) -> Instantane:
    """The statement of `[du, au]` once that one is closed, `depenses` found since; `champs` of what is called."""
    resultat = instantane.compute()
    numero = f"{instantane.au.year}-{len(instantane.dossier.decomptes) + 1:03d}"
    arrete = DecompteArrete(
        numero=numero,
        du=instantane.du,
        au=instantane.au,
        methode=instantane.methode,
        parts={part.insee: part.total for part in resultat.parts},
        regularisations=dict(resultat.regularisations or {}),
        report_nouveau=resultat.report_nouveau,
    )
    dossier: Dossier = replace(
        instantane.dossier,
        depenses=(*instantane.dossier.depenses, *depenses),
        decomptes=(*instantane.dossier.decomptes, arrete),
    )
    anterieurs = keep_anterieurs(numero, resultat, instantane.regularise(resultat))
    demande = Demande(seuil=instantane.demande.seuil, anterieurs=anterieurs, **champs)
    return replace(instantane, dossier=dossier, du=du, au=au, demande=demande, contexte=dress(dossier))


def make_full() -> Instantane:
    """2022 with a late invoice of 2021, an adjustment, part payments, a sum left over from 2021."""
    bonne_volonte = AjustementConvenu(
        "Salle prêtée par Houdemont",
        "délibération n°\u00a012",
        date(2022, 6, 20),
        {LUDRES: 50_00, FLEVILLE: 0, HEILLECOURT: 0, HOUDEMONT: -50_00},
    )
    return follow(
        open_dossier(PAIE_2021),
        *ANNEE_2022,
        TARDIVE,
        acomptes={FLEVILLE: 300_00, HEILLECOURT: 2_000_00},
        reportes={HOUDEMONT: 12_34},
        ajustements=(bonne_volonte,),
    )


def call_more(convention: Convention) -> models.Cloture:
    """In the database: 2021 closed, then a late invoice of it; part payments of 2022, an adjustment between two."""
    cloture = close(convention, *SEMESTRE_2021, now=datetime(2022, 2, 20, 9, 0, tzinfo=UTC))
    parties = list(convention.parties.all())
    add_late_invoice(convention)
    prevision = read_prevision(convention, 2022, jour=date(2022, 3, 1))
    appel = models.AppelAcompte.objects.create(
        convention=convention,
        exercice=2022,
        taux=3000,
        instantane=prevision.donnees,
        empreinte=prevision.empreinte,
        appele_le=datetime(2022, 3, 1, tzinfo=UTC),
    )
    for rang, partie in enumerate(parties[1:], start=1):
        models.Acompte.objects.create(appel=appel, partie=partie, part_prevue=900_00 * rang, montant=270_00 * rang)
    ajustement = models.Ajustement.objects.create(
        convention=convention, motif="Salle prêtée pour les ateliers", convenu_le=date(2022, 6, 20)
    )
    for partie, montant in ((parties[0], 50_00), (parties[-1], -50_00)):
        models.LigneAjustement.objects.create(ajustement=ajustement, partie=partie, montant=montant)
    return cloture


def add_late_invoice(convention: Convention, montant: int = 100_00) -> models.Depense:
    """An invoice of August 2021 found afterwards."""
    return models.Depense.objects.create(
        convention=convention,
        libelle="Facture retrouvée",
        nature="autre",
        montant=montant,
        etat="constate",
        debut=date(2021, 8, 1),
        fin=date(2021, 8, 1),
    )
