"""What a reader must know before writing a forecast in a budget."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from conseiller.montants import INSECABLE
from subventions.calculs.prevision import Prevision
from subventions.calculs.previsionnel import Previsionnel
from subventions.enums import Methode
from subventions.presentation.couts import PAIE
from subventions.presentation.mots import join_mots, write_jour


def list_avertissements(source: Previsionnel, prevision: Prevision) -> tuple[str, ...]:
    """Sentences, each one with what to do or to expect."""
    return tuple(_warn(source, prevision))


def lacks_forecast(source: Previsionnel, prevision: Prevision) -> bool:
    """Whether nobody has typed what the rest of the year should cost."""
    return not prevision.prevu and source.jour <= prevision.resultat.au


def _warn(source: Previsionnel, prevision: Prevision) -> Iterator[str]:
    yield from _warn_annee(source, prevision)
    if not lacks_forecast(source, prevision):
        yield from _warn_paie(source, prevision)
    yield from _warn_terme(source, prevision)
    yield from _warn_subventions(source, prevision)


def _warn_annee(source: Previsionnel, prevision: Prevision) -> Iterator[str]:
    du, au = prevision.resultat.du, prevision.resultat.au
    if source.jour > au:
        yield "L’année est finie\u00a0: le décompte, qui ne compte que les dépenses constatées, fait foi."
    elif source.jour >= du:
        yield (
            "L’année est entamée\u00a0: les dépenses constatées comptent pour leur montant, les autres pour leur"
            " prévision."
        )


def _warn_paie(source: Previsionnel, prevision: Prevision) -> Iterator[str]:
    """Pay that stops before the year's last day in the agreement is most often a month that nobody typed."""
    du = prevision.resultat.du
    attendu = min(prevision.resultat.au, source.dossier.fin)
    fins = [depense.fin for depense in source.dossier.depenses if depense.nature in PAIE and depense.debut <= attendu]
    derniere = max(fins, default=date.min)
    if du <= attendu and derniere < attendu:
        jusque = f"s’arrête au {write_jour(derniere)}" if derniere >= du else "n’est pas saisie"
        yield f"La paie {jusque}\u00a0: ajoutez ce qui est prévu jusqu’au {write_jour(attendu)}."


def _warn_terme(source: Previsionnel, prevision: Prevision) -> Iterator[str]:
    fin = source.dossier.fin
    apres = [depense for depense in prevision.resultat.depenses if depense.etalement.fin > fin]
    if apres and prevision.resultat.au > fin:
        yield (
            f"Des coûts tombent après le terme du {write_jour(fin)}\u00a0: les communes les partagent encore, selon les"
            " dernières heures."
        )


def _warn_subventions(source: Previsionnel, prevision: Prevision) -> Iterator[str]:
    du, au = prevision.resultat.du, prevision.resultat.au
    dossier = source.dossier
    for place, subvention in enumerate(dossier.subventions):
        if subvention.signee_le is None and subvention.debut <= au and subvention.fin >= du:
            yield (
                f"«\u00a0{subvention.libelle}\u00a0» n’a pas de date de signature\u00a0: elle est comptée comme si"
                " elle était acquise, et ses versements à délai ne sont pas datés."
            )
        rangs = [f"n°{INSECABLE}{rang}" for ordre, rang in source.ecartes if ordre == place]
        if rangs and dossier.methode is Methode.ENCAISSEMENT:
            rang = join_mots(rangs)
            yield f"«\u00a0{subvention.libelle}\u00a0», versement {rang}\u00a0: suspendu ou annulé, non compté."
    derniere = max((subvention.fin for subvention in dossier.subventions), default=au)
    if du <= derniere < au <= dossier.fin:
        yield f"La subvention s’arrête le {write_jour(derniere)}, avant la fin de l’année."
