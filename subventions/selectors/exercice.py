"""A financial year at its end: its statements, what changed since, what is due and not called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Count

from communes.enums import Imputation
from communes.models import Contrat, Convention
from subventions.calculs.changements import Changement, compare_arretes, list_changements
from subventions.calculs.coupes import Periode
from subventions.calculs.decompte import CalculImpossible
from subventions.calculs.donnees import Commune, Dossier
from subventions.calculs.exercice import LigneRattachement, bound_exercice, compute_rattachement, list_uncovered
from subventions.calculs.instantane import Instantane, load_instantane
from subventions.calculs.resultat import Resultat
from subventions.calculs.solde import settle
from subventions.enums import EtatDecompte, EtatDepense, Methode
from subventions.models import Cloture, Decompte, Titre
from subventions.selectors.appels import list_clotures, read_arretes, read_demande
from subventions.selectors.dossier import read_convention


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

    `departs`: last days of the contracts that ended in the year, before the agreement does.
    """

    annee: int
    du: date
    au: date
    jour: date
    communes: tuple[Commune, ...]
    comptes: Mapping[str, str]
    imputation: Imputation | None
    decomptes: tuple[DecompteVu, ...]
    decouverts: tuple[Periode, ...]
    rattachement: tuple[LigneRattachement, ...]
    sans_titre: Mapping[str, int]
    departs: tuple[date, ...]
    refus: str


def list_annees(convention: Convention) -> tuple[int, ...]:
    """The years of an agreement, those of the costs after its term included (R17); 1 query."""
    constatees = convention.depenses.filter(etat=EtatDepense.CONSTATE).order_by("-fin").values_list("fin", flat=True)
    dernier = max(convention.fin, *constatees[:1])
    return tuple(range(convention.debut.year, dernier.year + 1))


def choose_exercice(annees: tuple[int, ...], jour: date) -> int:
    """The year that is being closed: the one before until the end of February, when its last sums are called."""
    en_cours = jour.year - 1 if jour.month <= 2 else jour.year
    return min(max(en_cours, annees[0]), annees[-1])


def read_exercice(convention: Convention, annee: int, *, jour: date) -> ExerciceVu | None:
    """The year as it stands on `jour`; None when the agreement has no day in it. 20 queries at most."""
    clotures = list_clotures([convention])[convention.pk]
    dossier = replace(read_convention(convention), decomptes=read_arretes(clotures))
    bornes = bound_exercice(dossier, annee)
    if bornes is None:
        return None
    vivants = list(convention.decomptes.exclude(etat=EtatDecompte.REMPLACE).order_by("du", "pk"))
    de_l_annee = [decompte for decompte in vivants if decompte.exercice == annee]
    titres = _count_titres(convention)
    arretes = _see_arretes(dossier, clotures, titres)
    rattachement, refus = _attach(convention, dossier, clotures, bornes)
    parties = convention.parties.select_related("organisme")
    return ExerciceVu(
        annee,
        *bornes,
        jour,
        communes=dossier.communes,
        comptes={partie.organisme.code: partie.compte for partie in parties},
        imputation=Imputation(convention.imputation) if convention.imputation else None,
        decomptes=tuple(arretes.get(d.pk) or _see_ouvert(d, dossier, vivants) for d in de_l_annee),
        decouverts=list_uncovered([(decompte.du, decompte.au) for decompte in vivants], *bornes),
        rattachement=rattachement,
        sans_titre=_sum_sans_titre(clotures, annee),
        departs=_list_departs(convention, bornes),
        refus=refus,
    )


def _list_departs(convention: Convention, bornes: Periode) -> tuple[date, ...]:
    finis = Contrat.objects.filter(poste__convention=convention, fin__range=bornes, fin__lt=convention.fin)
    return tuple(jour for jour in finis.order_by("fin").values_list("fin", flat=True) if jour)


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
    apres = settle(dossier, dernier.au) if dernier.solde_final else dossier
    try:
        ecarts: tuple[Mapping[str, int], ...] = compare_arretes(avant, apres)
        refus = ""
    except CalculImpossible as erreur:
        ecarts, refus = ({},) * len(clotures), str(erreur)
    return {
        cloture.decompte_id: DecompteVu(
            decompte=cloture.decompte,
            numero=cloture.numero,
            titres=titres.get(cloture.pk, 0),
            changements=_list_changements(avant, apres, cloture.decompte),
            ecarts=ecart,
            refus=refus,
        )
        for cloture, ecart in zip(clotures, ecarts, strict=True)
    }


def _list_changements(avant: Dossier, apres: Dossier, decompte: Decompte) -> tuple[Changement, ...]:
    return list_changements(avant, apres, decompte.du, decompte.au, Methode(decompte.methode))


def _see_ouvert(decompte: Decompte, dossier: Dossier, vivants: list[Decompte]) -> DecompteVu:
    """A draft or a transmitted statement beside what it would be if it were computed now."""
    vue = DecompteVu(decompte, "", 0)
    if decompte.instantane is None:
        return vue
    instantane = load_instantane(decompte.instantane)
    actuel = settle(dossier, decompte.au) if decompte.solde_final else dossier
    if decompte.remplace_id is not None:
        # It stands on the others: the one that it replaces is left out.
        actuel = replace(actuel, decomptes=instantane.dossier.decomptes)
    vue = replace(vue, changements=_list_changements(instantane.dossier, actuel, decompte))
    try:
        avant, apres = instantane.compute(), _compute_now(instantane, actuel, decompte, vivants)
    except CalculImpossible as erreur:
        return replace(vue, refus=str(erreur))
    anciennes = _sum_parts(avant)
    return replace(vue, ecarts={code: du - anciennes.get(code, 0) for code, du in _sum_parts(apres).items()})


def _compute_now(instantane: Instantane, dossier: Dossier, decompte: Decompte, vivants: list[Decompte]) -> Resultat:
    """The report is the one that the statement just before leaves while it is not closed (R6)."""
    precedents = [d for d in vivants if (decompte.du - d.au).days == 1 and d.instantane is not None]
    ouvert = bool(precedents) and all(d.etat != EtatDecompte.ARRETE for d in precedents)
    report = precedents[-1].report_nouveau if ouvert else None
    return replace(instantane, dossier=dossier, methode=Methode(decompte.methode), report=report).compute()


def _sum_parts(resultat: Resultat) -> dict[str, int]:
    regularisations = resultat.regularisations or {}
    return {part.insee: part.total + regularisations.get(part.insee, 0) for part in resultat.parts}


def _attach(
    convention: Convention, dossier: Dossier, clotures: list[Cloture], bornes: Periode
) -> tuple[tuple[LigneRattachement, ...], str]:
    demande = read_demande(convention, clotures, bornes[1], solde_final=False)
    employeuse = next(commune.insee for commune in dossier.communes if commune.employeuse)
    try:
        return compute_rattachement(dossier, *bornes, demande, employeuse), ""
    except CalculImpossible as refus:
        return (), str(refus)
