"""What a statement calls beside its shares, and the closed statements behind it, as they are now."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Prefetch, Q

from communes.models import Convention, Partie
from conseiller.montants import parse_montant
from subventions.calculs.appels import AjustementConvenu, Demande
from subventions.calculs.donnees import DecompteArrete, Dossier
from subventions.calculs.instantane import load_instantane
from subventions.calculs.regularisations import Anterieur, keep_anterieurs
from subventions.enums import EtatDecompte, Methode, Suspension
from subventions.models import Acompte, Ajustement, Cloture, Decompte, PartArretee, Versement
from subventions.selectors.dossier import group_by_convention, read_convention


def list_clotures(conventions: Iterable[Convention], *, sans: int | None = None) -> dict[int, list[Cloture]]:
    """The closed statements of each agreement that nothing replaces, in order of closing, shares read; 2 queries.

    `sans`: the key of a statement left out, since another is about to replace it.
    """
    clotures = (
        Cloture.objects.filter(decompte__convention__in=list(conventions), decompte__etat=EtatDecompte.ARRETE)
        .exclude(decompte=sans)
        .select_related("decompte")
        .prefetch_related(Prefetch("parts", PartArretee.objects.order_by("partie__ordre")))
        .order_by("pk")
    )
    par_convention: dict[int, list[Cloture]] = defaultdict(list)
    for cloture in clotures:
        par_convention[cloture.decompte.convention_id].append(cloture)
    return par_convention


def read_arretes(clotures: Iterable[Cloture]) -> tuple[DecompteArrete, ...]:
    """The closed statements as the calculation reads them (R14); no query after `list_clotures`."""
    return tuple(
        DecompteArrete(
            numero=cloture.numero,
            du=cloture.decompte.du,
            au=cloture.decompte.au,
            methode=Methode(cloture.decompte.methode),
            parts={part.code: part.montant for part in cloture.parts.all()},
            regularisations={part.code: part.regularisation for part in cloture.parts.all()},
            report_nouveau=parse_montant(json.loads(cloture.instantane)["resultat"]["report_nouveau"]),
        )
        for cloture in clotures
    )


def read_convention_arretee(convention: Convention) -> Dossier:
    """The agreement with its closed statements, as the command line computes it."""
    return replace(read_convention(convention), decomptes=read_arretes(list_clotures([convention])[convention.pk]))


def read_demandes(decomptes: Sequence[Decompte], clotures: Sequence[list[Cloture]]) -> list[Demande]:
    """What each statement calls beside its shares (R12, R13, R16), in 4 queries whatever their number.

    One more when some replace another.

    `clotures`: the closed statements behind each of them.
    """
    conventions = [decompte.convention for decompte in decomptes]
    codes = {
        partie.pk: partie.organisme.code
        for partie in Partie.objects.filter(convention__in=conventions).select_related("organisme")
    }
    acomptes = _read_acomptes(conventions, codes)
    remplaces = _read_remplaces(decomptes)
    ajustements = _read_ajustements(decomptes, remplaces)
    return [
        Demande(
            seuil=decompte.convention.seuil_appel,
            dernier_de_exercice=is_final(decompte, anterieures)
            or decompte.au >= min(date(decompte.au.year, 12, 31), decompte.convention.fin),
            solde_final=is_final(decompte, anterieures),
            acomptes=_deduct_acomptes(acomptes[decompte.convention_id, decompte.au.year], anterieures, decompte.au),
            reportes=_read_reportes(anterieures),
            ajustements=tuple(
                _describe_ajustement(ajustement, codes)
                for ajustement in ajustements[decompte.convention_id]
                if _enters(ajustement, remplaces.get(decompte.remplace_id, frozenset()))
            ),
            anterieurs=read_anterieurs(anterieures),
        )
        for decompte, anterieures in zip(decomptes, clotures, strict=True)
    ]


def is_final(decompte: Decompte, clotures: Iterable[Cloture]) -> bool:
    """Whether the statement is a final settlement, or comes after one: grants then count what was received."""
    return decompte.solde_final or any(cloture.decompte.solde_final for cloture in clotures)


def read_anterieurs(clotures: list[Cloture]) -> tuple[Anterieur, ...]:
    """The closed statements as they were computed, told by the last one, which knows those before it; no query."""
    if not clotures:
        return ()
    dernier = load_instantane(json.loads(clotures[-1].instantane))
    resultat = dernier.compute()
    return keep_anterieurs(clotures[-1].numero, resultat, dernier.regularise(resultat))


def list_non_recus(convention: Convention) -> list[tuple[str, int]]:
    """The instalments that may still come: name of the grant, rank; a final statement would not count them."""
    attendus = Versement.objects.filter(subvention__convention=convention, recu_le=None)
    presents = attendus.exclude(suspension=Suspension.ANNULE).order_by("subvention", "rang")
    return list(presents.values_list("subvention__libelle", "rang"))


def _read_acomptes(
    conventions: Sequence[Convention], codes: dict[int, str]
) -> Mapping[tuple[int, int], dict[str, int]]:
    """Part payments called, by agreement and year, then by code."""
    appeles = Acompte.objects.filter(appel__convention__in=conventions).order_by()
    sommes: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for convention, exercice, partie, montant in appeles.values_list(
        "appel__convention", "appel__exercice", "partie", "montant"
    ):
        sommes[convention, exercice][codes[partie]] = montant
    return sommes


def _deduct_acomptes(appeles: dict[str, int], clotures: list[Cloture], au: date) -> dict[str, int]:
    """Part payments called for the year of `au`, less what its closed statements have deducted."""
    reste = dict(appeles)
    for cloture in clotures:
        if cloture.exercice == au.year:
            for part in cloture.parts.all():
                if part.acompte:
                    reste[part.code] = reste.get(part.code, 0) - part.acompte
    return {code: montant for code, montant in reste.items() if montant}


def _read_reportes(clotures: list[Cloture]) -> dict[str, int]:
    """What the last closed statement left uncalled under the threshold: it holds what the earlier ones did (R13)."""
    if not clotures:
        return {}
    return {
        part.code: part.solde - part.appele
        for part in clotures[-1].parts.all()
        if not part.employeuse and part.solde != part.appele
    }


def _read_remplaces(decomptes: Sequence[Decompte]) -> Mapping[int | None, frozenset[int]]:
    """For each closed statement about to be replaced: its key, and those of all that it came to replace itself.

    An adjustment stays with the first closing that took it, however often that one is replaced.
    """
    vises = {decompte.remplace_id for decompte in decomptes if decompte.remplace_id is not None}
    if not vises:
        return {}
    conventions = [decompte.convention_id for decompte in decomptes if decompte.remplace_id is not None]
    remplacants = Decompte.objects.filter(convention__in=conventions, remplace__isnull=False).order_by()
    avant = dict(remplacants.values_list("pk", "remplace"))
    return {vise: frozenset(_follow(vise, avant)) for vise in vises}


def _follow(decompte: int, avant: Mapping[int, int]) -> Iterator[int]:
    cle: int | None = decompte
    while cle is not None:
        yield cle
        cle = avant.get(cle)


def _read_ajustements(
    decomptes: Sequence[Decompte], remplaces: Mapping[int | None, frozenset[int]]
) -> Mapping[int, list[Ajustement]]:
    """Agreed adjustments that no closed statement has taken, or that one about to be replaced has; 2 queries."""
    libres = Q(cloture=None) | Q(cloture__decompte__in=frozenset().union(*remplaces.values()))
    ajustements = Ajustement.objects.filter(libres, convention__in=[d.convention_id for d in decomptes])
    lus = ajustements.select_related("acte", "cloture").prefetch_related("lignes").order_by("convenu_le", "pk")
    return group_by_convention(lus)


def _enters(ajustement: Ajustement, remplaces: frozenset[int]) -> bool:
    return ajustement.cloture is None or ajustement.cloture.decompte_id in remplaces


def _describe_ajustement(ajustement: Ajustement, codes: dict[int, str]) -> AjustementConvenu:
    return AjustementConvenu(
        motif=ajustement.motif,
        acte=str(ajustement.acte) if ajustement.acte else "",
        convenu_le=ajustement.convenu_le,
        montants={codes[ligne.partie_id]: ligne.montant for ligne in ajustement.lignes.all()},
    )
