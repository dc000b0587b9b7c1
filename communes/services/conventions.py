"""Create an agreement and change what it says; add, change and take out its parties."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.text import slugify

from communes.calculs import check_siret, complete_siret
from communes.enums import TypeOrganisme
from communes.models import Commune, Convention, Groupe, Organisme, Partie, Role
from communes.permissions import Action, functions_allowing
from conseiller.journal.services import record
from conseiller.refus import Refus


class OrganismeInconnu(Refus):
    """A body that must be described before it can take part."""


class PartieRefusee(Refus):
    """A party that cannot leave."""


def resolve_organisme(identifiant: str, *, nom: str = "", type: str = "", complement: str = "") -> Organisme:
    """The body of a SIRET (14 digits) or an INSEE code (5 characters), created when it is new.

    A commune of the official list needs nothing more: its SIRET is made from its SIREN, to be checked. Another body
    needs `nom`, `type` and, for a commune, its other number (`complement`). Raises OrganismeInconnu on what is missing.
    """
    par_siret = len(identifiant) == 14
    connu = Organisme.objects.filter(**{"siret" if par_siret else "insee": identifiant}).first()
    if connu is not None:
        return connu
    officielle = _find_officielle(identifiant, par_siret)
    type = type or (TypeOrganisme.COMMUNE if officielle or not par_siret else "")
    siret = identifiant if par_siret else complement or (complete_siret(officielle.siren) if officielle else "")
    insee = (officielle.insee if officielle else complement if par_siret else identifiant) or None
    nom = nom or (officielle.nom if officielle else "")
    if not nom:
        raise OrganismeInconnu("Cet organisme n’est pas encore connu ici\u00a0: écrivez son nom.", champ="nom")
    if not type:
        raise OrganismeInconnu("Cet organisme n’est pas encore connu ici\u00a0: dites ce qu’il est.", champ="type")
    if not siret:
        raise OrganismeInconnu("Donnez aussi le SIRET de cette commune, 14 chiffres.", champ="complement")
    if type == TypeOrganisme.COMMUNE and not insee:
        raise OrganismeInconnu("Donnez aussi le code INSEE de cette commune, par exemple 54328.", champ="complement")
    for champ, valeur in (("siret", siret), ("insee", insee)):
        autre = Organisme.objects.filter(**{champ: valeur}).first() if valeur else None
        if autre is not None:
            raise OrganismeInconnu(f"Ce numéro est déjà celui de {autre}\u00a0: vérifiez-le.", champ="complement")
    return Organisme.objects.create(
        type=type, nom=nom, siret=siret, insee=insee if type == TypeOrganisme.COMMUNE else None
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
        adresse = f"{adresse}-{employeuse.code.lower()}"
    return Groupe.objects.create(nom=nom, slug=adresse)


def create_convention(convention: Convention, employeuse: Organisme, *, agent: Any, now: datetime) -> Convention:
    """Save a new agreement whose first party is the employing body; whoever creates it may go on with it."""
    convention.employeuse = employeuse
    convention.groupe = find_or_create_groupe(employeuse, f"{employeuse.nom} et communes voisines")
    convention.save()
    Partie.objects.create(convention=convention, organisme=employeuse, ordre=1)
    createurs = functions_allowing(Action.CREER_CONVENTION)[0]
    if not Role.objects.filter(agent=agent, organisme=employeuse, convention=None, fonction__in=createurs).exists():
        Role.objects.create(agent=agent, organisme=employeuse, convention=convention, fonction=createurs[0])
    record("créer la convention", convention, agent=agent, now=now, convention=convention.pk)
    return convention


def save_convention(convention: Convention, *, agent: Any, now: datetime) -> Convention:
    """Save what the agreement says of itself."""
    convention.save()
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
    """Save what the treasury asks of a party."""
    partie.save()
    record("modifier la partie", partie, agent=agent, now=now, convention=partie.convention_id)
    return partie


def move_partie(partie: Partie, *, agent: Any, now: datetime) -> None:
    """Move a party up by one in the act's order; the first one stays."""
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
    if partie.allocations.filter(quarts__gt=0).exists() or partie.parts.exists() or partie.depenses_affectees.exists():
        raise PartieRefusee(
            f"{partie} a des heures, des dépenses ou des décomptes\u00a0: elle ne se supprime plus. "
            "Préparez sa sortie par un avenant."
        )
    record("retirer la partie", partie, agent=agent, now=now, convention=partie.convention_id, nom=str(partie))
    partie.delete()


def save_organisme(organisme: Organisme, *, agent: Any, now: datetime) -> str:
    """Save a body; returns a warning when the key of its SIRET is wrong, which never blocks, else an empty text."""
    organisme.save()
    record("modifier l’organisme", organisme, agent=agent, now=now)
    return "" if check_siret(organisme.siret) else warn_siret(organisme.siret)


def warn_siret(siret: str) -> str:
    """What to say of a SIRET whose key is wrong."""
    return f"La clé du SIRET {siret} est inhabituelle\u00a0: vérifiez-le. Il est enregistré tel que vous l’avez écrit."
