"""What a statement calls beside its shares, and the closed statements behind it, as they are now."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import Prefetch, Sum

from communes.models import Convention
from conseiller.montants import parse_montant
from subventions.calculs.appels import AjustementConvenu, Demande
from subventions.calculs.donnees import DecompteArrete, Dossier
from subventions.calculs.instantane import load_instantane
from subventions.calculs.regularisations import Anterieur, keep_anterieurs
from subventions.enums import EtatDecompte, Methode, Suspension
from subventions.models import Acompte, Ajustement, Cloture, Decompte, PartArretee, Versement
from subventions.selectors.dossier import read_convention


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
    """The agreement with its closed statements, as the command line computes it; 9 queries."""
    return replace(read_convention(convention), decomptes=read_arretes(list_clotures([convention])[convention.pk]))


def read_demande(
    convention: Convention, clotures: list[Cloture], au: date, *, solde_final: bool, remplace: Decompte | None = None
) -> Demande:
    """What the statement that ends on `au` calls beside its shares (R12, R13, R16); 3 queries."""
    return Demande(
        seuil=convention.seuil_appel,
        dernier_de_exercice=solde_final or au >= min(date(au.year, 12, 31), convention.fin),
        solde_final=solde_final,
        acomptes=_read_acomptes(convention, clotures, au.year),
        reportes=_read_reportes(clotures),
        ajustements=_read_ajustements(convention, remplace),
        anterieurs=read_anterieurs(clotures),
    )


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


def _read_acomptes(convention: Convention, clotures: list[Cloture], exercice: int) -> dict[str, int]:
    """Part payments called for the year, less what its closed statements have deducted."""
    appeles = Acompte.objects.filter(appel__convention=convention, appel__exercice=exercice)
    sommes = appeles.order_by().values("partie").annotate(somme=Sum("montant")).values_list("partie", "somme")
    codes = _read_codes(convention)
    reste = {codes[partie]: somme for partie, somme in sommes}
    for cloture in clotures:
        if cloture.exercice == exercice:
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


def _read_ajustements(convention: Convention, remplace: Decompte | None) -> tuple[AjustementConvenu, ...]:
    """Agreed adjustments that no closed statement has taken, or that only the replaced one has."""
    codes = _read_codes(convention)
    libres = Ajustement.objects.filter(convention=convention, cloture=None)
    if remplace is not None:
        libres |= Ajustement.objects.filter(convention=convention, cloture__decompte=remplace)
    return tuple(
        AjustementConvenu(
            motif=ajustement.motif,
            acte=str(ajustement.acte) if ajustement.acte else "",
            convenu_le=ajustement.convenu_le,
            montants={codes[ligne.partie_id]: ligne.montant for ligne in ajustement.lignes.all()},
        )
        for ajustement in libres.select_related("acte").prefetch_related("lignes").order_by("convenu_le", "pk")
    )


def _read_codes(convention: Convention) -> dict[int, str]:
    return {partie.pk: partie.organisme.code for partie in convention.parties.select_related("organisme")}
