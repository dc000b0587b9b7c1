"""Amendments as pages show them: what each changes, who has decided, which statements it reaches, what to beware of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import pairwise
from typing import Any

from communes.calculs import UN_JOUR
from communes.enums import TypeActe
from communes.models import Acte, Avenant, Convention, Partie
from communes.presentation.heures import write_quarts
from conseiller.bureau.heures import Comparaison, HeuresVues, TrancheVue
from conseiller.montants import MOINS
from subventions.enums import EtatDecompte
from subventions.models import Decompte
from subventions.presentation.mots import count_mots, join_mots, name_periode, write_jour

MOUVEMENTS_MAX = 3


@dataclass(frozen=True, slots=True)
class DecompteTouche:
    """A statement whose period an amendment reaches."""

    decompte: Decompte
    a_redemander: bool

    @property
    def nom(self) -> str:
        """« Décompte du 2e semestre 2021 »."""
        return f"Décompte {name_periode(self.decompte.du, self.decompte.au)}"

    @property
    def brouillon(self) -> bool:
        """Whether it still follows what changes."""
        return self.decompte.etat == EtatDecompte.BROUILLON


@dataclass(frozen=True, slots=True)
class AvenantVu:
    """One amendment; `deliberations` gives each party's decision, None when none is recorded."""

    avenant: Avenant
    comparaison: Comparaison | None
    changements: str
    deliberations: tuple[tuple[Partie, Acte | None], ...]
    decomptes: tuple[DecompteTouche, ...]
    avertissements: tuple[str, ...]
    retroactif: bool
    maximum: int

    @property
    def decidees(self) -> int:
        """How many councils have decided."""
        return sum(acte is not None for _, acte in self.deliberations)

    @property
    def dernier_jour(self) -> date:
        """The day before it takes effect."""
        return self.avenant.effet_le - UN_JOUR

    @property
    def marque(self) -> str:
        """Changes when what the amendment does changes."""
        avenant = self.avenant
        quarts = sorted(self.comparaison.apres.quarts.items()) if self.comparaison else None
        faits = (avenant.numero, avenant.effet_le, avenant.nouveau_terme, avenant.partie_sortante_id, quarts)
        return sha256(repr(faits).encode()).hexdigest()[:16]


def read_avenant(avenant: Avenant, vues: HeuresVues, agent: Any, *, now: date) -> AvenantVu:
    """What the page of an amendment shows, with the statements that the agent may read; 2 queries."""
    actes = {acte.organisme_id: acte for acte in avenant.actes.filter(type=TypeActe.DELIBERATION)}
    deliberations = tuple((partie, actes.get(partie.organisme_id)) for partie in vues.parties)
    decomptes = _list_decomptes(avenant, agent)
    return AvenantVu(
        avenant=avenant,
        comparaison=vues.find_comparaison(avenant),
        changements=begin(describe_avenant(vues, avenant)),
        deliberations=deliberations,
        decomptes=decomptes,
        avertissements=tuple(_warn(avenant, deliberations, decomptes, now)),
        retroactif=avenant.effet_le < now or bool(decomptes),
        maximum=vues.maximum,
    )


def list_lignes(vues: HeuresVues) -> list[tuple[Avenant, str]]:
    """Every amendment with what it changes, the latest first."""
    return [(avenant, begin(describe_avenant(vues, avenant))) for avenant in reversed(vues.avenants)]


def tell_signature(vu: AvenantVu) -> str:
    """What is left to do once an amendment is signed."""
    phrase = f"L’avenant n°\u00a0{vu.avenant.numero} est signé."
    noms = [touche.nom for touche in vu.decomptes if touche.brouillon]
    if not noms:
        return phrase
    return f"{phrase} À demander de nouveau, pour qu’il y compte\u00a0: {join_mots(noms)}."


def _list_decomptes(avenant: Avenant, agent: Any) -> tuple[DecompteTouche, ...]:
    decomptes = (
        Decompte.objects.visible_to(agent)
        .filter(convention=avenant.convention_id, au__gte=avenant.effet_le)
        .exclude(etat=EtatDecompte.REMPLACE)
        .order_by("du", "pk")
    )
    return tuple(DecompteTouche(decompte, _ignores(decompte, avenant)) for decompte in decomptes)


def _ignores(decompte: Decompte, avenant: Avenant) -> bool:
    """Whether a draft was computed without that amendment."""
    if decompte.etat != EtatDecompte.BROUILLON or decompte.instantane is None:
        return False
    return avenant.numero not in {cite["numero"] for cite in decompte.instantane["contexte"]["avenants"]}


def _warn(
    avenant: Avenant,
    deliberations: Sequence[tuple[Partie, Acte | None]],
    decomptes: Iterable[DecompteTouche],
    now: date,
) -> Iterator[str]:
    if avenant.brouillon and avenant.effet_le < now:
        yield (
            f"Effet rétroactif\u00a0: il s’appliquera depuis le {write_jour(avenant.effet_le)}, un jour passé. Vérifiez"
            " que la délibération le permet."
        )
    if avenant.signe_le and avenant.effet_le < avenant.signe_le:
        yield f"Il s’applique depuis le {write_jour(avenant.effet_le)}, avant sa signature."
    if any(not touche.brouillon for touche in decomptes):
        yield (
            "Un décompte transmis ou arrêté ne change plus\u00a0: la différence sera calculée comme régularisation du"
            " prochain décompte."
        )
    manquent = [partie.organisme.nom for partie, acte in deliberations if acte is None]
    if all(acte is None for _, acte in deliberations):
        yield "Aucune délibération n’est encore enregistrée."
    elif manquent:
        yield f"Délibération pas encore enregistrée\u00a0: {join_mots(manquent)}."
    sans_date = [partie.organisme.nom for partie, acte in deliberations if acte and acte.executoire_le is None]
    if sans_date:
        yield f"Date exécutoire à compléter\u00a0: {join_mots(sans_date)}."


def describe_avenant(vues: HeuresVues, avenant: Avenant) -> str:
    """What an amendment changes, to be put in a sentence."""
    morceaux = []
    comparaison = vues.find_comparaison(avenant)
    if avenant.partie_sortante:
        dernier = write_jour(avenant.effet_le - UN_JOUR)
        morceaux.append(f"sortie de {avenant.partie_sortante.organisme.nom} après le {dernier}")
    if avenant.nouveau_terme:
        morceaux.append(f"nouveau terme le {write_jour(avenant.nouveau_terme)}")
    if comparaison and comparaison.avant:
        morceaux.append(describe_mouvements(vues, comparaison.avant, comparaison.apres))
    elif comparaison:
        morceaux.append("premières heures de chaque commune")
    if not morceaux:
        return "ni les heures ni le terme ne changent"
    return "\u202f; ".join(morceaux)


def list_coupes(vues: HeuresVues, convention: Convention) -> Iterator[tuple[date, bool, str, str]]:
    """What cuts the agreement: day, whether it is a draft, name, what it changes."""
    for avant, tranche in pairwise(vues.tranches):
        nom = name_tranche(tranche)
        if nom:
            yield tranche.debut, False, nom, describe_mouvements(vues, avant, tranche)
    for avenant in vues.avenants:
        if convention.debut < avenant.effet_le <= convention.fin:
            nom = f"Avenant n°\u00a0{avenant.numero}{', en projet' if avenant.brouillon else ''}"
            yield avenant.effet_le, avenant.brouillon, nom, describe_avenant(vues, avenant)


def name_tranche(tranche: TrancheVue) -> str:
    """The amendment behind a slice that an amendment's effect date does not tell of already; else nothing."""
    if tranche.avenant is None:
        return "Nouvelle tranche d’heures"
    return "" if tranche.debut == tranche.avenant.effet_le else f"Avenant n°\u00a0{tranche.avenant.numero}"


def begin(texte: str) -> str:
    """The words as a sentence begins, names left as they are written."""
    return texte[0].upper() + texte[1:]


def describe_mouvements(vues: HeuresVues, avant: TrancheVue, apres: TrancheVue) -> str:
    """Who gains and who loses hours between two slices: « Fléville-devant-Nancy + 100 h, Ludres − 100 h »."""
    ecarts = [(apres.quarts[partie.pk] - avant.quarts[partie.pk], partie.organisme.nom) for partie in vues.parties]
    mouvements = [
        f"{nom}\u00a0{'+' if ecart > 0 else MOINS}\u00a0{write_quarts(abs(ecart))}"
        for ecart, nom in sorted(ecarts, key=lambda mouvement: -mouvement[0])
        if ecart
    ]
    if not mouvements:
        return "mêmes heures pour tous"
    reste = len(mouvements) - MOUVEMENTS_MAX
    suite = f" et {count_mots(reste, 'autre')}" if reste > 0 else ""
    return ", ".join(mouvements[:MOUVEMENTS_MAX]) + suite
