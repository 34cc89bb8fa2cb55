"""Who may open what: written by hand, beside the application and not from it (A2).

Each letter of a row says what one kind of role meets there: `.` the page, `3` that it may not (403),
`4` that there is no such page, `s` the sign-in, `t` that it needs a token (401). The kinds stand in
`KINDS`, in this order.
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
    "records officer": (OwnRole.RECORDS_OFFICER,),
    "no right": (
        Role.DISTRICT, Role.DESIGNATED_TEACHER, Role.LADO, Role.OTHER_AGENCY, Role.OTHER,
        Role.AREA_LEARNING_ADVOCATE, Role.CARER,
    ),
}  # fmt: skip
KIND_OF = {str(role): kind for kind, roles in KINDS.items() for role in roles}
EVERY_ROLE = tuple(str(role) for role in ALL_ROLES)

# Pages that are of no child and of no team's list. A row of one letter holds for everybody.
PAGES = {
    #                     out work man restr front part anal lead admin audit recs none
    "health":                  ".",
    "health-of-all":           ".",
    "help":                    ".",
    "accessibility":           ".",
    "my-day":                  "s...........",
    "search":                  "s......333.3",
    "search-suggest":          "s......333.3",
    "to-copy":                 "s.....333333",
    "own-written-down":        "s.....333333",
    "my-decisions":            "s.....333333",
    "quality":                 "s3...3.3.333",
    "visit-tables":            "s3..33.33333",
    "disputes":                "s......333.3",
    "read-and-sign":           "s.....333333",
    "incidence":               "s333333..333",
    "teams":                   "s3...3.33333",
    "break-glass":             "s....3333333",
    "imports":                 "s33333.33333",
    "new-import":              "s33333.33333",
    "import":                  "s33333.33333",
    "import-children":         "s33333.33333",
    "import-refused":          "s33333.33333",
    "questions":               "s.....333333",
    "question":                "s4..44333333",  # of a child whom another worker has
    "differences":             "s.....333333",
    "difference":              "s4..44333333",
    "add-child":               "s.....333333",
    "doubles":                 "s3..33.33333",
    "double":                  "s3..33.33333",
    "undo-merge":              "s3..33.33333",
    "policy":                  "s........3.3",
    "whole-policy":            "s........3.3",
    "policy-pack":             "s........3.3",
    "policy-part":             "s........3.3",
    "administration":          "s333333..333",
    "bank-holidays":           "s333333..333",
    "api-tokens":              "s3333333.333",
    "new-api-token":           "s3333333.333",
    "revoke-api-token":        "s3333333.333",
    "api-description":         "t...........",
    "api-due":                 "t",  # a token opens it, whoever is signed in: tests/db/api
    "api-children":            "t",
    "api-child":               "t",
    "api-explanation":         "t",
    "api-account":             "t",
    "api-policy":              "t",
    "api-visit":               "t",
    "api-visits":              "t",
    "api-contacts":            "t",
    "people":                  "s3333333.333",
    "new-person":              "s3333333.333",
    "person":                  "s3333333.333",
    "change-person":           "s3333333.333",
    "close-account":           "s3333333.333",
    "reopen-account":          "s3333333.333",
    "password-link":           "s3333333.333",
    "way-in":                  "s3333333.333",
    "give-role":               "s3333333.333",
    "end-role":                "s3333333.333",
    "places":                  "s3333333.333",
    "new-team":                "s3333333.333",
    "team-people":             "s3333333.333",
    "change-team":             "s3333333.333",
    "new-locality":            "s3333333.333",
    "change-locality":         "s3333333.333",
    "deputies":                "s3333333.333",
    "new-deputy":              "s3333333.333",
    "end-deputy":              "s3333333.333",
    "own-deputies":            "s3..33333333",
    "new-own-deputy":          "s3..33333333",
    "hand-over":               "s3..33333333",
    "absences":                "s3..33333333",
    "end-absence":             "s3..33333333",
    "how-i-am":                "s...........",
    "how-i-was":               "s...........",
    "take-back-word":          "s44444444444",  # said of somebody they do not answer for
    "availability":            "s.....333333",
    "say-availability":        "s3..33333333",
    "situation":               "s3...3.33333",
    "move":                    "s3..33333333",
    "end-own-deputy":          "s34433333333",  # somebody else's: one's own stand in test_hidden_ids
    "adoptions":               "s333333.3333",
    "adopt":                   "s333333.3333",
    "end-adoption":            "s333333.3333",
    "audit":                   "s33333333.33",
    "audit-event":             "s33333333.33",
    "audit-export":            "s33333333.33",
    "audit-state":             "s33333333.33",
    "audit-check":             "s33333333.33",
    "break-glass-openings":    "s33333333.33",
    "break-glass-opening":     "s33333333.33",
    "records":                 "s33.333333.3",
    "records-due":             "s333333333.3",
    "records-holds":           "s333333333.3",
    "retention-schedule":      "s33.333333.3",
    "disposed":                "s333333333.3",
    "disposals":               "s33.333333.3",
    "disposal":                "s33.333333.3",
    "saved-views":             "s3...3.33333",
    "change-view":             "s34443433333",  # somebody else's
    "delete-view":             "s34443433333",
    "out-now":                 "s3...3.33333",
    "own-outings":             "s.....333333",
    "outing":                  "s4...4433333",  # of a worker of the team, whom others do not know
    "extend-outing":           "s4...4333333",
    "end-outing":              "s4...4333333",
    "being-told":              "s...........",
    "test-message":            "s...........",
    "make-feed":               "s...........",
    "revoke-feed":             "s...........",
    "feed":                    "4",  # by an address nobody has
    "reminders":               "s...........",
    "new-reminder":            "s...........",
    "change-reminder":         "s44444444444",  # somebody else's
    "settle-reminder":         "s44444444444",
    "reopen-reminder":         "s44444444444",
    "messages":                "s3333333.333",
    "send-again":              "s3333333.333",
    "webhooks":                "s3333333.333",
    "new-webhook":             "s3333333.333",
    "webhook":                 "s3333333.333",
    "change-webhook":          "s3333333.333",
    "test-webhook":            "s3333333.333",
    "webhook-secret":          "s3333333.333",
    "end-webhook":             "s3333333.333",
    "doorstep":                ".",
    "doorstep-worker":         ".",
    "doorstep-manifest":       ".",
    "doorstep-session":        "t...........",
    "enrol-phone":             "t...........",  # a phone of one's own; a new one only to who may record
    "phone-key":               "t44444444444",  # of a phone that nobody has
    "take-round":              "t44444444444",
    "report-waiting":          "t44444444444",
    "send-record":             "t...........",  # what it says is judged, not who says it
    "my-round":                "s.....333333",
    "phones":                  "s...........",
    "take-phone-away":         "s44444444444",  # somebody else's
    "team-phones":             "s3..3333.333",
    "set-aside":               "s.....333333",
    "set-aside-one":           "s44444333333",  # that there is not
    "choose-password":         ".",
    "account":                 "s...........",
    "outage-words":            "s...........",
    "outage-packs":            "s3...3.3.333",
    "account_login":           ".",
    "account_logout":          "s...........",
    "account_inactive":        ".",
    "account_change_password": "s...........",
    "account_reauthenticate":  "s...........",
    "usersessions_list":       "s...........",
    "mfa_index":               "s...........",
    "mfa_authenticate":        ".",  # to the sign-in: nobody is half way through one
    "mfa_reauthenticate":      "s...........",
    "mfa_activate_totp":       "s...........",
    "mfa_deactivate_totp":     "s44444444444",  # there is no app to remove
    "mfa_view_recovery_codes": "s44444444444",
    "mfa_generate_recovery_codes": "s...........",
    "mfa_list_webauthn":       "s...........",
    "mfa_add_webauthn":        "s...........",
    "mfa_login_webauthn":      ".",
    "mfa_reauthenticate_webauthn": "s...........",
    "mfa_remove_webauthn":     "s44444444444",
    "mfa_edit_webauthn":       "s44444444444",
    "openid_connect_login":    "4",
    "openid_connect_callback": "4",
    "work_account_again":      "s44444444444",
    "socialaccount_login_cancelled": ".",
}  # fmt: skip

# What one may do with a child's record, if the child is within reach.
OF_A_CHILD = {
    #                     out work man restr front part anal lead admin audit recs none
    "child":                   "s......333.3",
    "timeline":                "s......333.3",
    "documents":               "s......333.3",
    "document":                "s......333.3",
    "document-word":           "s.....333333",
    "document-pdf":            "s.....333333",
    "mark-copied":             "s.....333333",
    "visit":                   "s......333.3",
    "photographs":             "s......333.3",
    "photograph":              "s......333.3",
    "photograph-picture":      "s......333.3",
    "add-photograph":          "s.....333333",
    "decisions":               "s......333.3",
    "decision":                "s......333.3",
    "open-decision":           "s.....333333",
    "act":                     "s.....333333",
    "comment":                 "s.....333333",
    "compare":                 "s......333.3",
    "write":                   "s.....333333",  # to the decision, if it is not theirs to write
    "save-draft":              "s.....333333",  # by role: see `WRITE_THE_DRAFT`
    "forms":                   "s......333.3",
    "fill-form":               "s.....333333",
    "form":                    "s......333.3",
    "household":               "s.....333333",
    "decide-tier":             "s.....333333",
    "record-meeting":          "s.....333333",
    "meeting-note":            "s......333.3",
    "record-event":            "s.....333333",
    "event":                   "s......333.3",
    "correct-event":           "s3..33333333",  # the record of somebody else
    "end-plan":                "s.....333333",
    "readers":                 "s3..33333333",
    "workers":                 "s......333.3",
    "warnings":                "s.....333333",
    "share-arrangements":      "s.....333333",
    "record-visit":            "s.....333333",
    "record-call":             "s.....333333",
    "record-contact":          "s.....333333",
    "child-reminder":          "s.....333333",
    "go-out":                  "s.....333333",
    "correct-visit":           "s3..33333333",  # the record of somebody else
    "restrict":                "s33.33333333",
    "records-child":           "s333333333.3",
    "access-request":          "s33.333333.3",
    "access-pack":             "s333333333.3",
    "access-names":            "s33.333333.3",
    "access-entries":          "s33.333333.3",
    "access-entry":            "s33.333333.3",
    "explain-blind-spot":      "s3...3433333",
    "take-back-explanation":   "s3...3433333",
}  # fmt: skip

# Lists of a team, a locality or the authority, if it is within reach.
OF_A_LIST = {
    "team":                    "s3...3.33333",
    "locality":                "s3...3.33333",
    "authority":               "s3...3.33333",
    "workload":                "s3...3.33333",
    "written-down":            "s3...3.33333",
    "continuity":              "s3...3.33333",
    "staff":                   "s3..33333333",
    "move-children":           "s3..33333333",
    "blind-spots":             "s3...3.33333",
    "save-view":               "s3...3.33333",
    "due-export":              "s3..33.33333",  # as CSV
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
    "records-child", "access-request", "access-pack", "access-names", "access-entries", "access-entry",
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

POST_ONLY = {
    "enrol-phone",
    "report-waiting",
    "send-record",
    "take-phone-away",
    "extend-outing",
    "api-visits",
    "api-contacts",
    "test-message",
    "revoke-feed",
    "settle-reminder",
    "reopen-reminder",
    "send-again",
    "test-webhook",
    "webhook-secret",
    "end-webhook",
    "search-suggest",
    "take-back-explanation",
    "audit-check",
    "mark-copied",
    "save-draft",
}
GET_ONLY = {
    "doorstep", "doorstep-worker", "doorstep-manifest", "doorstep-session", "phone-key", "take-round",
    "phones", "set-aside",
    "how-i-was", "availability", "situation",
    "out-now", "own-outings", "outing",
    "records-due", "retention-schedule", "disposed", "disposals", "access-pack", "access-entries",
    "api-tokens", "api-description", "api-due", "api-children", "api-child", "api-explanation",
    "api-account", "api-policy", "api-visit",
    "feed", "reminders", "messages", "webhooks", "webhook",
    "quality", "visit-tables",
    "my-decisions", "disputes", "read-and-sign", "decisions", "decision", "compare", "forms", "form",
    "meeting-note", "event",
    "photographs", "photograph-picture", "written-down", "own-written-down",
    "documents", "document", "document-word", "document-pdf", "to-copy",
    "workers",
    "child", "timeline", "readers", "audit", "audit-event", "audit-state", "break-glass-openings",
    "help", "accessibility", "health", "health-of-all", "account_inactive",
    "socialaccount_login_cancelled", "mfa_index", "mfa_list_webauthn", "mfa_view_recovery_codes",
}  # fmt: skip


def letter(table: dict[str, str], name: str, kind: str) -> str:
    """Return what a kind of role meets at a route."""
    row = table[name]
    return row if len(row) == 1 else row[list(KINDS).index(kind)]
