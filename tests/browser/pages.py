"""Every page in every state a person can meet it in: who goes there, and what they do to see it.

A route that is neither here nor in EXCEPTIONS fails a test: a new page is looked at in a browser.
"""

from collections.abc import Callable
from dataclasses import dataclass

from browser.filling import fill_visit
from browser.walk import Walk

Doing = Callable[[Walk], None]


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one state. `path` may name what running_site knows: "/children/{own[0]}/"."""

    route: str
    path: str
    state: str = ""
    status: int = 200
    doing: Doing | None = None

    def __str__(self) -> str:
        return f"{self.route}, {self.state}" if self.state else self.route


EXCEPTIONS = {
    "health": "answers machines",
    "health-of-all": "answers machines",
    "api-description": "answers machines",
    "api-due": "answers machines",
    "api-children": "answers machines",
    "api-child": "answers machines",
    "api-explanation": "answers machines",
    "api-account": "answers machines",
    "api-policy": "answers machines",
    "api-visit": "answers machines",
    "api-visits": "answers machines",
    "api-contacts": "answers machines",
    "search-suggest": "a part of the search page, which is looked at with suggestions",
    "mfa_authenticate": "needs a second factor: test_passkeys goes there",
    "mfa_login_webauthn": "answers the script of the sign-in page",
    "mfa_reauthenticate": "needs an authenticator app",
    "mfa_reauthenticate_webauthn": "needs a passkey: test_passkeys goes there",
    "mfa_deactivate_totp": "needs an authenticator app",
    "mfa_generate_recovery_codes": "needs a second factor",
    "mfa_view_recovery_codes": "needs a second factor: test_passkeys reads the codes",
    "mfa_list_webauthn": "leads on to making a passkey while there is none",
    "mfa_remove_webauthn": "needs a passkey",
    "mfa_edit_webauthn": "needs a passkey",
    "openid_connect_login": "leads to the council's own sign-in",
    "openid_connect_callback": "comes from the council's own sign-in",
    "work_account_again": "needs a work account",
    "test-message": "is a button of the page of what one is told",
    "revoke-feed": "is a button of the page of what one is told",
    "feed": "is a file for calendar programs",
    "settle-reminder": "is a button of the list of reminders",
    "extend-outing": "is a button of the page of an outing",
    "reopen-reminder": "is a button of the list of reminders",
    "send-again": "is a button of the page of messages",
    "test-webhook": "is a button of the page of a webhook",
    "end-webhook": "is a button of the page of a webhook",
    "take-back-explanation": "is a button of the page of an explained blind spot",
    "document-word": "is a file",
    "photograph-picture": "is a picture",
    "doorstep": "is a page of its own: test_doorstep_visit looks at each of its views",
    "doorstep-worker": "is a script",
    "doorstep-manifest": "answers machines",
    "doorstep-session": "answers the script of the doorstep page",
    "enrol-phone": "answers the script of the doorstep page",
    "phone-key": "answers the script of the doorstep page",
    "take-round": "answers the script of the doorstep page",
    "report-waiting": "answers the script of the doorstep page",
    "send-record": "answers the script of the doorstep page",
    "take-phone-away": "is a button of the page of one's phones",
    "document-pdf": "is a file",
    "access-pack": "is a file",
    "mark-copied": "is a button of the page of a document",
    "save-draft": "answers the script of the page on which a form is filled in",
    "comment": "is a button of the page of a decision",
    "audit-check": "is a button of the page of the log's state",
    "choose-password": "needs a link that is made for one person: test_others follows one",
}


def pressing(button: str) -> Doing:
    """Press a button of the form as it is."""
    return lambda walk: walk.press(button)


def typing(label: str, words: str, button: str) -> Doing:
    """Write in one field, and press a button."""

    def typed(walk: Walk) -> None:
        walk.main.get_by_label(label).fill(words)
        walk.press(button)

    return typed


def other_secret(walk: Walk) -> None:
    """Make another secret of a webhook."""
    walk.main.get_by_text("Another secret, or an end").click()
    walk.press("Make another secret")


def wrong_day(walk: Walk) -> None:
    """Ask a filter for a day that does not exist."""
    walk.page.goto(f"{walk.page.url}?due_before-day=31&due_before-month=2&due_before-year=2026")


def visit_of_siblings(walk: Walk) -> None:
    """Fill in a visit to a child and a sibling, as far as the page that says what it does."""
    mine, other, *_ = walk.site.known["siblings"]
    fill_visit(walk, [mine, other])
    walk.press("Check what it does")


OWN = "/children/{own[1]}"


def decided(stage: str) -> str:
    """Return the page of the decision that the demonstration has at a stage."""
    return f"/children/{{decisions[{stage}][0]}}/decisions/{{decisions[{stage}][1]}}"


DRAFT, SENT = decided("visiting_plan drafting"), decided("visiting_plan with_practice_manager")
AGREED, MEETING = decided("visiting_plan agreed"), decided("visiting_plan meeting")
PLAN, REQUEST = "lancashire-2020%2Fvisiting_plan", "practice-standards-2022%2Fvirtual_visit_request"
REQUESTED = "/records/children/{request[0]}/requests/{request[1]}"
PAGES: dict[str, tuple[Page, ...]] = {
    "": (
        Page("account_login", "/account/login/"),
        Page("account_login", "/account/login/", "nothing written", doing=pressing("Sign in")),
        Page("account_inactive", "/account/closed/"),
        Page("help", "/help"),
        Page("accessibility", "/accessibility"),
        Page("socialaccount_login_cancelled", "/account/oidc/work-account/cancelled/"),
        Page("", "/no-such-page/", "404 when signed out", 404),
    ),
    "social_worker": (
        Page("my-day", "/"),
        Page("my-day", "/?part=later", "one part"),
        Page("questions", "/data/missing/", "nobody is missing"),
        Page("differences", "/data/differences/", "one's own children's"),
        Page("my-day", "/?part=overdue&page=99", "a page there is not"),
        Page("my-day", "/?whose=everyone", "everyone's"),
        Page("child", "/children/{visited}/", "seen lately"),
        Page("child", f"{OWN}/"),
        Page("child", "/children/{restricted}/", "opened in an emergency"),
        Page("child", "/children/nobody/", "404", 404),
        Page("child", "/children/{others_child}/", "404 for somebody else's", 404),
        Page("timeline", f"{OWN}/timeline/"),
        Page("go-out", "/out/children/{own[1]}/"),
        Page(
            "go-out",
            "/out/children/{own[1]}/",
            "long ago",
            doing=typing("When did you go in?", "x", "I am going in"),
        ),
        Page("outing", "/out/{outing}/", "as the buddy of somebody who is not back"),
        Page("end-outing", "/out/{outing}/end/"),
        Page("end-outing", "/out/{outing}/end/", "nothing written", doing=pressing("Say so")),
        Page("own-outings", "/out/mine/"),
        Page("being-told", "/told/"),
        Page("make-feed", "/told/calendar/"),
        Page("make-feed", "/told/calendar/", "made", doing=pressing("Make the address")),
        Page("reminders", "/reminders/"),
        Page("reminders", "/reminders/?show=settled", "settled"),
        Page("new-reminder", "/reminders/new/"),
        Page("new-reminder", "/reminders/new/", "nothing written", doing=pressing("Save")),
        Page("child-reminder", f"{OWN}/remind/"),
        Page("change-reminder", "/reminders/{reminder}/"),
        Page("timeline", f"{OWN}/timeline/?show=all", "all of it"),
        Page("timeline", f"{OWN}/timeline/?since=2026-11-16", "nothing matches"),
        Page(
            "timeline", f"{OWN}/timeline/?since-day=31&since-month=2&since-year=2026", "wrong day"
        ),
        Page("documents", f"{OWN}/documents/"),
        Page("documents", "/children/{own[3]}/documents/", "none"),
        Page("documents", "/children/{visited}/documents/?kind=dispute", "none of this kind"),
        Page("document", "/children/{visited}/documents/visit/{visit}/"),
        Page("document", "/children/{visited}/documents/visit/999999/", "404", 404),
        Page("my-round", "/doorstep/round/"),
        Page("phones", "/doorstep/phones/"),
        Page("set-aside", "/doorstep/aside/"),
        Page("set-aside", "/doorstep/aside/?settled", "none"),
        Page("set-aside-one", "/doorstep/aside/{aside}/"),
        Page(
            "set-aside-one",
            "/doorstep/aside/{aside}/",
            "nothing written",
            doing=pressing("Settle it"),
        ),
        Page("photographs", f"{OWN}/photographs/", "none"),
        Page("photographs", "/children/{photo[0]}/photographs/"),
        Page("photograph", "/children/{photo[0]}/photographs/{photo[1]}/"),
        Page("add-photograph", f"{OWN}/photographs/new/"),
        Page(
            "add-photograph",
            f"{OWN}/photographs/new/",
            "nothing written",
            doing=pressing("Store the photograph"),
        ),
        Page("own-written-down", "/written-down/own/"),
        Page("add-child", "/data/children/new/"),
        Page("add-child", "/data/children/new/", "nothing written", doing=pressing("Continue")),
        Page("to-copy", "/documents/to-copy/"),
        Page("to-copy", "/documents/to-copy/?kind=dispute", "none of this kind"),
        Page("my-decisions", "/decisions/"),
        Page("my-decisions", "/decisions/?show=drafts", "drafts"),
        Page("disputes", "/decisions/disputes/"),
        Page("read-and-sign", "/decisions/read/", "nothing to sign"),
        Page("decisions", "/children/{child_to_plan}/decisions/"),
        Page("open-decision", f"{OWN}/decisions/new/?procedure={REQUEST}"),
        Page("open-decision", f"{DRAFT}/../new/?procedure={PLAN}", "open already"),
        Page("decision", f"{DRAFT}/", "a draft sent back"),
        Page("decision", f"{SENT}/", "submitted"),
        Page("decision", f"{MEETING}/", "in dispute"),
        Page("decision", f"{AGREED}/", "agreed"),
        Page("write", f"{DRAFT}/write/"),
        Page("act", f"{DRAFT}/write/", "from the form", doing=pressing("Check and submit")),
        Page("compare", f"{DRAFT}/compare/"),
        Page("act", f"{DRAFT}/do/submit/"),
        Page("act", f"{DRAFT}/do/withdraw/", "nothing told", doing=pressing("Withdraw")),
        Page("forms", "/children/{rating[0]}/forms/"),
        Page("form", "/children/{rating[0]}/forms/{rating[1]}/"),
        Page("fill-form", "/children/{rating[0]}/forms/new/?form=lancashire-2020%2Fwho_was_told"),
        Page("household", f"{OWN}/household/"),
        Page("household", f"{OWN}/household/", "nothing written", doing=pressing("Record it")),
        Page("decide-tier", f"{OWN}/tier/", "not for a worker"),
        Page("record-meeting", f"{OWN}/meetings/new/"),
        Page("record-meeting", f"{OWN}/meetings/new/?kind=review_conference", "which one"),
        Page("meeting-note", "/children/{visited}/meetings/notes/{noted}/"),
        Page("record-event", f"{OWN}/events/new/"),
        Page(
            "record-event",
            f"{OWN}/events/new/",
            "nothing written",
            doing=pressing("See what it sets"),
        ),
        Page("event", "/children/{visited}/events/{happened}/"),
        Page("correct-event", "/children/{visited}/events/{happened}/correct/"),
        Page("end-plan", "/children/{child_to_plan}/end-plan/"),
        Page("warnings", f"{OWN}/warnings/", "none"),
        Page("warnings", f"{OWN}/warnings/", "nothing written", doing=pressing("Add the warning")),
        Page("share-arrangements", f"{OWN}/share-arrangements/"),
        Page(
            "share-arrangements",
            f"{OWN}/share-arrangements/",
            "nothing written",
            doing=pressing("Record it"),
        ),
        Page("record-visit", f"{OWN}/visits/new/"),
        Page(
            "record-visit",
            f"{OWN}/visits/new/",
            "nothing written",
            doing=pressing("Check what it does"),
        ),
        Page(
            "record-visit",
            "/children/{siblings[0]}/visits/new/",
            "checked, two children",
            doing=visit_of_siblings,
        ),
        Page("record-call", f"{OWN}/calls/new/"),
        Page(
            "record-call",
            f"{OWN}/calls/new/",
            "nothing written",
            doing=pressing("Check what it does"),
        ),
        Page("record-contact", f"{OWN}/contacts/new/"),
        Page(
            "record-contact",
            f"{OWN}/contacts/new/",
            "nothing written",
            doing=pressing("Check what it does"),
        ),
        Page("visit", "/children/{visited}/visits/{visit}/"),
        Page("correct-visit", "/children/{visited}/visits/{visit}/correct/"),
        Page(
            "correct-visit",
            "/children/{visited}/visits/{visit}/correct/",
            "nothing written",
            doing=pressing("Check what it does"),
        ),
        Page("break-glass", "/break-glass/"),
        Page("break-glass", "/break-glass/", "nothing written", doing=pressing("Open the record")),
        Page("search", "/search/"),
        Page("search", "/search/", "found", doing=typing("Find a child", "rowntree", "Search")),
        Page("search", "/search/", "nothing found", doing=typing("Find a child", "qqqq", "Search")),
        Page("search", "/search/", "nothing written", doing=pressing("Search")),
        Page("policy", "/policy/"),
        Page("policy", "/policy/?on=1990-01-01", "nothing in force"),
        Page("policy", "/policy/?on-day=31&on-month=2&on-year=2026", "wrong day"),
        Page("policy", "/policy/?q=bedroom", "words sought"),
        Page("policy", "/policy/?q=qqqq", "words not found"),
        Page("whole-policy", "/policy/whole/"),
        Page("policy-pack", "/policy/packs/worcestershire-2020/"),
        Page("policy-part", "/policy/duty/worcestershire-2020/kit_call/"),
        Page("how-i-am", "/how-i-am/"),
        Page("how-i-am", "/how-i-am/", "nothing chosen", doing=pressing("Save")),
        Page("how-i-am", "/how-i-am/?reminder=own", "a reminder of one's own"),
        Page("how-i-was", "/how-i-am/said/", "nothing said"),
        Page("availability", "/availability/", "as a colleague"),
        Page("account", "/account/"),
        Page("outage-words", "/account/outage-words/"),
        Page("account_change_password", "/account/password/"),
        Page(
            "account_change_password",
            "/account/password/",
            "nothing written",
            doing=pressing("Change"),
        ),
        Page("account_reauthenticate", "/account/again/"),
        Page("account_logout", "/account/logout/"),
        Page("usersessions_list", "/account/sessions/"),
        Page("mfa_index", "/account/factors/"),
        Page("mfa_activate_totp", "/account/factors/app/"),
        Page("mfa_add_webauthn", "/account/factors/passkeys/add/"),
        Page("own-deputies", "/administration/own-deputies/", "403", 403),
        Page("team", "/teams/{team}/", "403", 403),
    ),
    "newcomer": (
        Page("my-day", "/", "no children"),
        Page("my-round", "/doorstep/round/", "none"),
        Page("phones", "/doorstep/phones/", "none"),
        Page("set-aside", "/doorstep/aside/", "none"),
        Page("search", "/search/", "no children"),
        Page("differences", "/data/differences/", "none"),
    ),
    "without_role": (Page("my-day", "/", "no role"), Page("search", "/search/", "403", 403)),
    "{manager}": (
        Page("team-phones", "/doorstep/team/"),
        Page("team-phones", "/doorstep/team/", "asked", doing=pressing("Take away")),
        Page("my-day", "/"),
        Page("teams", "/teams/"),
        Page("out-now", "/out/"),
        Page("out-now", "/out/?show=before", "before"),
        Page("own-outings", "/out/mine/", "none"),
        Page("outage-packs", "/outage-packs/"),
        Page("team", "/teams/{team}/"),
        Page("team", "/teams/{team}/?when=overdue&tier=vulnerable", "filtered"),
        Page("team", "/teams/{team}/?sort=worker", "by worker"),
        Page("team", "/teams/{team}/?kind=decisions", "decisions"),
        Page("team", "/teams/{team}/?duty=no-such-duty", "nothing fits"),
        Page("team", "/teams/{team}/", "wrong day", doing=wrong_day),
        Page("team", "/teams/{empty_team}/", "404 for another team", 404),
        Page("my-decisions", "/decisions/"),
        Page("read-and-sign", "/decisions/read/"),
        Page("decide-tier", f"{OWN}/tier/"),
        Page("decide-tier", f"{OWN}/tier/", "nothing written", doing=pressing("Decide")),
        Page("end-plan", "/children/{child_to_plan}/end-plan/"),
        Page("workload", "/workload/"),
        Page("written-down", "/written-down/"),
        Page("written-down", "/written-down/?days=91", "a quarter"),
        Page("quality", "/data/quality/?list=team-{team}"),
        Page("visit-tables", "/documents/tables/?list=team-{team}"),
        Page("visit-tables", "/documents/tables/?take=zip", "nothing written", 400),
        Page("blind-spots", "/blind-spots/"),
        Page("explain-blind-spot", "/blind-spots/{spots[0][0]}/{spots[0][1]}/"),
        Page(
            "explain-blind-spot",
            "/blind-spots/{spots[0][0]}/{spots[0][1]}/",
            "nothing written",
            doing=pressing("Explain"),
        ),
        Page("explain-blind-spot", "/blind-spots/{explained[0]}/{explained[1]}/", "explained"),
        Page("due-export", "/due/export/?list=team-{team}&format=print", "for paper"),
        Page("saved-views", "/views/"),
        Page("save-view", "/views/new/?list=team-{team}&query=when%3Doverdue"),
        Page(
            "save-view",
            "/views/new/?list=team-{team}&query=when%3Doverdue",
            "nothing written",
            doing=pressing("Save"),
        ),
        Page("change-view", "/views/{view}/"),
        Page("delete-view", "/views/{view}/delete/"),
        Page("child", f"{OWN}/"),
        Page("readers", f"{OWN}/readers/"),
        Page("workers", f"{OWN}/workers/"),
        Page("continuity", "/continuity/"),
        Page("staff", "/staff/"),
        Page("hand-over", "/staff/{person}/hand-over/"),
        Page(
            "hand-over",
            "/staff/{person}/hand-over/",
            "nothing chosen",
            doing=pressing("Hand over"),
        ),
        Page("absences", "/staff/{person}/absences/", "none"),
        Page(
            "absences",
            "/staff/{person}/absences/",
            "nothing written",
            doing=pressing("Set the absence"),
        ),
        Page("availability", "/availability/?list=team-{team}"),
        Page("availability", "/availability/?list=team-{team}&show=days", "day by day"),
        Page("availability", "/availability/?list=team-{team}&only=from_home", "nobody"),
        Page("say-availability", "/staff/{person}/availability/"),
        Page(
            "say-availability",
            "/staff/{person}/availability/",
            "nothing chosen",
            doing=pressing("Save"),
        ),
        Page("move-children", "/moves/new/"),
        Page("move-children", "/moves/new/", "none ticked", doing=pressing("Say who")),
        Page("move-children", "/moves/new/?tick=all", "to whom", doing=pressing("Say who")),
        Page("move-children", "/moves/new/?worker=nobody", "no child"),
        Page("restrict", f"{OWN}/restrict/"),
        Page("restrict", f"{OWN}/restrict/", "nothing written", doing=pressing("Restrict")),
        Page("correct-visit", "/children/{visited}/visits/{visit}/correct/", "by a manager"),
        Page("own-deputies", "/administration/own-deputies/", "none"),
        Page("new-own-deputy", "/administration/own-deputies/new/"),
    ),
    "manager_of_none": (
        Page("team-phones", "/doorstep/team/", "none"),
        Page("team", "/teams/{empty_team}/", "no child"),
        Page("workload", "/workload/", "no child"),
        Page("written-down", "/written-down/", "nothing came in"),
        Page("continuity", "/continuity/", "no child"),
        Page("staff", "/staff/", "no child"),
        Page("blind-spots", "/blind-spots/", "no child"),
        Page("saved-views", "/views/", "none"),
        Page("doubles", "/data/doubles/", "none"),
    ),
    "{opens_restricted}": (
        Page("locality", "/localities/{locality}/"),
        Page("locality", "/localities/{locality}/?page=2", "second page"),
        Page("child", "/children/{restricted}/", "restricted, named"),
        Page("restrict", "/children/{restricted}/restrict/", "restricted"),
        Page("warnings", "/children/{never_visited}/warnings/"),
    ),
    "{acts_for_username}": (
        Page("own-deputies", "/administration/own-deputies/"),
        Page("end-own-deputy", "/administration/own-deputies/{deputy_pk}/end/"),
    ),
    "performance_analyst": (
        Page("imports", "/data/"),
        Page("new-import", "/data/imports/new/"),
        Page("new-import", "/data/imports/new/", "no file", doing=pressing("Read the files")),
        Page("import", "/data/imports/2/", "to be looked at"),
        Page("import", "/data/imports/1/", "applied"),
        Page("import", "/data/imports/999/", "404", 404),
        Page("import-children", "/data/imports/2/changed/"),
        Page("import-children", "/data/imports/2/new/", "new"),
        Page("import-children", "/data/imports/1/gone/", "missing"),
        Page("import-children", "/data/imports/2/gone/", "nobody"),
        Page("import-refused", "/data/imports/1/refused/"),
        Page("import-refused", "/data/imports/2/refused/", "nothing"),
        Page("doubles", "/data/doubles/"),
        Page("double", "/data/doubles/{alike}/{added}/"),
        Page("double", "/data/doubles/{alike}/{added}/", "unsaid", doing=pressing("Save")),
        Page("double", "/data/doubles/{alike}/nobody/", "404", 404),
        Page("undo-merge", "/data/merges/{merge}/undo/"),
        Page(
            "undo-merge", "/data/merges/{merge}/undo/", "unsaid", doing=pressing("Undo the merge")
        ),
        Page("undo-merge", "/data/merges/999/undo/", "404", 404),
        Page("child", "/children/{put_away}/", "merged into another"),
        Page("child", "/children/{added}/", "added by hand"),
    ),
    "senior_manager": (
        Page("questions", "/data/missing/"),
        Page("question", "/data/missing/1/"),
        Page("question", "/data/missing/1/", "nothing written", doing=pressing("Store the answer")),
        Page("differences", "/data/differences/"),
        Page("difference", "/data/differences/1/"),
        Page("difference", "/data/differences/1/", "nothing written", doing=pressing("Settle it")),
        Page("authority", "/authority/"),
        Page("staff", "/staff/?list=authority", "all"),
        Page("availability", "/availability/?list=authority", "all"),
        Page("situation", "/situation/"),
        Page("take-back-word", "/how-i-am/said/{said}/take-back/"),
        Page("continuity", "/continuity/?list=authority", "all"),
        Page("move", "/moves/{moved}/"),
        Page("end-absence", "/absences/{absence}/end/"),
        Page("authority", "/authority/?page=3", "third page"),
        Page("teams", "/teams/", "all"),
        Page("workload", "/workload/?list=authority", "all"),
        Page("quality", "/data/quality/?list=authority&sort=-child", "all"),
        Page("quality", "/data/quality/?list=authority&kind=no_team", "nothing fits"),
        Page("blind-spots", "/blind-spots/?list=authority", "all"),
        Page("child", "/children/{never_visited}/", "never visited"),
        Page("child", "/children/{closed_child}/", "closed"),
        Page("timeline", "/children/{closed_child}/timeline/", "closed"),
    ),
    "practice_lead": (
        Page("administration", "/administration/", "for policy"),
        Page("adoptions", "/administration/policies/"),
        Page("adopt", "/administration/policies/adopt/"),
        Page("adopt", "/administration/policies/adopt/", "nothing chosen", doing=pressing("See")),
        Page("end-adoption", "/administration/policies/{adoption}/end/"),
    ),
    "administrator": (
        Page("administration", "/administration/"),
        Page("team-phones", "/doorstep/team/"),
        Page("people", "/administration/people/"),
        Page("quality", "/data/quality/", "for an administrator"),
        Page("people", "/administration/people/?state=closed", "closed accounts"),
        Page("people", "/administration/people/?role=pep_coordinator", "nobody"),
        Page("new-person", "/administration/people/new/"),
        Page("new-person", "/administration/people/new/", "nothing written", doing=pressing("Add")),
        Page("person", "/administration/people/{person}/"),
        Page("change-person", "/administration/people/{person}/change/"),
        Page("close-account", "/administration/people/{person}/close/"),
        Page("reopen-account", "/administration/people/{person_closed}/reopen/"),
        Page("password-link", "/administration/people/{person}/password/"),
        Page("way-in", "/administration/people/{person}/ways-in/sign-out/"),
        Page("give-role", "/administration/people/{person}/roles/new/"),
        Page(
            "give-role",
            "/administration/people/{person}/roles/new/",
            "nothing written",
            doing=pressing("Give"),
        ),
        Page("end-role", "/administration/people/{person}/roles/{role_pk}/end/"),
        Page("places", "/administration/teams/"),
        Page("new-team", "/administration/teams/new/"),
        Page("team-people", "/administration/teams/{team}/"),
        Page("change-team", "/administration/teams/{team}/change/"),
        Page("new-locality", "/administration/localities/new/"),
        Page("change-locality", "/administration/localities/{locality}/change/"),
        Page("deputies", "/administration/deputies/"),
        Page("new-deputy", "/administration/deputies/new/"),
        Page("end-deputy", "/administration/deputies/{deputy_pk}/end/"),
        Page("bank-holidays", "/administration/bank-holidays/"),
        Page("api-tokens", "/administration/api/"),
        Page("new-api-token", "/administration/api/new/"),
        Page(
            "new-api-token", "/administration/api/new/", "errors", doing=pressing("Issue the token")
        ),
        Page("revoke-api-token", "/administration/api/{token_pk}/revoke/"),
        Page("incidence", "/administration/incidence/"),
        Page("messages", "/administration/messages/", "not arrived"),
        Page("webhooks", "/administration/webhooks/"),
        Page("webhook", "/administration/webhooks/{webhook}/"),
        Page("webhook-secret", "/administration/webhooks/{webhook}/", "made", doing=other_secret),
        Page("change-webhook", "/administration/webhooks/{webhook}/change/"),
        Page("new-webhook", "/administration/webhooks/new/"),
        Page(
            "new-webhook", "/administration/webhooks/new/", "nothing written", doing=pressing("Add")
        ),
        Page("my-day", "/", "no children of one's own"),
        Page("person", "/administration/people/99999/", "404", 404),
    ),
    "records_officer": (
        Page("records", "/records/"),
        Page("records", "/records/", "nothing written", doing=pressing("Open the record")),
        Page("records-due", "/records/due/"),
        Page("records-holds", "/records/holds/"),
        Page("records-holds", "/records/holds/?show=lifted", "none"),
        Page("records-holds", "/records/holds/?do=hold", "all records"),
        Page("retention-schedule", "/records/schedule/"),
        Page("disposed", "/records/disposed/", "none"),
        Page("disposals", "/records/disposals/"),
        Page("disposal", "/records/disposals/1/"),
        Page("records-child", "/records/children/OLD-2/", "held"),
        Page(
            "records-child",
            "/records/children/OLD-3/?do=request",
            "nothing written",
            doing=pressing("Begin the request"),
        ),
        Page("access-request", f"{REQUESTED}/"),
        Page("access-entries", f"{REQUESTED}/entries/"),
        Page("access-entry", f"{REQUESTED}/entries/2/"),
        Page("access-entry", f"{REQUESTED}/entries/1/", "nothing written", doing=pressing("Hide")),
        Page("access-names", f"{REQUESTED}/names/"),
    ),
    "auditor": (
        Page("audit", "/audit/"),
        Page("audit", "/audit/?child_id=nobody", "nothing found"),
        Page(
            "audit",
            "/audit/?first_day-day=31&first_day-month=2&first_day-year=2026",
            "wrong day",
            400,
        ),
        Page("audit-event", "/audit/{event}/"),
        Page("audit-export", "/audit/export/"),
        Page("audit-state", "/audit/state/"),
        Page("break-glass-openings", "/audit/break-glass/"),
        Page("break-glass-opening", "/audit/break-glass/{opening}/"),
        Page("child", f"{OWN}/", "403", 403),
    ),
}
