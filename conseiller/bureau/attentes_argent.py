"""What the money waits for beside statements and instalments: expenses that none takes, pay that falls short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse

from communes.enums import Methode
from communes.models import Convention
from conseiller.bureau.argent import ArgentVu
from conseiller.bureau.taches import Tache
from conseiller.montants import format_euros
from subventions.calculs import donnees
from subventions.calculs.assiette import check_assiette
from subventions.calculs.repartition import list_non_repartis
from subventions.enums import EtatDepense, Nature
from subventions.models import Depense
from subventions.presentation.mots import count_mots, write_jour
from subventions.selectors import read_subvention

Depenses = dict[int, tuple[donnees.Depense, ...]]


def read_depenses(conventions: Sequence[Convention]) -> Depenses:
    """The expenses of each agreement as dates and amounts, whoever bears them; 1 query."""
    lues: dict[int, list[donnees.Depense]] = {convention.pk: [] for convention in conventions}
    champs = ("convention", "libelle", "nature", "montant", "debut", "fin", "etat", "eligible")
    for cle, libelle, nature, montant, debut, fin, etat, eligible in (
        Depense.objects.filter(convention__in=lues).order_by("pk").values_list(*champs)
    ):
        lues[cle].append(
            donnees.Depense(libelle, Nature(nature), montant, debut, fin, None, EtatDepense(etat), eligible=eligible)
        )
    return {cle: tuple(liste) for cle, liste in lues.items()}


def watch_argent(argent: ArgentVu, depenses: Sequence[donnees.Depense], *, now: date) -> Iterator[Tache]:
    """Expenses whose days no statement takes, made or to be asked for; a grant that pay does not justify."""
    yield from _watch_non_repartis(argent, depenses, now)
    yield from _watch_assiette(argent, depenses, now)


def _watch_non_repartis(argent: ArgentVu, depenses: Sequence[donnees.Depense], now: date) -> Iterator[Tache]:
    convention = argent.convention
    en_cours = max(convention.debut, date(now.year, 1, 1))
    periodes = [(vu.decompte.du, vu.decompte.au) for vu in argent.decomptes if vu.decompte.version]
    periodes += argent.a_demander
    if en_cours <= convention.fin:
        periodes.append((en_cours, convention.fin))
    oubliees = list_non_repartis(depenses, periodes)
    if oubliees:
        nombre, total = len(oubliees), sum(oubliee.montant for oubliee in oubliees)
        sujet = "n’entrent" if nombre > 1 else "n’entre"
        yield Tache(
            convention,
            genre="attente",
            icone="receipt",
            titre=f"{count_mots(nombre, 'dépense')} {sujet} dans aucun décompte",
            texte=(
                f"{format_euros(total)} ne sont demandés à personne\u00a0: ces jours ne sont dans aucun décompte fait"
                " ou à demander. Corrigez les dates, ou demandez un décompte qui les prend."
            ),
            adresse=reverse("decomptes", args=[convention.pk]),
            action="Voir ces dépenses",
        )


def _watch_assiette(argent: ArgentVu, depenses: Sequence[donnees.Depense], now: date) -> Iterator[Tache]:
    convention = argent.convention
    dossier = donnees.Dossier(
        communes=(),
        objet=convention.objet,
        debut=convention.debut,
        fin=convention.fin,
        tranches=(),
        subventions=tuple(read_subvention(vue.subvention) for vue in argent.subventions),
        cofinancements=(),
        depenses=tuple(depenses),
        methode=Methode(convention.methode),
    )
    controle = check_assiette(dossier, now)
    if controle is None or not controle.au_terme.insuffisante:
        return
    terme = controle.au_terme
    finie = terme.au < now
    yield Tache(
        convention,
        genre="alerte" if finie else "attente",
        icone="scale",
        titre=f"Il {'manque' if finie else 'manquera'} {format_euros(-terme.ecart)} de paie",
        texte=(
            f"Jusqu’au {write_jour(terme.au)}, dépenses prévues comprises, la paie est en dessous de la subvention."
            " Complétez-la\u202f; sinon, cette somme peut être à rendre à l’État."
        ),
        adresse=reverse("subvention", args=[convention.pk]),
        action="Voir la comparaison",
    )
