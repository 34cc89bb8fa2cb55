"""For each rule on how a child may be seen: a contact that counts, and the nearest one that does not.

Each table begins with a contact; every further line changes one fact of it. What the worker reads on
the page before saving is what is asserted. Names of rules are those of the mission.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import visit_made as visits
import web_made as made
from django.db import transaction
from django.test import Client

from doorstep.facts import (
    CaseFacts,
    Episode,
    EpisodeKind,
    Fact,
    FactKind,
    Involvement,
    VisitingPlan,
)
from doorstep.vocabulary import Method, Role
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.services import store_facts
from doorstep.workdays import LONDON

SignIn = Callable[[User], Client]
K = EpisodeKind
SINCE = date(2019, 1, 7)


def on(text: str) -> datetime:
    """Return a time as it is written in the tables: "2022-02-07 4pm" is 2022-02-07T16:00."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A contact as somebody reports it on the next day at noon, and all that was so when it was made."""

    pack: str
    adopted: date
    duty: str
    made: datetime
    case: tuple[Episode, ...]
    method: str = "in_person"
    facts: tuple[Fact, ...] = ()
    plans: tuple[VisitingPlan, ...] = ()
    approved: datetime | None = None
    approved_for: Method = Method.VIDEO
    approved_by: Role = Role.HEAD_OF_SERVICE
    approved_until: date | None = None
    agreed_on: date | None = None
    seen: str = "yes"
    as_call: str = ""

    def but(self, **changed: Any) -> "Contact":
        """Return the same contact with one fact changed."""
        return replace(self, **changed)


def child_of(contact: Contact, at: datetime) -> Child:
    told = CaseFacts(
        child_id="C1",
        born=date(2012, 5, 4),
        episodes=(Episode(K.REFERRAL, SINCE, episode_id="R1"), *contact.case),
        facts=contact.facts,
        plans=contact.plans,
        involvements=(Involvement("W1", SINCE, worker="Noor Calloway", team="East", role="CW"),),
    )
    with transaction.atomic():
        store_facts([told], {"C1": "Amira Benn"}, source="test", by=None, at=at)
    return Child.objects.get()


def page_of(contact: Contact, sign_in: SignIn, settings: Any) -> str:
    """Return the page that says what the contact will do, as the worker reads it before saving."""
    at = contact.made.replace(hour=12) + timedelta(1)
    settings.CLOCK = at.isoformat()
    made.adopt((contact.pack, contact.adopted))
    noor = made.person(None, name="Noor Calloway", worker_id="W1")
    RoleHeld.objects.create(user=noor, role=Role.SOCIAL_WORKER, start_date=SINCE)
    child = child_of(contact, at)
    if contact.approved:
        visits.approval(
            child, contact.approved, method=contact.approved_for,
            by=contact.approved_by, until=contact.approved_until,
        )  # fmt: skip
    browser = sign_in(noor)
    if contact.as_call:
        sent, address = called(contact), f"/children/C1/calls/new/?type={contact.as_call}"
    else:
        sent, address = visited(contact, child), "/children/C1/visits/new/"
    page = browser.post(address, sent)
    assert page.status_code == 200
    return unescape(page.content.decode())


def visited(contact: Contact, child: Child) -> dict[str, Any]:
    day, agreed = contact.made, contact.agreed_on
    told = {
        "visit_date-day": str(day.day), "visit_date-month": str(day.month),
        "visit_date-year": str(day.year), "visit_time": f"{day:%H:%M}", "method": contact.method,
        "place": "home" if contact.method == "in_person" else "", f"c{child.pk}-seen": contact.seen,
        f"c{child.pk}-why_not_seen": "" if contact.seen == "yes" else "asleep",
    }  # fmt: skip
    if agreed:
        told |= {
            "approved_by": "nominated_officer", "approved_date-day": str(agreed.day),
            "approved_date-month": str(agreed.month), "approved_date-year": str(agreed.year),
        }  # fmt: skip
    return visits.posted(child, **told)


def called(contact: Contact) -> dict[str, Any]:
    day = contact.made
    return {
        "client_id": str(uuid4()), "type": contact.as_call, "step": "check",
        "visit_date-day": str(day.day), "visit_date-month": str(day.month),
        "visit_date-year": str(day.year), "visit_time": f"{day:%H:%M}", "came_of": "made",
        "method": contact.method, "a_spoke_with": "Mr Ode of the home", "a_told": "All is well.",
        "a_heard": ["nothing of these"], "a_next_step": "Call in a week.",
    }  # fmt: skip


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def row_of(page: str, duty: str) -> str:
    """Return what the page says of the contact for one duty."""
    table = page.split("Does it count?", 1)[1].split("</table>", 1)[0]
    rows = [words_of(row) for row in table.split("<tr")]
    found = [row for row in rows if duty in row]
    assert found, words_of(table)
    return found[0]


def check(contact: Contact, counts: bool, said: str, sign_in: SignIn, settings: Any) -> None:
    page = page_of(contact, sign_in, settings)
    row = row_of(page, contact.duty)
    assert ("Does not count" not in row) is counts, row
    assert said in words_of(page)


def table(*lines: tuple[str, Contact, bool, str]) -> Any:
    return pytest.mark.parametrize(
        ("contact", "counts", "said"), [line[1:] for line in lines], ids=[line[0] for line in lines]
    )


# --- PS22-2h: a virtual visit counts only when a Head of Service signed it off before ---------------

VIDEO = Contact(
    pack="practice-standards-2022",
    adopted=date(2020, 11, 1),
    duty="child protection plan",
    case=(Episode(K.CHILD_PROTECTION_PLAN, date(2022, 1, 10)),),
    made=on("2022-02-07T16:00"),
    method="video",
    approved=on("2022-02-04T10:00"),
)
NO_HEAD = "No agreement by head of service was in place at the visit"
RED = Fact(FactKind.RAG, date(2022, 1, 10), value="red")
AMBER = Fact(FactKind.RAG, date(2022, 1, 10), value="amber")


@table(
    ("approved three days before", VIDEO, True, "Head of service, 4 Feb 2022 at 10am"),
    ("approved an hour before", VIDEO.but(approved=on("2022-02-07T15:00")), True, "Counts"),
    ("approved an hour after", VIDEO.but(approved=on("2022-02-07T17:00")), False,
     "does not cover it: it was given only afterwards"),
    ("approved the day after", VIDEO.but(approved=on("2022-02-08T09:00")), False, NO_HEAD),
    ("approved by nobody", VIDEO.but(approved=None), False, NO_HEAD),
    ("approved by the team manager", VIDEO.but(approved_by=Role.TEAM_MANAGER), False, NO_HEAD),
    ("by phone, and video was approved", VIDEO.but(method="phone"), False, NO_HEAD),
    ("on the last day of the approval", VIDEO.but(approved_until=date(2022, 2, 8)), True, "Counts"),
    ("the day after the approval ended", VIDEO.but(approved_until=date(2022, 2, 7)), False,
     "does not cover it: it held until the end of 6 Feb 2022"),
    ("rated amber", VIDEO.but(facts=(AMBER,)), True, "Counts"),
    ("rated red", VIDEO.but(facts=(RED,)), False,
     "Risk and need are high, so the visit is an actual one"),
    ("in person, approved by nobody", VIDEO.but(method="in_person", approved=None), True, "Counts"),
    ("the child was not seen", VIDEO.but(seen="no"), False, "The child was not seen (asleep)"),
    ("the last day without the rule, approved by nobody",
     VIDEO.but(made=on("2022-01-23T16:00"), approved=None), True, "Counts"),
    ("the first day of the rule, approved by nobody",
     VIDEO.but(made=on("2022-01-24T16:00"), approved=None), False, NO_HEAD),
)  # fmt: skip
def test_ps22_2h_a_virtual_visit_signed_off_by_a_head_of_service(
    contact: Contact, counts: bool, said: str, sign_in: SignIn, settings: Any
) -> None:
    check(contact, counts, said, sign_in, settings)


# --- LAN-4: another method is the statutory visit only where the agreed plan names it ----------------

PLAN = VisitingPlan(
    date(2020, 4, 6), "2 weeks", (Method.VIDEO,), "", Role.IRO, date(2020, 4, 6), date(2020, 5, 4)
)
IN_PERSON_PLAN = PLAN._replace(
    start_date=date(2020, 4, 15), agreed_on=date(2020, 4, 15), methods=(Method.IN_PERSON,)
)
SKYPE = Contact(
    pack="lancashire-2020",
    adopted=date(2020, 3, 23),
    duty="Visit to a child on a child protection plan",
    case=(Episode(K.CHILD_PROTECTION_PLAN, date(2020, 3, 2)),),
    made=on("2020-04-17T11:00"),
    method="video",
    plans=(PLAN,),
)
NO_PLAN = "No plan agreed by IRO allowed this method that day"
OPENING = "This statutory visit has been undertaken as a video call as approved"


@table(
    ("the plan names video", SKYPE, True, OPENING),
    ("no plan", SKYPE.but(plans=()), False,
     "It would have counted in a plan that an IRO agreed to and that names this way"),
    ("by phone, and the plan names video", SKYPE.but(method="phone"), False, NO_PLAN),
    ("the day the plan began", SKYPE.but(made=on("2020-04-06T11:00")), True, OPENING),
    ("the day before the plan began", SKYPE.but(made=on("2020-04-05T11:00")), False, NO_PLAN),
    ("the plan agreed by the practice manager",
     SKYPE.but(plans=(PLAN._replace(agreed_by=Role.PRACTICE_MANAGER),)), False, NO_PLAN),
    ("the day before the plan's review",
     SKYPE.but(plans=(PLAN._replace(review_date=date(2020, 4, 18)),)), True, OPENING),
    ("the day of the plan's review",
     SKYPE.but(plans=(PLAN._replace(review_date=date(2020, 4, 17)),)), False, NO_PLAN),
    ("the plan is for another visit",
     SKYPE.but(plans=(PLAN._replace(applies_to="cla_visit"),)), False, NO_PLAN),
    ("the plan was replaced by one that names no video",
     SKYPE.but(plans=(PLAN._replace(end_date=date(2020, 4, 15)), IN_PERSON_PLAN)), False, NO_PLAN),
    ("in person without a plan", SKYPE.but(plans=(), method="in_person"), True, "Counts"),
)  # fmt: skip
def test_lan_4_another_method_where_the_agreed_plan_names_it(
    contact: Contact, counts: bool, said: str, sign_in: SignIn, settings: Any
) -> None:
    check(contact, counts, said, sign_in, settings)


@pytest.mark.parametrize(
    "contact", [SKYPE.but(plans=()), SKYPE.but(method="in_person")], ids=["no plan", "in person"]
)
def test_lan_4_the_prescribed_sentence_opens_no_other_note(
    contact: Contact, sign_in: SignIn, settings: Any
) -> None:
    assert "This statutory visit has been undertaken" not in page_of(contact, sign_in, settings)


# --- LAN-11: looked after children and care leavers, by a decision that manager and IRO signed ------

IN_CARE = (
    Episode(K.PERIOD_OF_CARE, SINCE),
    Episode(K.LEGAL_STATUS, SINCE, code="C2"),
    Episode(K.PLACEMENT, SINCE, code="U6", detail="PR1"),
)
BY_PHONE = SKYPE.but(
    duty="Visit to a looked after child",
    case=IN_CARE,
    method="phone",
    plans=(PLAN._replace(methods=(Method.PHONE,), applies_to="cla_visit"),),
)


@table(
    ("the decision names the phone", BY_PHONE, True, "undertaken as a phone contact as approved"),
    ("no decision", BY_PHONE.but(plans=()), False,
     "Ask for it before the next one: Decision on visits to a looked after child or care leaver"),
    ("by video, and the decision names the phone", BY_PHONE.but(method="video"), False, NO_PLAN),
    ("the decision was never signed by the IRO",
     BY_PHONE.but(plans=(BY_PHONE.plans[0]._replace(agreed_by=None),)), False, NO_PLAN),
    ("a care leaver, and the decision names the phone",
     BY_PHONE.but(case=(Episode(K.CARE_LEAVER, SINCE),), duty="Visit to a care leaver",
                  plans=(BY_PHONE.plans[0]._replace(applies_to=""),)), True, "Counts"),
    ("a care leaver without a decision",
     BY_PHONE.but(case=(Episode(K.CARE_LEAVER, SINCE),), duty="Visit to a care leaver",
                  plans=()), False, NO_PLAN),
)  # fmt: skip
def test_lan_11_a_child_in_care_seen_as_was_decided(
    contact: Contact, counts: bool, said: str, sign_in: SignIn, settings: Any
) -> None:
    check(contact, counts, said, sign_in, settings)


# --- BUC-3: seen virtually unless safety is at stake; face to face is weighed first -----------------

VIRTUALLY = Contact(
    pack="buckinghamshire-2020",
    adopted=date(2020, 3, 19),
    duty="Contact with a child on a child in need plan",
    case=(Episode(K.CHILD_IN_NEED_PLAN, date(2020, 3, 2)),),
    made=on("2020-04-20T11:00"),
    method="video",
)
FACE_TO_FACE = VIRTUALLY.but(method="in_person")
UNSAFE = Fact(FactKind.SAFETY_COMPROMISED, date(2020, 4, 18))
NOT_FACE_TO_FACE = (
    "The policy does not allow it No face to face visit unless the child's immediate safety"
)


@table(
    ("seen by video", VIRTUALLY, True, "Counts"),
    ("by video, and the child was not seen", VIRTUALLY.but(seen="no"), False,
     "The child was not seen (asleep)"),
    ("made in person all the same: it counts and was not allowed", FACE_TO_FACE, True,
     NOT_FACE_TO_FACE),
    ("in person, for immediate safety is at stake", FACE_TO_FACE.but(facts=(UNSAFE,)), True,
     "a face to face visit may be made once the risk to staff, to the family and to the child"),
    ("a call to the carer instead", VIRTUALLY.but(method="phone", as_call="carer_call"), False,
     "It was a call to the carer, not"),
)  # fmt: skip
def test_buc_3_seen_virtually_unless_safety_is_at_stake(
    contact: Contact, counts: bool, said: str, sign_in: SignIn, settings: Any
) -> None:
    check(contact, counts, said, sign_in, settings)


def test_buc_3_nothing_is_refused_where_safety_is_at_stake(sign_in: SignIn, settings: Any) -> None:
    page = page_of(FACE_TO_FACE.but(facts=(UNSAFE,)), sign_in, settings)

    assert NOT_FACE_TO_FACE not in words_of(page)


# --- WCF-6c2: the authority's own homes are telephoned, others are visited ------------------------------

OWN_HOME = (*IN_CARE[:2], Episode(K.PLACEMENT, SINCE, code="K2", detail="PR1"))
PRIVATE_HOME = (*IN_CARE[:2], Episode(K.PLACEMENT, SINCE, code="K2", detail="PR4"))
CONCERN = Fact(FactKind.SEXUAL_ABUSE_CONCERN, date(2020, 5, 1))
STAFF = Contact(
    pack="worcestershire-2020",
    adopted=date(2020, 4, 6),
    duty="Telephone contact with the staff",
    case=OWN_HOME,
    made=on("2020-05-04T11:00"),
    method="phone",
    as_call="home_staff_call",
)
PLANNED = STAFF.but(
    case=PRIVATE_HOME, method="in_person", as_call="", facts=(CONCERN,), duty="Planned visit"
)
SUSPENDED = "Social work visits are suspended in the authority's own homes"


@table(
    ("the staff of the own home called", STAFF, True, "Counts"),
    ("the carer called instead", STAFF.but(as_call="carer_call"), False,
     "It was a call to the carer, not a call to the home's staff"),
    ("the own home visited instead", STAFF.but(as_call="", method="in_person"), False, SUSPENDED),
    ("a private home visited", PLANNED, True, "The child's own social worker visits"),
    ("a private home called by video", PLANNED.but(method="video"), False,
     "By video is not accepted"),
)  # fmt: skip
def test_wcf_6c2_own_homes_are_telephoned_and_others_visited(
    contact: Contact, counts: bool, said: str, sign_in: SignIn, settings: Any
) -> None:
    check(contact, counts, said, sign_in, settings)


def test_wcf_6c2_visits_to_a_private_home_are_not_suspended(sign_in: SignIn, settings: Any) -> None:
    assert SUSPENDED not in words_of(page_of(PLANNED, sign_in, settings))


# --- the statute: regulation 28 as it was changed for the emergency, and back -----------------------

LAW = Contact(
    pack="england-statutory",
    adopted=date(2011, 4, 1),
    duty="looked after child",
    case=IN_CARE,
    made=on("2020-04-24T11:00"),
    method="video",
)
NO_OFFICER = "No agreement by nominated officer was in place at the visit"
AGREED = LAW.but(made=on("2020-10-06T11:00"), agreed_on=date(2020, 10, 5))


@table(
    ("23 April 2020, the day before SI 2020/445", LAW.but(made=on("2020-04-23T11:00")), False,
     "By video is not accepted"),
    ("24 April 2020, the first day of SI 2020/445", LAW, True, "Counts"),
    ("24 September 2020, its last day", LAW.but(made=on("2020-09-24T11:00")), True, "Counts"),
    ("25 September 2020, the first day of SI 2020/909", LAW.but(made=on("2020-09-25T11:00")), False,
     NO_OFFICER),
    ("under SI 2020/909, recommended the day before", AGREED, True, "Nominated officer, 5 Oct 2020"),
    ("recommended the day after", AGREED.but(agreed_on=date(2020, 10, 7)), False, NO_OFFICER),
    ("recommended by nobody", AGREED.but(agreed_on=None), False,
     "It would have counted if a nominated officer had agreed before it was made"),
    ("30 September 2021, its last day", AGREED.but(made=on("2021-09-30T11:00")), True, "Counts"),
    ("1 October 2021, the day after", AGREED.but(made=on("2021-10-01T11:00")), False,
     "By video is not accepted"),
    ("in person on that day", AGREED.but(made=on("2021-10-01T11:00"), method="in_person"), True,
     "Counts"),
)  # fmt: skip
def test_the_statutes_windows_for_electronic_visits(
    contact: Contact, counts: bool, said: str, sign_in: SignIn, settings: Any
) -> None:
    check(contact, counts, said, sign_in, settings)
