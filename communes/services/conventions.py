"""Create an agreement and change what it says; add, change and take out its parties."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from communes.calculs import check_siret, complete_siret
from communes.enums import TypeOrganisme
from communes.models import Commune, Convention, Groupe, Organisme, Partie, Role
from communes.permissions import Action, functions_allowing
from communes.selectors import has_arretes, is_named_in_figures
from conseiller.journal.services import record
from conseiller.refus import Refus


class OrganismeInconnu(Refus):
    """A body that must be described before it can take part."""


class PartieRefusee(Refus):
    """A party that cannot leave."""


class MethodeFigee(Refus):
    """A method that closed statements have been computed by."""


class CodeFige(Refus):
    """A number that closed statements name a body by."""


class CreationRefusee(Refus):
    """An agreement that others must create."""


SIRET_CHIFFRES = 14
# Room for « et communes voisines » after the longest name.
NOM_MAX = 500
# What an agreement says of itself: its legal basis and its group are kept elsewhere, the rest by amendments.
DITS = (
    "objet",
    "debut",
    "fin",
    "signee_le",
    "heures_poste",
    "preavis_mois",
    "acompte_taux",
    "seuil_appel",
    "methode",
    "delai_remarques",
)


def resolve_organisme(
    identifiant: str, *, nom: str = "", type: str = "", complement: str = "", agent: Any, now: datetime
) -> Organisme:
    """The body of a SIRET (14 digits) or an INSEE code (5 characters), created when it is new.

    A commune of the official list needs nothing more: its SIRET is made from its SIREN, to be checked. Another body
    needs `nom`, `type` and, for a commune, its other number (`complement`). Raises OrganismeInconnu on what is missing
    and on numbers that do not go together.
    """
    par_siret = len(identifiant) == SIRET_CHIFFRES
    if complement and par_siret == (len(complement) == SIRET_CHIFFRES):
        attendu = "le code INSEE, 5 caractères" if par_siret else "le SIRET, 14 chiffres"
        raise OrganismeInconnu(f"L’autre numéro est {attendu}.", champ="complement")
    connu = Organisme.objects.filter(**{"siret" if par_siret else "insee": identifiant}).first()
    if connu is None:
        organisme = _describe_organisme(identifiant, par_siret, nom, type, complement)
        _check_numeros(organisme, "complement" if complement else "identifiant")
        organisme.save()
        record("créer l’organisme", organisme, agent=agent, now=now)
        return organisme
    if complement and complement not in (connu.siret, connu.insee):
        raise OrganismeInconnu(
            f"{connu} est déjà connu ici avec un autre numéro\u00a0: vérifiez celui-ci, ou laissez-le vide.",
            champ="complement",
        )
    return connu


def _describe_organisme(identifiant: str, par_siret: bool, nom: str, type: str, complement: str) -> Organisme:
    """A body new here, from what was typed and the official list; raises OrganismeInconnu on what is missing."""
    if not par_siret and type not in ("", TypeOrganisme.COMMUNE):
        raise OrganismeInconnu(
            "Un code INSEE est celui d’une commune\u00a0: écrivez le SIRET de cet organisme.", champ="identifiant"
        )
    officielle = _find_officielle(identifiant, par_siret)
    type = type or (TypeOrganisme.COMMUNE if officielle or not par_siret else "")
    siret = identifiant if par_siret else complement or (complete_siret(officielle.siren) if officielle else "")
    insee = complement if par_siret else identifiant
    if officielle:
        nom, insee = nom or officielle.nom, officielle.insee
    for manque, champ, phrase in (
        (not nom, "nom", "Cet organisme n’est pas encore connu ici\u00a0: écrivez son nom."),
        (not type, "type", "Cet organisme n’est pas encore connu ici\u00a0: dites ce qu’il est."),
        (not siret, "complement", "Donnez aussi le SIRET de cette commune, 14 chiffres."),
        (
            type == TypeOrganisme.COMMUNE and not insee,
            "complement",
            "Donnez aussi le code INSEE de cette commune, par exemple 54328.",
        ),
    ):
        if manque:
            raise OrganismeInconnu(phrase, champ=champ)
    return Organisme(type=type, nom=nom, siret=siret, insee=insee if type == TypeOrganisme.COMMUNE else None)


def _check_numeros(organisme: Organisme, champ: str) -> None:
    for numero in ("siret", "insee"):
        valeur = getattr(organisme, numero)
        autre = Organisme.objects.filter(**{numero: valeur}).first() if valeur else None
        if autre is not None:
            raise OrganismeInconnu(
                f"{autre} porte déjà ici le numéro {valeur}, avec le SIRET {autre.siret}\u00a0: vérifiez les deux.",
                champ=champ,
            )


def _find_officielle(identifiant: str, par_siret: bool) -> Commune | None:
    cle = {"siren": identifiant[:9]} if par_siret else {"insee": identifiant}
    return Commune.objects.filter(**cle).first()


def find_or_create_groupe(employeuse: Organisme, nom: str) -> Groupe:
    """The public space of the employing body's agreements, made under `nom` for the first one."""
    groupe = Groupe.objects.filter(conventions__employeuse=employeuse).first()
    if groupe is not None:
        return groupe
    adresse = slugify(employeuse.nom)[:40] or "groupe"
    if Groupe.objects.filter(slug=adresse).exists():
        # Two bodies may share a SIREN, never a SIRET.
        adresse = f"{adresse[:35]}-{employeuse.siret}"
    return Groupe.objects.create(nom=nom[:NOM_MAX], slug=adresse)


def create_convention(convention: Convention, employeuse: Organisme, *, agent: Any, now: datetime) -> Convention:
    """Save a new agreement whose first party is the employing body; whoever creates it may go on with it.

    Raises CreationRefusee when the employing body has here those who may, and this agent is not among them.
    """
    createurs = functions_allowing(Action.CREER_CONVENTION)[0]
    siens = Role.objects.filter(organisme=employeuse, fonction__in=createurs)
    if siens.exists() and not siens.filter(agent=agent).exists():
        raise CreationRefusee(
            f"{employeuse} a déjà ses agents ici\u00a0: sa coordination ou son administration crée la convention. "
            "Demandez-le-lui.",
            champ="identifiant",
        )
    convention.employeuse = employeuse
    convention.groupe = find_or_create_groupe(employeuse, f"{employeuse.nom} et communes voisines")
    convention.save()
    Partie.objects.create(convention=convention, organisme=employeuse, ordre=1)
    if not siens.filter(agent=agent, convention=None).exists():
        Role.objects.create(agent=agent, organisme=employeuse, convention=convention, fonction=createurs[0])
    record("créer la convention", convention, agent=agent, now=now, convention=convention.pk)
    return convention


def save_convention(convention: Convention, *, agent: Any, now: datetime) -> Convention:
    """Save what the agreement says of itself, and nothing that an amendment or another page has written since.

    Raises MethodeFigee when the method changes though a statement is closed (R5).
    """
    avant = Convention.objects.values_list("methode", flat=True).get(pk=convention.pk)
    if convention.methode != avant and has_arretes(convention):
        raise MethodeFigee(
            "Un décompte est arrêté\u00a0: la subvention se compte de la même façon jusqu’à la fin.", champ="methode"
        )
    convention.save(update_fields=DITS)
    record("modifier la convention", convention, agent=agent, now=now, convention=convention.pk)
    return convention


def add_partie(convention: Convention, organisme: Organisme, *, agent: Any, now: datetime) -> Partie:
    """Add a body at the end of the parties, without hours yet. Raises PartieRefusee when it is one already."""
    if convention.parties.filter(organisme=organisme).exists():
        raise PartieRefusee(f"{organisme} est déjà partie à la convention.", champ="identifiant")
    dernier = convention.parties.aggregate(ordre=Max("ordre"))["ordre"] or 0
    partie = Partie.objects.create(convention=convention, organisme=organisme, ordre=dernier + 1)
    record("ajouter la partie", partie, agent=agent, now=now, convention=convention.pk)
    return partie


def save_partie(partie: Partie, *, agent: Any, now: datetime) -> Partie:
    """Save what the treasury asks of a party; its rank and its exit are written elsewhere, maybe just now."""
    partie.save(update_fields=["code_service", "numero_engagement", "compte"])
    record("modifier la partie", partie, agent=agent, now=now, convention=partie.convention_id)
    return partie


@transaction.atomic
def move_partie(partie: Partie, *, rang: int, agent: Any, now: datetime) -> None:
    """Move a party up by one in the act's order; the first one stays, and one that is no longer at `rang` too."""
    Convention.objects.select_for_update().get(pk=partie.convention_id)
    partie.refresh_from_db()
    if partie.ordre != rang:
        return
    avant = partie.convention.parties.filter(ordre__lt=partie.ordre).order_by("-ordre").first()
    if avant is None:
        return
    haut, bas = avant.ordre, partie.ordre
    libre = partie.convention.parties.aggregate(ordre=Max("ordre"))["ordre"] + 1
    # The constraint on ranks holds at every statement: one of the two steps aside.
    for rangee, ordre in ((avant, libre), (partie, haut), (avant, bas)):
        Partie.objects.filter(pk=rangee.pk).update(ordre=ordre)
    record("déplacer la partie", partie, agent=agent, now=now, convention=partie.convention_id)


def remove_partie(partie: Partie, *, agent: Any, now: datetime) -> None:
    """Take out a party added by mistake. Raises PartieRefusee once hours, expenses or statements name it."""
    if partie.organisme_id == partie.convention.employeuse_id:
        raise PartieRefusee("L’organisme employeur est toujours partie à la convention.")
    nommee = (
        partie.parts,
        partie.documents,
        partie.parts_arretees,
        partie.acomptes,
        partie.ajustements,
        partie.depenses_affectees,
        partie.avenants_de_sortie,
    )
    if partie.allocations.filter(quarts__gt=0).exists() or any(lignes.exists() for lignes in nommee):
        raise PartieRefusee(
            f"{partie} a des heures, des dépenses, un avenant, un acompte ou des décomptes\u00a0: rien n’a changé. "
            "Préparez sa sortie par un avenant, qui garde ce qu’elle doit jusqu’à son départ."
        )
    record("retirer la partie", partie, agent=agent, now=now, convention=partie.convention_id, nom=str(partie))
    partie.delete()


def save_organisme(organisme: Organisme, *, agent: Any, now: datetime) -> Organisme:
    """Save what papers say of a body.

    Raises CodeFige when its code changes though closed statements, that are computed again by it, name it so (R14).
    """
    avant = Organisme.objects.get(pk=organisme.pk)
    if organisme.code != avant.code and is_named_in_figures(organisme):
        raise CodeFige(
            f"Des décomptes arrêtés ou des acomptes nomment {avant} par le SIREN {avant.code}\u00a0: il ne change plus."
            " Le SIRET d’un autre de ses établissements s’écrit ici\u202f; si un autre organisme le remplace, faites-le"
            " sortir par un avenant, puis ajoutez le nouveau.",
            champ="siret",
        )
    organisme.save()
    record("modifier l’organisme", organisme, agent=agent, now=now)
    return organisme


def warn_siret(siret: str) -> str:
    """What to say of a SIRET whose key is wrong, which never blocks; nothing when it is right."""
    if check_siret(siret):
        return ""
    return f"La clé du SIRET {siret} est inhabituelle\u00a0: vérifiez-le. Il est enregistré tel que vous l’avez écrit."
