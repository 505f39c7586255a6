"""What can be decided about who works in a project: its leader, and roles wanted and filled."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from domain.errors import Malformed, invalid
from domain.model import Bilingual, MemberCode, Names, PersonId, Title
from domain.project.about import AboutProject
from domain.project.events import Extent, Reach, Role

ROLE_WITHOUT_PLACE: Final = Malformed(
    "local_role_names_its_member",
    "En lokal roll anger sin medlem; en gemensam roll anger ingen.",
    "A local role names its member; a common role names none.",
)
FILLED_BY_NOBODY: Final = Malformed(
    "role_filled_by_one",
    "En roll besätts antingen av en person eller av en medlem.",
    "A role is filled by either a person or a member.",
)


class AppointProjectLeader(AboutProject):
    """Appoint the one leader of a project or initiative."""

    kind: Literal["appointProjectLeader"]
    person_id: PersonId

    def sentence(self, names: Names) -> Bilingual:
        project, person = names.project(self.project_id), names.person(self.person_id)
        return Bilingual(
            sv=f"{person} utses till projektledare för {project} {self._since.sv}.",
            en=f"{person} is appointed leader of the project {project} {self._since.en}.",
        )


class _AboutRole(AboutProject):
    role: Title
    reach: Reach = Field(
        description="Wanted in common, or locally by one member. "
        "Gemensam, eller lokal hos en medlem."
    )
    member: MemberCode | None = Field(
        default=None, description="Whose local role it is. Vems lokala roll det är."
    )

    @model_validator(mode="after")
    def _a_local_role_has_its_member(self) -> Self:
        if (self.reach == "local") != (self.member is not None):
            raise invalid(ROLE_WITHOUT_PLACE)
        return self

    @property
    def of_the_project(self) -> Role:
        """The role that the command is about."""
        return Role(name=self.role, reach=self.reach, member=self.member)

    def _named(self, names: Names) -> Bilingual:
        project = names.project(self.project_id)
        if self.member is None:
            return Bilingual(
                sv=f"Den gemensamma rollen {self.role} i {project}",
                en=f"The common role {self.role} in {project}",
            )
        member = names.member(self.member)
        return Bilingual(
            sv=f"Rollen {self.role} för {member} i {project}",
            en=f"The role {self.role} for {member} in {project}",
        )


class WantProjectRole(_AboutRole):
    """Say that a project wants a role, and to which extent; it is missing until filled."""

    kind: Literal["wantProjectRole"]
    extent: Annotated[
        Extent | None,
        Field(description="In per cent of full time. I procent av heltid."),
    ] = None

    def sentence(self, names: Names) -> Bilingual:
        role = self._named(names)
        extent = "" if self.extent is None else f" ({self.extent} %)"
        return Bilingual(
            sv=f"{role.sv} efterfrågas{extent} {self._since.sv}.",
            en=f"{role.en} is wanted{extent} {self._since.en}.",
        )


class DropProjectRole(_AboutRole):
    """Say that a project no longer wants a role."""

    kind: Literal["dropProjectRole"]

    def sentence(self, names: Names) -> Bilingual:
        role = self._named(names)
        return Bilingual(
            sv=f"{role.sv} efterfrågas inte längre {self._since.sv}.",
            en=f"{role.en} is no longer wanted {self._since.en}.",
        )


class FillProjectRole(_AboutRole):
    """Let a person, or a member with somebody of its own, fill a role that is wanted."""

    kind: Literal["fillProjectRole"]
    person_id: PersonId | None = None
    filled_by: MemberCode | None = None

    @model_validator(mode="after")
    def _is_filled_by_one(self) -> Self:
        if (self.person_id is None) == (self.filled_by is None):
            raise invalid(FILLED_BY_NOBODY)
        return self

    def sentence(self, names: Names) -> Bilingual:
        role = self._named(names)
        who = (
            names.member(self.filled_by or "")
            if self.person_id is None
            else names.person(self.person_id)
        )
        return Bilingual(
            sv=f"{role.sv} besätts av {who} {self._since.sv}.",
            en=f"{role.en} is filled by {who} {self._since.en}.",
        )


class VacateProjectRole(_AboutRole):
    """Say that nobody fills a role any longer; as long as it is wanted it is missing."""

    kind: Literal["vacateProjectRole"]

    def sentence(self, names: Names) -> Bilingual:
        role = self._named(names)
        return Bilingual(
            sv=f"{role.sv} blir vakant {self._since.sv}.",
            en=f"{role.en} is vacated {self._since.en}.",
        )


RoleCommand = (
    AppointProjectLeader | WantProjectRole | DropProjectRole | FillProjectRole | VacateProjectRole
)
