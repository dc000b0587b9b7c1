"""Titres and payments, as the accounting software and the treasury tell them; the sums called never change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone

from conseiller.journal.services import record
from conseiller.montants import format_euros
from conseiller.refus import Refus
from subventions.enums import EtatRecouvrement
from subventions.models import Paiement, Titre
from subventions.presentation.mots import write_jour
from subventions.presentation.recouvrement import SommeVue
from subventions.selectors.recouvrement import find_somme, see_titre

PAS_VENU = "Ce jour n’est pas encore venu\u00a0: corrigez la date."


class RecouvrementRefuse(Refus):
    """A titre or a payment that cannot be written down."""


def save_titre(titre: Titre, *, agent: Any, now: datetime) -> None:
    """Write down, or correct, the titre of a sum, its agreement being locked.

    A negative sum has a mandat instead. Raises RecouvrementRefuse with a French sentence.
    """
    somme, nouveau = see_titre(titre), titre.pk is None
    if nouveau:
        _check_appelee(somme)
    _check_jour(titre.emis_le, somme, "emis_le", now)
    _check_numero(titre, somme)
    titre.save()
    action = "inscrire le titre" if nouveau else "modifier le titre"
    details = {"numero": titre.numero, "emis_le": titre.emis_le.isoformat(), "montant": somme.montant}
    record(action, titre, agent=agent, now=now, convention=somme.convention, **details)


def delete_titre(titre: Titre, *, agent: Any, now: datetime) -> None:
    """Take back a titre written down by mistake. Raises RecouvrementRefuse once something is paid of it."""
    if titre.paiements.exists():
        raise RecouvrementRefuse("Ce titre a des paiements\u00a0: supprimez-les d’abord, s’ils sont faux eux aussi.")
    record(
        "supprimer le titre",
        titre,
        agent=agent,
        now=now,
        convention=see_titre(titre).convention,
        numero=titre.numero,
    )
    titre.delete()


def save_paiement(paiement: Paiement, *, agent: Any, now: datetime) -> None:
    """Write down, or correct, what was paid of a titre on one day, its agreement being locked.

    Raises RecouvrementRefuse when it is to come, or more than what is left to pay.
    """
    titre = paiement.titre
    somme, nouveau = see_titre(titre), paiement.pk is None
    _check_jour(paiement.paye_le, somme, "paye_le", now)
    autres = titre.paiements.exclude(pk=paiement.pk).aggregate(somme=Sum("montant", default=0))["somme"]
    reste = titre.montant - autres
    if abs(paiement.montant) > abs(reste):
        raise RecouvrementRefuse(
            f"Il ne reste que {format_euros(abs(reste))} à payer\u00a0: vérifiez le montant. Une somme reçue en trop se"
            " rembourse dans votre logiciel comptable.",
            champ="montant",
        )
    paiement.save()
    action = "inscrire le paiement" if nouveau else "modifier le paiement"
    details = {"titre": titre.numero, "paye_le": paiement.paye_le.isoformat(), "montant": paiement.montant}
    record(action, paiement, agent=agent, now=now, convention=somme.convention, **details)


def delete_paiement(paiement: Paiement, *, agent: Any, now: datetime) -> None:
    """Take back a payment written down by mistake."""
    titre = paiement.titre
    record(
        "supprimer le paiement",
        paiement,
        agent=agent,
        now=now,
        convention=see_titre(titre).convention,
        titre=titre.numero,
        montant=paiement.montant,
    )
    paiement.delete()


def _check_appelee(somme: SommeVue) -> None:
    """A sum is claimed once, of somebody else, by a statement that stands."""
    actuelle = find_somme(somme.genre, somme.cle, somme.convention)
    if actuelle is None:
        raise RecouvrementRefuse(
            "Ce décompte vient d’être remplacé\u00a0: le titre s’inscrit sur celui qui le remplace."
        )
    if getattr(actuelle, "titre", None) is not None:
        raise RecouvrementRefuse("Un titre est déjà inscrit pour cette somme\u00a0: corrigez-le plutôt.")
    if somme.etat is not EtatRecouvrement.A_EMETTRE:
        raise RecouvrementRefuse("Rien n’est appelé ici\u00a0: cette somme n’a ni titre ni mandat.")


def _check_jour(jour: date, somme: SommeVue, champ: str, now: datetime) -> None:
    if jour > timezone.localdate(now):
        raise RecouvrementRefuse(PAS_VENU, champ=champ)
    if jour < somme.depart:
        raise RecouvrementRefuse(
            f"La somme est appelée depuis le {write_jour(somme.depart)}\u00a0: ce jour-là ou après.", champ=champ
        )


def _check_numero(titre: Titre, somme: SommeVue) -> None:
    """A titre has one debtor: the same number for another one, in the same year of the same body, is a slip."""
    if titre.part is not None:
        employeuse = titre.part.cloture.employeuse_id
    else:
        assert titre.acompte is not None
        employeuse = titre.acompte.appel.convention.employeuse_id
    de_l_annee = Titre.objects.filter(numero=titre.numero, emis_le__year=titre.emis_le.year).exclude(pk=titre.pk)
    sens = "lt" if somme.est_mandat else "gt"
    parts = Q(part__cloture__employeuse=employeuse, **{f"part__appele__{sens}": 0}) & ~Q(part__siret=somme.siret)
    acomptes = Q(acompte__appel__convention__employeuse=employeuse, **{f"acompte__montant__{sens}": 0})
    acomptes &= ~Q(acompte__partie__organisme__siret=somme.siret)
    autre = de_l_annee.filter(parts | acomptes).select_related("part", "acompte__partie__organisme").first()
    if autre is not None:
        nom = autre.part.nom if autre.part else str(autre.acompte.partie)  # type: ignore[union-attr]
        raise RecouvrementRefuse(
            f"Ce numéro est déjà celui de {nom} pour {titre.emis_le.year}\u00a0: un titre n’a qu’un débiteur.",
            champ="numero",
        )
