"""Agents who sign in, and the roles they hold."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q

from communes.enums import Fonction
from communes.permissions import Action, functions_allowing


class AgentManager(BaseUserManager["Agent"]):
    """Creates agents; the e-mail is kept in lower case, as people do not remember its capitals."""

    def create_user(self, courriel: str, password: str | None = None, **champs: Any) -> Agent:
        """Create an agent who may sign in when `password` is given."""
        agent = self.model(courriel=courriel.strip().lower(), **champs)
        agent.set_password(password)
        agent.full_clean(exclude=["password"])
        agent.save(using=self._db)
        return agent


class Agent(AbstractBaseUser):
    """A person who works with the application; what they may do comes from their roles."""

    courriel = models.EmailField(
        "courriel",
        unique=True,
        error_messages={"unique": "Un agent porte déjà ce courriel\u00a0: complétez ses rôles."},
    )
    prenom = models.CharField("prénom", max_length=100)
    nom = models.CharField("nom", max_length=100)
    is_active = models.BooleanField("actif", default=True)

    objects = AgentManager()

    USERNAME_FIELD = EMAIL_FIELD = "courriel"
    REQUIRED_FIELDS = ["prenom", "nom"]

    class Meta:
        verbose_name = "agent"
        ordering = ["nom", "prenom"]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"

    def get_full_name(self) -> str:
        """First name and name, as pages show them."""
        return str(self)


class Role(models.Model):
    """What an agent does for a body, in one agreement or in all those of the body when `convention` is empty."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="roles", verbose_name="agent")
    organisme = models.ForeignKey("communes.Organisme", models.PROTECT, related_name="roles", verbose_name="organisme")
    convention = models.ForeignKey(
        "communes.Convention", models.CASCADE, null=True, blank=True, related_name="roles", verbose_name="convention"
    )
    fonction = models.CharField("fonction", max_length=14, choices=Fonction.choices())

    class Meta:
        verbose_name = "rôle"
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "organisme", "convention", "fonction"],
                name="role_unique",
                violation_error_message="Cet agent a déjà ce rôle.",
            ),
            models.UniqueConstraint(
                fields=["agent", "organisme", "fonction"],
                condition=Q(convention__isnull=True),
                name="role_unique_toutes_conventions",
                violation_error_message="Cet agent a déjà ce rôle.",
            ),
        ]

    def __str__(self) -> str:
        return f"{Fonction(self.fonction).libelle}, {self.organisme}"


def may_create_convention(agent: Any) -> bool:
    """Whether one of the agent's roles, held for a body and not for one agreement, lets them begin a new one."""
    createurs = functions_allowing(Action.CREER_CONVENTION)[0]
    return Role.objects.filter(agent=agent, convention=None, fonction__in=createurs).exists()


def roles_allowing(agent: Any, action: Action, convention: str = "pk", employeuse: str = "employeuse") -> Q:
    """Filter that keeps the rows whose agreement lets `agent` do `action`.

    `convention` and `employeuse` are the paths, from the filtered model, to the agreement and to its employing body.
    """
    employeur, partenaire = functions_allowing(action)
    roles = Role.objects.filter(Q(convention=OuterRef(convention)) | Q(convention=None), agent=agent)
    chez_employeur = Q(organisme=OuterRef(employeuse))
    parties = Role.objects.filter(pk=OuterRef("pk"), organisme__parties__convention=OuterRef(OuterRef(convention)))
    return Q(Exists(roles.filter(chez_employeur, fonction__in=employeur))) | Q(
        Exists(roles.filter(~chez_employeur, Exists(parties), fonction__in=partenaire))
    )
