"""Who may open what: written by hand, beside the application and not from it (A2).

Each letter of a row says what one kind of role meets there: `.` the page, `3` that it may not (403),
`4` that there is no such page, `s` the sign-in. The kinds stand in `KINDS`, in this order.
"""

from doorstep.vocabulary import Role
from doorstep.web.accounts.words import ALL_ROLES, OwnRole

WORKERS = (
    Role.SOCIAL_WORKER, Role.QUALIFIED_SOCIAL_WORKER, Role.FOSTERING_SOCIAL_WORKER,
    Role.PERSONAL_ADVISER, Role.FAMILY_SUPPORT_WORKER, Role.SUPERVISING_WORKER, Role.FIELD_WORK_TEAM,
    Role.EDGE_OF_CARE_TEAM, Role.YOUTH_OFFENDING_WORKER, Role.IRO, Role.CONFERENCE_CHAIR,
)  # fmt: skip
MANAGERS = (Role.PRACTICE_MANAGER, Role.QUALITY_AND_REVIEW_MANAGER)
RESTRICTING = (
    Role.TEAM_MANAGER, Role.GROUP_MANAGER, Role.HEAD_OF_SERVICE, Role.NOMINATED_OFFICER,
    Role.SENIOR_MANAGER, Role.SAFEGUARDING_MANAGER,
)  # fmt: skip
PARTNERS = (Role.EDUCATION_SAFEGUARDING_LEAD, Role.VIRTUAL_SCHOOL, Role.PEP_COORDINATOR)
KINDS: dict[str, tuple[str, ...]] = {
    "signed out": (),
    "worker": WORKERS,
    "manager": MANAGERS,
    "restricting": RESTRICTING,
    "front door": (Role.FRONT_DOOR,),
    "partner": PARTNERS,
    "analyst": (OwnRole.PERFORMANCE_ANALYST,),
    "practice lead": (OwnRole.PRACTICE_LEAD,),
    "administrator": (OwnRole.ADMINISTRATOR,),
    "auditor": (OwnRole.AUDITOR,),
    "no right": (
        Role.DISTRICT, Role.DESIGNATED_TEACHER, Role.LADO, Role.OTHER_AGENCY, Role.OTHER,
        Role.AREA_LEARNING_ADVOCATE, Role.CARER,
    ),
}  # fmt: skip
KIND_OF = {str(role): kind for kind, roles in KINDS.items() for role in roles}
EVERY_ROLE = tuple(str(role) for role in ALL_ROLES)

# Pages that are of no child and of no team's list. A row of one letter holds for everybody.
PAGES = {
    #                     out work man restr front part anal lead admin audit none
    "health":                  ".",
    "health-of-all":           ".",
    "help":                    ".",
    "accessibility":           ".",
    "my-day":                  "s..........",
    "search":                  "s......3333",
    "search-suggest":          "s......3333",
    "to-copy":                 "s.....33333",
    "my-decisions":            "s.....33333",
    "disputes":                "s......3333",
    "read-and-sign":           "s.....33333",
    "incidence":               "s333333..33",
    "teams":                   "s3...3.3333",
    "break-glass":             "s....333333",
    "policy":                  "s........33",
    "whole-policy":            "s........33",
    "policy-pack":             "s........33",
    "policy-part":             "s........33",
    "administration":          "s333333..33",
    "bank-holidays":           "s333333..33",
    "people":                  "s3333333.33",
    "new-person":              "s3333333.33",
    "person":                  "s3333333.33",
    "change-person":           "s3333333.33",
    "close-account":           "s3333333.33",
    "reopen-account":          "s3333333.33",
    "password-link":           "s3333333.33",
    "way-in":                  "s3333333.33",
    "give-role":               "s3333333.33",
    "end-role":                "s3333333.33",
    "places":                  "s3333333.33",
    "new-team":                "s3333333.33",
    "team-people":             "s3333333.33",
    "change-team":             "s3333333.33",
    "new-locality":            "s3333333.33",
    "change-locality":         "s3333333.33",
    "deputies":                "s3333333.33",
    "new-deputy":              "s3333333.33",
    "end-deputy":              "s3333333.33",
    "own-deputies":            "s3..3333333",
    "new-own-deputy":          "s3..3333333",
    "end-own-deputy":          "s3443333333",  # somebody else's: one's own stand in test_hidden_ids
    "adoptions":               "s333333.333",
    "adopt":                   "s333333.333",
    "end-adoption":            "s333333.333",
    "audit":                   "s33333333.3",
    "audit-event":             "s33333333.3",
    "audit-export":            "s33333333.3",
    "audit-state":             "s33333333.3",
    "audit-check":             "s33333333.3",
    "break-glass-openings":    "s33333333.3",
    "break-glass-opening":     "s33333333.3",
    "saved-views":             "s3...3.3333",
    "change-view":             "s3444343333",  # somebody else's
    "delete-view":             "s3444343333",
    "choose-password":         ".",
    "account":                 "s..........",
    "account_login":           ".",
    "account_logout":          "s..........",
    "account_inactive":        ".",
    "account_change_password": "s..........",
    "account_reauthenticate":  "s..........",
    "usersessions_list":       "s..........",
    "mfa_index":               "s..........",
    "mfa_authenticate":        ".",  # to the sign-in: nobody is half way through one
    "mfa_reauthenticate":      "s..........",
    "mfa_activate_totp":       "s..........",
    "mfa_deactivate_totp":     "s4444444444",  # there is no app to remove
    "mfa_view_recovery_codes": "s4444444444",
    "mfa_generate_recovery_codes": "s..........",
    "mfa_list_webauthn":       "s..........",
    "mfa_add_webauthn":        "s..........",
    "mfa_login_webauthn":      ".",
    "mfa_reauthenticate_webauthn": "s..........",
    "mfa_remove_webauthn":     "s4444444444",
    "mfa_edit_webauthn":       "s4444444444",
    "openid_connect_login":    "4",
    "openid_connect_callback": "4",
    "work_account_again":      "s4444444444",
    "socialaccount_login_cancelled": ".",
}  # fmt: skip

# What one may do with a child's record, if the child is within reach.
OF_A_CHILD = {
    #                     out work man restr front part anal lead admin audit none
    "child":                   "s......3333",
    "timeline":                "s......3333",
    "documents":               "s......3333",
    "document":                "s......3333",
    "document-word":           "s.....33333",
    "document-pdf":            "s.....33333",
    "mark-copied":             "s.....33333",
    "visit":                   "s......3333",
    "decisions":               "s......3333",
    "decision":                "s......3333",
    "open-decision":           "s.....33333",
    "act":                     "s.....33333",
    "comment":                 "s.....33333",
    "compare":                 "s......3333",
    "write":                   "s.....33333",  # to the decision, if it is not theirs to write
    "save-draft":              "s.....33333",  # by role: see `WRITE_THE_DRAFT`
    "forms":                   "s......3333",
    "fill-form":               "s.....33333",
    "form":                    "s......3333",
    "household":               "s.....33333",
    "decide-tier":             "s.....33333",
    "record-meeting":          "s.....33333",
    "meeting-note":            "s......3333",
    "record-event":            "s.....33333",
    "event":                   "s......3333",
    "correct-event":           "s3..3333333",  # the record of somebody else
    "end-plan":                "s.....33333",
    "readers":                 "s3..3333333",
    "warnings":                "s.....33333",
    "share-arrangements":      "s.....33333",
    "record-visit":            "s.....33333",
    "record-call":             "s.....33333",
    "record-contact":          "s.....33333",
    "correct-visit":           "s3..3333333",  # the record of somebody else
    "restrict":                "s33.3333333",
    "explain-blind-spot":      "s3...343333",
    "take-back-explanation":   "s3...343333",
}  # fmt: skip

# Lists of a team, a locality or the authority, if it is within reach.
OF_A_LIST = {
    "team":                    "s3...3.3333",
    "locality":                "s3...3.3333",
    "authority":               "s3...3.3333",
    "workload":                "s3...3.3333",
    "blind-spots":             "s3...3.3333",
    "save-view":               "s3...3.3333",
    "due-export":              "s3..33.3333",  # as CSV
}  # fmt: skip

# Which children a role reaches, by the seat in which it is held; the rest are 404. `restricted` ones
# are reached by those named only.
OPENED = {"named", "glass", "hidden_glass"}  # to everybody in a seat; "named_me" names one of them
REACHED_BY_A_WORKER = {
    "team":      {"own", "team", "iro", "named_me"} | OPENED,
    "locality":  OPENED,  # a worker's role leads to the own team, and to no team of a locality
    "authority": OPENED,
    "deputy":    {"own", "team", "iro"} | OPENED,  # and not what names whom they act for
}  # fmt: skip
REACHED_BY_SCOPE = {
    "team":      {"own", "team", "named_me"} | OPENED,
    "locality":  {"own", "team", "near"} | OPENED,
    "authority": {"own", "team", "near", "other", "iro", "ex_iro", "ended"} | OPENED,
    "deputy":    {"own", "team"} | OPENED,
}  # fmt: skip
# Broken glass is to see and to write.
NOT_BY_GLASS = {
    "readers", "restrict", "correct-visit", "correct-event", "save-draft", "document-word",
    "document-pdf",
}  # fmt: skip
# What only some of those who reach a child may do with it: the others are told so (403).
OF_SOME = {"correct-visit", "correct-event", "save-draft"}
WRITE_THE_DRAFT = {Role.TEAM_MANAGER, Role.PRACTICE_MANAGER}
LISTS_REACHED = {
    "team":      {"East"},
    "locality":  {"East", "Near", "Eastmarch"},
    "authority": {"East", "Near", "West", "Far", "Eastmarch", "Westmarch", "authority"},
    "deputy":    {"East"},
}  # fmt: skip
WITHOUT_A_ROLE = {"deputy_over", "left", "not_yet"}
CLOSED = "closed"

POST_ONLY = {"search-suggest", "take-back-explanation", "audit-check", "mark-copied", "save-draft"}
GET_ONLY = {
    "my-decisions", "disputes", "read-and-sign", "decisions", "decision", "compare", "forms", "form",
    "meeting-note", "event",
    "documents", "document", "document-word", "document-pdf", "to-copy",
    "child", "timeline", "readers", "audit", "audit-event", "audit-state", "break-glass-openings",
    "help", "accessibility", "health", "health-of-all", "account_inactive",
    "socialaccount_login_cancelled", "mfa_index", "mfa_list_webauthn", "mfa_view_recovery_codes",
}  # fmt: skip


def letter(table: dict[str, str], name: str, kind: str) -> str:
    """Return what a kind of role meets at a route."""
    row = table[name]
    return row if len(row) == 1 else row[list(KINDS).index(kind)]
