"""What a token may be good for: groups of addresses, to read or to write; and rights of a role."""

from enum import StrEnum

from doorstep.web.accounts.words import Can


class Scope(StrEnum):
    """One group of addresses, to read or to write."""

    DUE_READ = "due:read"
    CHILDREN_READ = "children:read"
    ACCOUNT_READ = "account:read"
    VISITS_READ = "visits:read"
    VISITS_WRITE = "visits:write"
    POLICY_READ = "policy:read"


SCOPE_LABELS = {
    Scope.DUE_READ: "Read the due list",
    Scope.CHILDREN_READ: "Read children and why they are due",
    Scope.ACCOUNT_READ: "Read the account of each team’s children",
    Scope.VISITS_READ: "Read visits, calls and contacts",
    Scope.VISITS_WRITE: "Record visits, calls and contacts",
    Scope.POLICY_READ: "Read which policies are adopted",
}
CAN_LABELS = {
    Can.SEE_CHILD: "See one child’s record",
    Can.SEE_TEAM: "See the figures of teams",
    Can.EXPORT: "Take lists of children out",
    Can.RECORD: "Record in a child’s record",
    Can.SEE_POLICY: "See the policies",
}
