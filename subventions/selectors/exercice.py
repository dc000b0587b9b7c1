"""A financial year at its end: its statements, what changed since, what is due and not called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Count, Max

from communes.calculs import UN_JOUR, clip
from communes.models import Contrat, Convention
from subventions.calculs.changements import Changement, compare_arretes, list_changements
from subventions.calculs.coupes import Periode
from subventions.calculs.decompte import CalculImpossible
from subventions.calculs.donnees import Commune, Dossier
from subventions.calculs.exercice import LigneRattachement, compute_rattachement, list_uncovered
from subventions.calculs.instantane import Contexte, Instantane, load_instantane
from subventions.calculs.resultat import Resultat
from subventions.enums import EtatDecompte, EtatDepense, Methode
from subventions.models import Cloture, Decompte, Titre
from subventions.presentation.exercice import find_exercice_ouvert
from subventions.selectors.appels import list_clotures
from subventions.selectors.instantane import read_instantanes


@dataclass(frozen=True, slots=True)
class DecompteVu:
    """A statement seen from today: what changed under it, and what each party would owe more, in cents by code.

    `titres`: how many of its sums have a titre. `refus`: why it cannot be computed again.
    """

    decompte: Decompte
    numero: str
    titres: int
    changements: tuple[Changement, ...] = ()
    ecarts: Mapping[str, int] = field(default_factory=dict)
    refus: str = ""

    @property
    def a_jour(self) -> bool:
        """Whether nothing would change."""
        return not self.changements and not self.refus and not any(self.ecarts.values())


@dataclass(frozen=True, slots=True)
class ExerciceVu:
    """A year of an agreement on `jour`. `sans_titre`: closed sums that no titre claims yet, in cents by code.

    `departs`: last days of the contracts that ended in the year, before the agreement does. `ouvert`: what changed
    under closed statements is called in this year.
    """

    annee: int
    du: date
    au: date
    jour: date
    contexte: Contexte
    communes: tuple[Commune, ...]
    decomptes: tuple[DecompteVu, ...]
    decouverts: tuple[Periode, ...]
    rattachement: tuple[LigneRattachement, ...]
    sans_titre: Mapping[str, int]
    departs: tuple[date, ...]
    ouvert: bool
    refus: str


def list_annees(convention: Convention) -> tuple[int, ...]:
    """The years of an agreement, those of the costs after its term included (R17); 1 query."""
    return tuple(range(convention.debut.year, _find_fin(convention).year + 1))


def _find_fin(convention: Convention) -> date:
    constatees = convention.depenses.filter(etat=EtatDepense.CONSTATE)
    return max(convention.fin, constatees.aggregate(fin=Max("fin"))["fin"] or convention.fin)


def choose_exercice(annees: tuple[int, ...], jour: date) -> int:
    """The year that is being closed: the one before until the end of February, when its last sums are called."""
    en_cours = jour.year - 1 if jour.month <= 2 else jour.year
    return min(max(en_cours, annees[0]), annees[-1])


def find_ouvert(premiere: int, derniere: int, jour: date) -> int:
    """The first year that still takes sums on `jour`: the one before until 31 January, among those of an agreement.

    >>> find_ouvert(2021, 2023, date(2022, 1, 31)), find_ouvert(2021, 2023, date(2022, 2, 1))
    (2021, 2022)
    """
    return min(max(find_exercice_ouvert(jour), premiere), derniere)


def read_exercice(convention: Convention, annee: int, *, jour: date) -> ExerciceVu | None:
    """The year as it stands on `jour`; None when the agreement has no day in it. 25 queries at most."""
    fin = _find_fin(convention)
    bornes = clip(convention.debut, fin, date(annee, 1, 1), date(annee, 12, 31))
    if bornes is None:
        return None
    vivants = list(convention.decomptes.exclude(etat=EtatDecompte.REMPLACE).order_by("du", "pk"))
    de_l_annee = [decompte for decompte in vivants if decompte.exercice == annee]
    ouverts = [d for d in de_l_annee if d.etat != EtatDecompte.ARRETE and d.instantane is not None]
    # A statement of the whole year: what would be computed of it now, and what it would call beside its shares.
    entiere = Decompte(convention=convention, du=bornes[0], au=bornes[1], methode=convention.methode)
    actuelle, *actuels = read_instantanes([entiere, *ouverts])
    clotures = list_clotures([convention])[convention.pk]
    vus = _see_arretes(actuelle.dossier, clotures, _count_titres(convention))
    vus |= {d.pk: _see_ouvert(d, actuel) for d, actuel in zip(ouverts, actuels, strict=True)}
    ouvert = find_ouvert(convention.debut.year, fin.year, jour) == annee
    rattachement, refus = _attach(actuelle, ouvert=ouvert)
    return ExerciceVu(
        annee,
        *bornes,
        jour,
        contexte=actuelle.contexte,
        communes=actuelle.dossier.communes,
        decomptes=tuple(vus.get(decompte.pk, DecompteVu(decompte, "", 0)) for decompte in de_l_annee),
        decouverts=list_uncovered([(decompte.du, decompte.au) for decompte in vivants], *bornes),
        rattachement=rattachement,
        sans_titre=_sum_sans_titre(clotures, annee),
        departs=_list_departs(convention, bornes),
        ouvert=ouvert,
        refus=refus,
    )


def _list_departs(convention: Convention, bornes: Periode) -> tuple[date, ...]:
    """A contract that another one of its post follows at once did not end early."""
    contrats = list(Contrat.objects.filter(poste__convention=convention).order_by("fin"))
    return tuple(
        contrat.fin
        for contrat in contrats
        if contrat.fin
        and clip(*bornes, contrat.fin, contrat.fin)
        and contrat.fin < convention.fin
        and not any(
            suivant.poste_id == contrat.poste_id and contrat.debut < suivant.debut <= contrat.fin + UN_JOUR
            for suivant in contrats
        )
    )


def _count_titres(convention: Convention) -> dict[int, int]:
    """How many sums of each closed statement have a titre, by the key of the closing."""
    titres = Titre.objects.filter(part__cloture__decompte__convention=convention).order_by()
    return dict(titres.values("part__cloture").annotate(nombre=Count("pk")).values_list("part__cloture", "nombre"))


def _sum_sans_titre(clotures: list[Cloture], annee: int) -> dict[str, int]:
    """What the closed statements of the year call and no titre claims, in cents by code; 1 query."""
    parts = [part for cloture in clotures if cloture.exercice == annee for part in cloture.parts.all()]
    avec = set(Titre.objects.filter(part__in=parts).values_list("part", flat=True))
    sommes: dict[str, int] = {}
    for part in parts:
        if part.appele and part.pk not in avec:
            sommes[part.code] = sommes.get(part.code, 0) + part.appele
    return sommes


def _see_arretes(dossier: Dossier, clotures: list[Cloture], titres: dict[int, int]) -> dict[int, DecompteVu]:
    """The closed statements by their key; what changed is told since the last closing, which called all before it."""
    if not clotures:
        return {}
    dernier = clotures[-1].decompte
    avant = load_instantane(dernier.instantane or {}).dossier
    try:
        ecarts: tuple[Mapping[str, int], ...] = compare_arretes(avant, dossier)
        refus = ""
    except CalculImpossible as erreur:
        ecarts, refus = ({},) * len(clotures), str(erreur)
    return {
        cloture.decompte_id: DecompteVu(
            decompte=cloture.decompte,
            numero=cloture.numero,
            titres=titres.get(cloture.pk, 0),
            changements=_list_changements(avant, dossier, cloture.decompte),
            ecarts=ecart,
            refus=refus,
        )
        for cloture, ecart in zip(clotures, ecarts, strict=True)
    }


def _list_changements(avant: Dossier, apres: Dossier, decompte: Decompte) -> tuple[Changement, ...]:
    return list_changements(avant, apres, decompte.du, decompte.au, Methode(decompte.methode))


def _see_ouvert(decompte: Decompte, actuel: Instantane) -> DecompteVu:
    """A draft or a transmitted statement beside what it would be if it were computed now."""
    ancien = load_instantane(decompte.instantane or {})
    vue = DecompteVu(decompte, "", 0, _list_changements(ancien.dossier, actuel.dossier, decompte))
    try:
        avant, apres = _sum_parts(ancien.compute()), _sum_parts(actuel.compute())
    except CalculImpossible as erreur:
        return replace(vue, refus=str(erreur))
    return replace(vue, ecarts={code: du - avant.get(code, 0) for code, du in apres.items()})


def _sum_parts(resultat: Resultat) -> dict[str, int]:
    regularisations = resultat.regularisations or {}
    return {part.insee: part.total + regularisations.get(part.insee, 0) for part in resultat.parts}


def _attach(actuelle: Instantane, *, ouvert: bool) -> tuple[tuple[LigneRattachement, ...], str]:
    employeuse = actuelle.contexte.employeuse.code
    try:
        lignes = compute_rattachement(
            actuelle.dossier, actuelle.du, actuelle.au, actuelle.demande, employeuse, ouvert=ouvert
        )
        return lignes, ""
    except CalculImpossible as refus:
        return (), str(refus)
