"""Which pages `make pictures` takes, whose they are, and the sentence that says what one sees."""

from collections.abc import Callable
from dataclasses import dataclass

from browser.filling import fill_call, fill_visit
from browser.pages import decided
from browser.walk import Walk

Doing = Callable[[Walk], None]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its file, the page, whose it is, and the sentence that says what one sees."""

    name: str
    path: str
    title: str
    says: str
    doing: Doing | None = None


def _visit(walk: Walk) -> None:
    fill_visit(walk, walk.site.known["siblings"][:2])
    walk.press("Check what it does")


def _call(walk: Walk) -> None:
    fill_call(walk, "Disclosure")
    walk.press("Check what it does")


def _search(walk: Walk) -> None:
    surname = walk.site.known["names"][walk.site.known["siblings"][0]].split()[-1]
    walk.main.get_by_label("Find a child").fill(surname[:-1] + "e")
    walk.press("Search")


def _why(walk: Walk) -> None:
    walk.main.locator("details").first.locator("summary").click()


def _filter(walk: Walk) -> None:
    walk.main.locator("summary", has_text="Filter").click()


def _read_before(walk: Walk) -> None:
    here = walk.path
    walk.go(here.replace("readers/", ""))
    walk.go(here)


def _preview(walk: Walk) -> None:
    walk.main.get_by_label("Children's Social Care, Service Delivery").check()
    walk.main.get_by_label("Decided by").fill("Director of Children’s Services")
    walk.press("See what changes")


PICTURES: dict[str, tuple[Picture, ...]] = {
    "": (
        Picture(
            "sign-in",
            "/account/login/",
            "Sign in",
            "With a password, a passkey or the council’s own account.",
        ),
    ),
    "social_worker": (
        Picture(
            "my-day",
            "/",
            "My day",
            "Whom you must see, by when, how and why; the tier comes first, then the day.",
        ),
        Picture(
            "why",
            "/",
            "Why",
            "Every line opens into its full reasons, with the clause of the policy.",
            _why,
        ),
        Picture(
            "child",
            "/children/{siblings[0]}/",
            "A child",
            "What is owed and why, the tier, the household, who else sees the child, the plan in force.",
        ),
        Picture(
            "timeline",
            "/children/{siblings[0]}/timeline/",
            "The timeline",
            "Everything that happened, the newest first; filter it by kind and day.",
        ),
        Picture(
            "record-a-visit",
            "/children/{siblings[0]}/visits/new/",
            "Record a visit",
            "Once for several children at one address, with a part for each.",
        ),
        Picture(
            "check",
            "/children/{siblings[0]}/visits/new/",
            "Before it is saved",
            "Whether the visit counts, for what, and what is due next; nothing is stored yet.",
            _visit,
        ),
        Picture(
            "record-a-call",
            "/children/{siblings[0]}/calls/new/",
            "A keep-in-touch call",
            "The questions of the policy’s own form, in its order.",
        ),
        Picture(
            "disclosure",
            "/children/{siblings[0]}/calls/new/",
            "Something was heard",
            "What is told in a call can raise the tier at once, and the page says so before it is saved.",
            _call,
        ),
        Picture(
            "visit",
            "/children/{visited}/visits/{visit}/",
            "A record",
            "As it was written, what it counts for, and every version if it was corrected.",
        ),
        Picture(
            "warnings",
            "/children/{siblings[0]}/warnings/",
            "Staff safety",
            "What whoever goes there must know first.",
        ),
        Picture(
            "decisions",
            "/children/{decisions[visiting_plan drafting][0]}/decisions/",
            "Decisions about a child",
            "What is open and who can act, and what can be begun; what a duty calls for says so.",
        ),
        Picture(
            "write",
            f"{decided('visiting_plan drafting')}/write/",
            "A risk assessment and visiting plan",
            "The policy’s own template, begun with what the record says; saved as it is written.",
        ),
        Picture(
            "decision",
            f"{decided('visiting_plan agreed')}/",
            "A decision",
            "Where it stands, the form as it was signed, each action with its author and times.",
        ),
        Picture(
            "documents",
            "/children/{decisions[visiting_plan agreed][0]}/documents/",
            "Documents for the case management system",
            "Text to paste, Word and PDF; ticked once when copied.",
        ),
        Picture(
            "household",
            "/children/{siblings[0]}/household/",
            "A household that isolates or shields",
            "Recorded for every child of the address; the decision it requires is due at once.",
        ),
        Picture(
            "search",
            "/search/",
            "Search",
            "By name, even misspelt, by id or by postcode; names stand in no address.",
            _search,
        ),
        Picture(
            "break-glass",
            "/break-glass/",
            "In an emergency",
            "A restricted record can be opened for four hours, with a reason the auditor reads.",
        ),
        Picture(
            "policy",
            "/policy/",
            "The policy",
            "What is in force on any day, by which clause, adopted by whom.",
        ),
        Picture(
            "policy-part",
            "/policy/duty/worcestershire-2020/kit_call/",
            "One duty",
            "What a duty asks in plain words, with its clause.",
        ),
        Picture(
            "account", "/account/", "Your account", "Your roles, deputies, and how you sign in."
        ),
    ),
    "{practice_manager_of_team}": (
        Picture(
            "waiting",
            "/decisions/",
            "What waits for a signature",
            "The longest standing first, with the disputes; read and sign one after another.",
        ),
        Picture(
            "sign",
            f"{decided('visiting_plan with_practice_manager')}/do/sign_off/",
            "A signature",
            "All that is signed stands there with its fingerprint; nobody signs their own work.",
        ),
        Picture(
            "disputes",
            "/decisions/disputes/",
            "Open disputes",
            "By stage and age, with who can act.",
        ),
    ),
    "{manager}": (
        Picture(
            "teams", "/teams/", "Teams", "The teams you answer for, with what is late in each."
        ),
        Picture(
            "team", "/teams/{team}/", "A team’s list", "The same as “My day”, for a whole team."
        ),
        Picture(
            "team-filter",
            "/teams/{team}/?when=overdue",
            "Filters",
            "Filters stand in the address; a view can be saved and shared.",
            _filter,
        ),
        Picture(
            "workload",
            "/workload/",
            "Workload",
            "How much each worker holds, and what of it is late.",
        ),
        Picture(
            "blind-spots",
            "/blind-spots/",
            "Blind spots",
            "What a list of due dates would not show: each is put right or explained.",
        ),
        Picture(
            "readers",
            "/children/{own[1]}/readers/",
            "Who has read a record",
            "Every reading is written down.",
            _read_before,
        ),
    ),
    "{opens_restricted}": (
        Picture("locality", "/localities/{locality}/", "A locality", "For a head of service."),
        Picture(
            "restriction",
            "/children/{restricted}/restrict/",
            "A restricted record",
            "Who may open it, why, and what was done before.",
        ),
    ),
    "practice_lead": (
        Picture(
            "adoptions",
            "/administration/policies/",
            "Adopted policies",
            "Which packs hold from when, and how far the answers are worked out.",
        ),
        Picture(
            "adopt",
            "/administration/policies/adopt/",
            "Before a pack is adopted",
            "What would change, by whom it affects.",
            _preview,
        ),
    ),
    "administrator": (
        Picture("people", "/administration/people/", "People", "Who may sign in, and as what."),
        Picture(
            "person",
            "/administration/people/{person}/",
            "A person",
            "Roles with their days, deputies, ways in.",
        ),
    ),
    "auditor": (
        Picture(
            "audit", "/audit/", "The audit log", "Who read or changed what; nobody can alter it."
        ),
        Picture(
            "openings",
            "/audit/break-glass/",
            "Openings",
            "Every restricted record that was opened in an emergency, until an auditor has looked at it.",
        ),
    ),
}
