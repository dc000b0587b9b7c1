"""What a statement calls beside its shares, and the closed statements behind it, as they are now."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
    """What each statement calls beside its shares (R12, R13, R16), in 5 queries whatever their number.

    One more when some replace another. `clotures`: the closed statements behind each of them.
    """
    conventions = [decompte.convention for decompte in decomptes]
    codes = {
        partie.pk: partie.organisme.code
        for partie in Partie.objects.filter(convention__in=conventions).select_related("organisme")
    }
    acomptes = _read_acomptes(conventions, codes)
    remplaces = _list_remplaces(decomptes)
    ajustements = _read_ajustements(conventions, remplaces)
    return [
        Demande(
            seuil=decompte.convention.seuil_appel,
            dernier_de_exercice=final or decompte.au >= min(date(decompte.au.year, 12, 31), decompte.convention.fin),
            solde_final=final,
            acomptes=_deduct_acomptes(
                acomptes[decompte.convention_id], anterieures, None if final else decompte.au.year
            ),
            reportes=_read_reportes(anterieures),
            ajustements=tuple(
                _describe_ajustement(ajustement, codes)
                for ajustement in ajustements[decompte.convention_id]
                if ajustement.cloture is None or ajustement.cloture.decompte_id in tenus
            ),
            anterieurs=read_anterieurs(anterieures),
        )
        for decompte, anterieures, tenus in zip(decomptes, clotures, remplaces, strict=True)
        for final in (find_solde_final(anterieures, decompte) is not None,)
    ]


def find_solde_final(clotures: Iterable[Cloture], decompte: Decompte | None = None) -> date | None:
    """The last day of the first final settlement among the closed statements, then `decompte`; None without any.

    From it on grants count what was received, what came after that day included: whatever is closed later computes
    the final settlement again as it was.
    """
    suivis = [*(cloture.decompte for cloture in clotures), *([decompte] if decompte else [])]
    return next((suivi.au for suivi in suivis if suivi.solde_final), None)


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
) -> Mapping[int, list[tuple[int, str, int]]]:
    """Part payments called, by agreement: year, code and cents."""
    appeles = Acompte.objects.filter(appel__convention__in=conventions).order_by()
    lus: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    for convention, exercice, partie, montant in appeles.values_list(
        "appel__convention", "appel__exercice", "partie", "montant"
    ):
        lus[convention].append((exercice, codes[partie], montant))
    return lus


def _deduct_acomptes(
    appeles: Iterable[tuple[int, str, int]], clotures: list[Cloture], annee: int | None
) -> dict[str, int]:
    """Part payments called for a year, less what its closed statements have deducted; `annee` None: for all years."""
    reste: dict[str, int] = defaultdict(int)
    for exercice, code, montant in appeles:
        if annee in (None, exercice):
            reste[code] += montant
    for cloture in clotures:
        if annee in (None, cloture.exercice):
            for part in cloture.parts.all():
                reste[part.code] -= part.acompte
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


def _list_remplaces(decomptes: Sequence[Decompte]) -> list[set[int]]:
    """Keys of all that each statement replaces: the closed one, the one that it had replaced, and so on; 1 query."""
    if not any(decompte.remplace_id for decompte in decomptes):
        return [set() for _ in decomptes]
    conventions = [decompte.convention_id for decompte in decomptes]
    rangs = Cloture.objects.filter(decompte__convention__in=conventions).exclude(remplace=None).order_by()
    avant: dict[int | None, int] = dict(rangs.values_list("decompte", "remplace__decompte"))
    remplaces = []
    for decompte in decomptes:
        tenus: set[int] = set()
        tenu = decompte.remplace_id
        while tenu is not None:
            tenus.add(tenu)
            tenu = avant.get(tenu)
        remplaces.append(tenus)
    return remplaces


def _read_ajustements(
    conventions: Sequence[Convention], remplaces: Iterable[set[int]]
) -> Mapping[int, list[Ajustement]]:
    """Agreed adjustments that no closed statement has taken, or that one of the replaced ones has; 2 queries."""
    libres = Q(cloture=None) | Q(cloture__decompte__in=set().union(*remplaces))
    ajustements = Ajustement.objects.filter(libres, convention__in=conventions)
    lus = ajustements.select_related("acte", "cloture").prefetch_related("lignes").order_by("convenu_le", "pk")
    return group_by_convention(lus)


def _describe_ajustement(ajustement: Ajustement, codes: dict[int, str]) -> AjustementConvenu:
    return AjustementConvenu(
        motif=ajustement.motif,
        acte=str(ajustement.acte) if ajustement.acte else "",
        convenu_le=ajustement.convenu_le,
        montants={codes[ligne.partie_id]: ligne.montant for ligne in ajustement.lignes.all()},
    )
