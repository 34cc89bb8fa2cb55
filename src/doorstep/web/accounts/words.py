"""The roles people hold here, and what each role may do; denied unless it stands in this table."""

from enum import StrEnum

from doorstep.vocabulary import Role


class OwnRole(StrEnum):
    """Roles that no policy names: of the application, not of the field."""

    PERFORMANCE_ANALYST = "performance_analyst"
    PRACTICE_LEAD = "practice_lead"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    RECORDS_OFFICER = "records_officer"


class Can(StrEnum):
    """What a role lets a person do, within the role's scope."""

    SEE_CHILD = "see_child"
    RECORD = "record"
    CORRECT = "correct"
    SEE_TEAM = "see_team"
    SEE_READERS = "see_readers"
    SHARE_VIEWS = "share_views"
    RESTRICT = "restrict"
    BREAK_GLASS = "break_glass"
    EXPORT = "export"
    SEE_POLICY = "see_policy"
    ADOPT_POLICY = "adopt_policy"
    ADMINISTER = "administer"
    AUDIT = "audit"
    IMPORT = "import"
    MERGE = "merge"
    MOVE = "move"
    GOVERN_RECORDS = "govern_records"
    APPROVE_DISPOSAL = "approve_disposal"


class Reach(StrEnum):
    """Whose children a role leads to."""

    INVOLVED = "involved"
    """Those with whom the person is involved, and those of the team the role is held in."""
    SCOPE = "scope"
    """Those of the team, locality or whole authority the role is held in."""
    NOBODY = "nobody"


ALL_ROLES = (*Role, *OwnRole)
_WORKER = frozenset({Can.SEE_CHILD, Can.RECORD, Can.SEE_POLICY, Can.BREAK_GLASS})
_MANAGER = _WORKER | {
    Can.CORRECT,
    Can.SEE_TEAM,
    Can.SHARE_VIEWS,
    Can.EXPORT,
    Can.SEE_READERS,
    Can.MOVE,
    Can.MERGE,
}
_SENIOR = _MANAGER | {Can.RESTRICT}
_PARTNER = frozenset({Can.SEE_CHILD, Can.RECORD, Can.SEE_POLICY})

MAY: dict[str, tuple[Reach, frozenset[Can]]] = {
    **dict.fromkeys(
        (
            Role.SOCIAL_WORKER,
            Role.QUALIFIED_SOCIAL_WORKER,
            Role.FOSTERING_SOCIAL_WORKER,
            Role.PERSONAL_ADVISER,
            Role.FAMILY_SUPPORT_WORKER,
            Role.SUPERVISING_WORKER,
            Role.FIELD_WORK_TEAM,
            Role.EDGE_OF_CARE_TEAM,
            Role.YOUTH_OFFENDING_WORKER,
        ),
        (Reach.INVOLVED, _WORKER),
    ),
    Role.IRO: (Reach.INVOLVED, _WORKER),
    Role.CONFERENCE_CHAIR: (Reach.INVOLVED, _WORKER),
    Role.PRACTICE_MANAGER: (Reach.SCOPE, _MANAGER),
    Role.TEAM_MANAGER: (Reach.SCOPE, _MANAGER | {Can.RESTRICT}),
    Role.GROUP_MANAGER: (Reach.SCOPE, _SENIOR),
    Role.QUALITY_AND_REVIEW_MANAGER: (Reach.SCOPE, _MANAGER),
    Role.HEAD_OF_SERVICE: (Reach.SCOPE, _SENIOR | {Can.APPROVE_DISPOSAL}),
    Role.NOMINATED_OFFICER: (Reach.SCOPE, _SENIOR),
    Role.SENIOR_MANAGER: (Reach.SCOPE, _SENIOR | {Can.APPROVE_DISPOSAL}),
    Role.SAFEGUARDING_MANAGER: (Reach.SCOPE, _SENIOR),
    Role.FRONT_DOOR: (Reach.SCOPE, _WORKER | {Can.SEE_TEAM}),
    Role.EDUCATION_SAFEGUARDING_LEAD: (Reach.SCOPE, _PARTNER),
    Role.VIRTUAL_SCHOOL: (Reach.SCOPE, _PARTNER),
    Role.PEP_COORDINATOR: (Reach.SCOPE, _PARTNER),
    OwnRole.PERFORMANCE_ANALYST: (
        Reach.SCOPE,
        frozenset(
            {
                Can.SEE_CHILD,
                Can.SEE_TEAM,
                Can.SEE_POLICY,
                Can.EXPORT,
                Can.SHARE_VIEWS,
                Can.IMPORT,
                Can.MERGE,
            }
        ),
    ),
    OwnRole.PRACTICE_LEAD: (Reach.NOBODY, frozenset({Can.SEE_POLICY, Can.ADOPT_POLICY})),
    OwnRole.ADMINISTRATOR: (Reach.NOBODY, frozenset({Can.ADMINISTER, Can.SEE_POLICY})),
    OwnRole.AUDITOR: (Reach.NOBODY, frozenset({Can.AUDIT})),
    OwnRole.RECORDS_OFFICER: (
        Reach.SCOPE,
        frozenset({Can.SEE_CHILD, Can.SEE_POLICY, Can.GOVERN_RECORDS}),
    ),
}
NOTHING: tuple[Reach, frozenset[Can]] = (Reach.NOBODY, frozenset())


def may(role: str) -> tuple[Reach, frozenset[Can]]:
    """Return whom a role leads to and what it lets do; nothing for a role not in the table."""
    return MAY.get(role, NOTHING)
