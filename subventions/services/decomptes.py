"""Ask for a statement, compute it, record what came out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from communes.enums import Methode
from communes.models import Convention
from conseiller.journal.services import record
from conseiller.refus import JOURS_INVERSES, Refus
from conseiller.travaux.models import Travail
from conseiller.travaux.services import finish_travail, request_travail
from subventions.calculs.decompte import CalculImpossible
from subventions.calculs.lecture.objet import DERNIERE_ANNEE, PREMIERE_ANNEE
from subventions.enums import EtatDecompte
from subventions.models import Decompte
from subventions.selectors import CALCUL, RENDU, EtatAvancement, progress, read_instantane_of
from subventions.selectors.arretes import find_obstacle
from subventions.services.versions import compute_calcul, keep_versions


class DecompteRefuse(Refus):
    """A statement that cannot be asked for or computed."""


def request_decompte(
    convention: Convention,
    du: date,
    au: date,
    *,
    agent: Any,
    now: datetime,
    methode: Methode | None = None,
    solde_final: bool | None = None,
    remplace: Decompte | None = None,
) -> tuple[Decompte, bool]:
    """Ask for the statement of `[du, au]`; the workers compute it, then render its documents.

    `solde_final`, `remplace`: None keeps what the draft says already. Returns the draft of that period, and False when
    nothing had to be asked: it is up to date, or already under way. Raises DecompteRefuse on dates that are inverted,
    or that no dossier may hold, on a method that closed statements forbid, on a statement that cannot be replaced.
    """
    if au < du:
        raise DecompteRefuse(JOURS_INVERSES)
    if not PREMIERE_ANNEE <= du.year <= au.year <= DERNIERE_ANNEE:
        raise DecompteRefuse(f"Les dates vont de {PREMIERE_ANNEE} à {DERNIERE_ANNEE}\u00a0: corrigez la période.")
    methode = methode or Methode(convention.methode)
    with transaction.atomic():
        # The agreement first, as everywhere: a closing under way has ended before its method and state are read.
        Convention.objects.select_for_update().get(pk=convention.pk)
        check_methode(methode, _list_methodes(convention))
        if remplace is not None and (obstacle := find_obstacle(remplace)):
            raise DecompteRefuse(obstacle)
        decompte = _hold_brouillon(convention, du, au, methode)
        _describe(decompte, solde_final, remplace)
        if decompte.version and (_under_way(decompte) or _up_to_date(decompte)):
            return decompte, False
        request_travail(CALCUL, decompte.pk, agent=agent, now=now)
        record("demander le décompte", decompte, agent=agent, now=now, convention=convention.pk)
    return decompte, True


def _hold_brouillon(convention: Convention, du: date, au: date, methode: Methode) -> Decompte:
    """The draft of the period under that method, made if need be, locked for the transaction.

    A calculation holds the same lock from its first read: it either sees what we were asked after, or has ended.
    """
    brouillons = Decompte.objects.filter(convention=convention, du=du, au=au, etat=EtatDecompte.BROUILLON)
    verrouilles = brouillons.select_for_update()
    decompte = verrouilles.first()
    if decompte is None:
        try:
            with transaction.atomic():
                return Decompte.objects.create(
                    convention=convention, du=du, au=au, exercice=au.year, methode=methode.value
                )
        except IntegrityError:
            # Another request created the same draft at the same moment.
            decompte = verrouilles.get()
    if decompte.methode != methode:
        decompte.methode = methode.value
        decompte.save(update_fields=["methode"])
    return decompte


def _describe(decompte: Decompte, solde_final: bool | None, remplace: Decompte | None) -> None:
    """Write on the draft what it is, when it says otherwise."""
    avant = decompte.solde_final, decompte.remplace_id
    if solde_final is not None:
        decompte.solde_final = solde_final
    if remplace is not None:
        decompte.remplace = remplace
    if (decompte.solde_final, decompte.remplace_id) != avant:
        decompte.save(update_fields=["solde_final", "remplace"])


def check_methode(methode: Methode, arretees: Iterable[Methode]) -> None:
    """Raise DecompteRefuse unless a method is that of every statement already closed (R5)."""
    for arretee in arretees:
        if arretee is not methode:
            raise DecompteRefuse(
                "La subvention se compte comme dans les décomptes déjà arrêtés,"
                f" {arretee.libelle}\u00a0: demandez celui-ci de la même façon."
            )


def _list_methodes(convention: Convention) -> list[Methode]:
    """Methods of the closed statements, those replaced since included."""
    fermes = Decompte.objects.filter(convention=convention, etat__in=(EtatDecompte.ARRETE, EtatDecompte.REMPLACE))
    return [Methode(methode) for methode in fermes.order_by().values_list("methode", flat=True).distinct()]


def _under_way(decompte: Decompte) -> bool:
    return progress(decompte).etat in {EtatAvancement.ATTENTE, EtatAvancement.CALCUL}


def _up_to_date(decompte: Decompte) -> bool:
    if progress(decompte).etat is not EtatAvancement.PRET:
        return False
    try:
        return not compute_calcul(decompte, read_instantane_of(decompte)).change
    except CalculImpossible:
        return False


def retry_decompte(decompte: Decompte, *, agent: Any, now: datetime) -> None:
    """Ask again after a failure; what is already rendered for the same figures is kept."""
    with transaction.atomic():
        request_travail(CALCUL, decompte.pk, agent=agent, now=now)
        record("relancer le décompte", decompte, agent=agent, now=now, convention=decompte.convention_id)


def compute_decompte(travail: Travail) -> None:
    """Compute the statement of a job, keep its snapshot and its shares, and ask for its documents.

    The same figures keep their version and their documents. Raises DecompteRefuse when a rule forbids the calculation,
    BailPerdu (and nothing is written) when the job went to another worker meanwhile.
    """
    with transaction.atomic():
        # Locked from the first read on: whoever changes something and asks meanwhile waits, then asks for a new job.
        # The agreement first, as its forms lock it: a dozen reads see it at one moment.
        convention = Convention.objects.select_for_update(of=("self",)).get(decomptes=travail.objet)
        decompte = Decompte.objects.select_for_update().get(pk=travail.objet)
        if decompte.etat != EtatDecompte.BROUILLON:
            raise DecompteRefuse("Ce décompte n’est plus un brouillon\u00a0: il ne se recalcule pas.")
        decompte.convention = convention
        try:
            calcul = compute_calcul(decompte, read_instantane_of(decompte))
        except CalculImpossible as erreur:
            raise DecompteRefuse(str(erreur)) from erreur
        now = timezone.now()
        if calcul.change:
            keep_versions([calcul], now=now)
            record("calculer le décompte", decompte, agent=None, now=now, convention=convention.pk)
        request_travail(RENDU, decompte.pk, agent=travail.demande_par, now=now, total=len(calcul.resultat.parts) + 1)
        finish_travail(travail)
