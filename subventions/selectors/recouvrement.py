"""Called sums, those of closed statements and the part payments, with their titres and what is paid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from communes.models import Convention, Role
from communes.permissions import Action
from subventions.enums import EtatDecompte, GenreSomme
from subventions.models import Acompte, AppelAcompte, Decompte, PartArretee, Titre
from subventions.presentation.mots import write_dates
from subventions.presentation.recouvrement import PaiementVu, SommeVue, TitreVu

DE_LA_PART = "cloture__decompte__convention"
DE_L_ACOMPTE = "appel__convention"


def list_sommes(agent: Any, conventions: Iterable[int]) -> list[SommeVue]:
    """The sums of some agreements that the agent may follow, the latest first; 4 queries whatever their number.

    The employing body follows all of them, a partner its own. A replaced statement calls nothing any more.
    """
    cles = list(conventions)
    parts = _read_parts().filter(_visible_to(agent, DE_LA_PART), **{f"{DE_LA_PART}__in": cles})
    acomptes = _read_acomptes().filter(_visible_to(agent, DE_L_ACOMPTE), **{f"{DE_L_ACOMPTE}__in": cles})
    sommes = [*map(see_part, parts), *map(see_acompte, acomptes)]
    return sorted(sommes, key=lambda somme: somme.depart, reverse=True)


def read_recouvrement(decompte: Decompte, agent: Any) -> list[SommeVue]:
    """The sums of one closed statement that the agent may follow, in the order of the act; 2 queries."""
    parts = _read_parts().filter(_visible_to(agent, DE_LA_PART), cloture__decompte=decompte)
    return [see_part(part) for part in parts]


def list_acomptes(appel: AppelAcompte, agent: Any) -> list[SommeVue]:
    """The part payments of one call that the agent may follow, in the order of the act; 2 queries."""
    acomptes = _read_acomptes().filter(_visible_to(agent, DE_L_ACOMPTE), appel=appel)
    return [see_acompte(acompte) for acompte in acomptes]


def find_somme(genre: GenreSomme, cle: int, convention_id: int) -> PartArretee | Acompte | None:
    """The sum that an address names, when it is one of the agreement; a replaced statement's is none."""
    if genre is GenreSomme.PART:
        return _read_parts().filter(pk=cle, **{f"{DE_LA_PART}__pk": convention_id}).first()
    return _read_acomptes().filter(pk=cle, **{f"{DE_L_ACOMPTE}__pk": convention_id}).first()


def list_titres(convention_id: int) -> Any:
    """The titres of an agreement, each with its sum."""
    de_la_convention = Q(**{f"part__{DE_LA_PART}__pk": convention_id}) | Q(
        **{f"acompte__{DE_L_ACOMPTE}__pk": convention_id}
    )
    relations = (f"part__{DE_LA_PART}", "part__partie__organisme", f"acompte__{DE_L_ACOMPTE}")
    return Titre.objects.filter(de_la_convention).select_related(*relations, "acompte__partie__organisme")


def see_titre(titre: Titre) -> SommeVue:
    """The sum of a titre."""
    if titre.part is not None:
        return see_part(titre.part)
    assert titre.acompte is not None
    return see_acompte(titre.acompte)


def see_part(part: PartArretee) -> SommeVue:
    """A party's share of a closed statement, as pages tell it."""
    cloture = part.cloture
    return SommeVue(
        genre=GenreSomme.PART,
        cle=part.pk,
        convention=cloture.decompte.convention_id,
        convention_nom=cloture.decompte.convention.objet,
        decompte=cloture.decompte_id,
        origine=f"Décompte n°\u00a0{cloture.numero}",
        objet=f"participation aux coûts du {write_dates(cloture.decompte.du, cloture.decompte.au)}",
        exercice=cloture.exercice_comptable,
        depart=timezone.localdate(cloture.arrete_le),
        partie=part.partie_id,
        debiteur=part.nom,
        siret=part.siret,
        employeuse=part.employeuse,
        solde=part.solde,
        montant=part.appele,
        titre=_see_titre(getattr(part, "titre", None)),
    )


def see_acompte(acompte: Acompte) -> SommeVue:
    """A party's part payment, as pages tell it."""
    appel, organisme = acompte.appel, acompte.partie.organisme
    return SommeVue(
        genre=GenreSomme.ACOMPTE,
        cle=acompte.pk,
        convention=appel.convention_id,
        convention_nom=appel.convention.objet,
        decompte=None,
        origine=f"Acompte {appel.exercice}",
        objet=f"acompte sur la participation de l’exercice {appel.exercice}",
        exercice=appel.exercice,
        depart=timezone.localdate(appel.appele_le),
        partie=acompte.partie_id,
        debiteur=organisme.nom,
        siret=organisme.siret,
        employeuse=organisme.pk == appel.convention.employeuse_id,
        solde=acompte.montant,
        montant=acompte.montant,
        titre=_see_titre(getattr(acompte, "titre", None)),
    )


def filter_sommes(sommes: Iterable[SommeVue], *, etat: str, exercice: int | None, jour: date) -> list[SommeVue]:
    """Those in a state, `retard` standing for what is unpaid too late, of a financial year; empty answers keep all."""
    return [
        somme
        for somme in sommes
        if (not etat or somme.etat == etat or (etat == "retard" and somme.count_retard(jour)))
        and (exercice is None or somme.exercice == exercice)
    ]


def list_suivies(agent: Any) -> list[Convention]:
    """The agreements whose sums the agent may follow, wholly or their own; 1 query."""
    return list(Convention.objects.permitted(agent, Action.VOIR_SES_DOCUMENTS))


def _see_titre(titre: Titre | None) -> TitreVu | None:
    if titre is None or titre.pk is None:
        return None
    paiements = tuple(PaiementVu(paiement.pk, paiement.paye_le, paiement.montant) for paiement in titre.paiements.all())
    return TitreVu(titre.pk, titre.numero, titre.emis_le, paiements)


def _read_parts() -> Any:
    arretees = PartArretee.objects.filter(cloture__decompte__etat=EtatDecompte.ARRETE)
    lues = arretees.select_related("titre", DE_LA_PART).prefetch_related("titre__paiements")
    return lues.order_by("-cloture", "partie__ordre")


def _read_acomptes() -> Any:
    lus = Acompte.objects.select_related("titre", DE_L_ACOMPTE, "partie__organisme")
    return lus.prefetch_related("titre__paiements").order_by("-appel__exercice", "partie__ordre")


def _visible_to(agent: Any, chemin: str) -> Q:
    """All the sums of the agreements that the agent reads whole, their own body's in the others."""
    entieres = Convention.objects.permitted(agent, Action.VOIR_TOUS_LES_DOCUMENTS)
    siennes = Convention.objects.permitted(agent, Action.VOIR_SES_DOCUMENTS)
    roles = Role.objects.filter(
        Q(convention=OuterRef(chemin)) | Q(convention=None),
        agent=agent,
        organisme=OuterRef("partie__organisme"),
    )
    return Q(**{f"{chemin}__in": entieres}) | (Q(**{f"{chemin}__in": siennes}) & Q(Exists(roles)))
