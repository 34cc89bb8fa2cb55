"""What the pages of recording show, as plain values."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse

from doorstep.engine import answer
from doorstep.engine.answers import Answer as Found
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Tier, VisitType
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.approvals import given_to
from doorstep.web.caseload.lateness import days_after, written_at_of
from doorstep.web.caseload.models import Answer, Child, Visit
from doorstep.web.caseload.queries import case_facts, case_of
from doorstep.web.caseload.reading import Opened
from doorstep.web.caseload.rows import SOURCE
from doorstep.web.components import moment, plural
from doorstep.web.visits import asking, leading_on, queries, showing
from doorstep.web.visits.also import also_of
from doorstep.web.visits.asking import Asking
from doorstep.web.visits.call_form import CallForm
from doorstep.web.visits.checking import agreement, checked, counted
from doorstep.web.visits.forms import WithdrawForm
from doorstep.web.visits.report import VisitReport
from doorstep.web.visits.sheets import Setting, Sheet
from doorstep.web.visits.today import Today, today
from doorstep.web.visits.words import CALLS, NAMES
from doorstep.web.visits.written import of_writing, written

Shown = dict[str, Any]
WHY_LATE = ("late_reason", "late_words")
ROUTES = {VisitType.VISIT: "record-visit"} | dict.fromkeys(CALLS, "record-call")


def form(
    opened: Opened, sheet: Sheet, setting: Setting, taken_back: WithdrawForm | None = None
) -> Shown:
    """Return what the form shows: blank, filled in, or of a record to be corrected."""
    child, row = opened.child, setting.corrected
    name = child.name or child.child_id
    return _frame(opened, sheet) | {
        "title": f"Correct the {NAMES[sheet.kind]}" if row else f"Record a {NAMES[sheet.kind]}",
        "name": name,
        "f": sheet.common,
        "fields": {field.name: field for field in sheet.common},
        "parts": [(part.child.name or part.child.child_id, part) for part in sheet.parts],
        "forms": [*sheet.forms, *([taken_back] if taken_back else [])],
        "withdraw": taken_back,
        "row": row,
        "calls": _calls(child, sheet.kind) if row is None and sheet.kind in CALLS else [],
        "prompts": sheet.common.paper.prompts if isinstance(sheet.common, CallForm) else (),
        "asked": _asked(sheet.common),
        "today": _today(child, sheet, setting),
        "attempt_hint": _attempt_hint(child) if sheet.kind == VisitType.VISIT else "",
    }


def _attempt_hint(child: Child) -> str:
    """Return what to know before a day is set for the next attempt: which visit is owed by when."""
    only = "Needed if the visit was not made; may be left out if it was cancelled."
    rows = [row for row in queries.owed_now(child) if row.due_on and not row.is_decision]
    owed = [row for row in rows if not row.method.startswith(tuple(CALLS))]
    if not owed:
        return only
    first = min(owed, key=lambda row: row.due_at)
    late = f" (overdue by {plural(first.days_overdue, 'day')})" if first.days_overdue else ""
    return f"{only} The policy asks for: {showing.due_sentence(first)}{late}."


def _today(child: Child, sheet: Sheet, setting: Setting) -> Today | None:
    """Return how the child may be seen today, on the blank form of a visit."""
    if sheet.kind != VisitType.VISIT or sheet.common.is_bound or setting.corrected:
        return None
    given = given_to([child]).get(child.pk, ())
    return today(case_of(child), given, Asking(child=child, by=setting.by, stack=setting.stack))


def check(opened: Opened, sheet: Sheet, setting: Setting) -> Shown:
    """Return what a report would do: for which duties it counts, and what is owed then."""
    at, on = setting.at, setting.by.on
    reports = {
        child_id: replace(said, told=said.told._replace(recorded_at=at, source=SOURCE))
        for child_id, said in sheet.reports().items()
    }
    if setting.corrected:
        cases = {setting.child.pk: queries.case_without(setting.child, setting.corrected)}
    else:
        cases = case_facts(sheet.children)
    without = setting.corrected.occasion if setting.corrected else None
    given, found = given_to(sheet.children, besides=without), {}
    for child in sheet.children:
        said, mine = reports[child.child_id], given.get(child.pk, ())
        found[child] = checked(cases[child.pk], said, mine, stack=setting.stack, on=on)
    effects = [
        showing.effect_of(each, Asking(child=child, by=setting.by, stack=setting.stack))
        for child, each in found.items()
    ]
    first = found[setting.child].report
    return _frame(opened, sheet) | {
        "title": f"Check the {NAMES[first.told.visit_type]} before you save it",
        "said": showing.of_it(first),
        "late": days_after(first.told.visit_date, sheet.common.asking.written_at),
        "typed": [pair for pair in sheet.typed if pair[0] not in WHY_LATE],
        "why_late": [sheet.common[name] for name in WHY_LATE] if sheet.common.is_late else [],
        "effects": effects,
        "reason": sheet.common.cleaned_data.get("reason", ""),
    }


def visit(opened: Opened, row: Visit, *, viewer: Access, stack: Stack) -> Shown:
    """Return a record, what it counted for, what is owed now, and what became of it."""
    child, report = opened.child, queries.report_of(row)
    stands = not queries.is_over(row)
    before = answer(queries.case_without(child, row), stack, as_at=viewer.on) if stands else None
    judged = list(counted(report.told, before, stack)) if before else []
    given = given_to([child], besides=row.occasion).get(child.pk, ()) if stands else ()
    lacking = agreement(report, given, before, stack) if before else ((), ())
    now, owed = opened.answer, queries.owed_now(child)
    asked = Asking(child=child, by=viewer, stack=stack)
    known = {o.duty.id for o in (*before.obligations, *before.decisions)} if before else set()
    return _opened(opened) | {
        "title": f"{_capital(NAMES[report.told.visit_type])} on {moment(row.visit_date)}",
        "row": row,
        "said": showing.of_it(report),
        "own": showing.of_child(report),
        "written": of_writing(row),
        "also": also_of(row, opened),
        "counted": showing.counted_rows(judged),
        "agreement": asking.agreement(
            *lacking,
            asked,
            counts=any(not each.why_not for each in judged),
        ),
        "owed": showing.owed_rows(owed),
        "tier": now.tier if now else "",
        "raised": before is not None and _is_raised(before, now),
        "because_of_it": leading_on.asked_for(
            [row for row in owed if stands and row.duty not in known], asked
        ),
        "concern": leading_on.with_a_concern(row, asked) if stands else [],
        "stands": stands,
        "latest": _latest(row, child),
        "history": _history(row, child),
        "others": [(_named(o.child), _address(o)) for o in queries.others_of(row, viewer)],
        "correct": _correct_address(row, child) if stands and _may(row, viewer) else "",
    }


def _is_raised(before: Found, now: Answer | None) -> bool:
    """Test whether the child is in the most urgent tier, and would not be without the record."""
    was = str(before.tier.tier) if before.tier else ""
    return now is not None and now.tier == Tier.HIGH_AND_IMMEDIATE and now.tier != was


def not_yours(opened: Opened, row: Visit) -> Shown:
    """Return what to say to somebody who may not correct a record."""
    return _opened(opened) | {"row": row, "written": written(row)}


def said_otherwise(child_id: str, sheet: Sheet, rows: Sequence[Visit]) -> Shown:
    """Return what was saved of the same form before, beside what is said now."""
    reports = sheet.reports()
    row = next((row for row in rows if row.child.child_id == child_id), rows[0])
    mine = reports.get(row.child.child_id)
    return _conflict(child_id, sheet, mine, row) | {
        "heading": "This form was saved before, and said something else then",
        "told": "What was saved then stands; what you wrote now is not saved. It is all kept below.",
    }


def corrected_meanwhile(child_id: str, sheet: Sheet, latest: Visit) -> Shown:
    """Return how somebody else corrected the same record, beside one's own correction."""
    mine = sheet.reports().get(child_id) if sheet.common.is_bound else None
    return _conflict(child_id, sheet, mine, latest) | {
        "heading": "Somebody else changed this record while you did",
        "told": "Their version stands. Yours is not saved; it is all kept below.",
    }


def _conflict(child_id: str, sheet: Sheet, mine: VisitReport | None, row: Visit) -> Shown:
    theirs = queries.report_of(row)
    own = dict(_all(mine)) if mine else {}
    other = {} if row.withdrawn else dict(_all(theirs))
    labels = list(dict.fromkeys([*own, *other]))
    again = ROUTES.get(VisitType(row.visit_type), "record-contact")
    return {
        "title": "Two versions",
        "versions": [(label, own.get(label, ""), other.get(label, "")) for label in labels],
        "withdrawn": row.withdrawn,
        "written": written(row),
        "theirs": _address(row),
        "action": reverse(again, args=[child_id])
        if row.withdrawn
        else _correct_address(row, row.child),
        "typed": [
            pair for pair in sheet.typed if pair[0] != "client_id"
        ],  # another form from here on
        "has_mine": mine is not None,
    }


def _all(report: VisitReport) -> list[showing.Row]:
    return [*showing.of_it(report), *showing.of_child(report)]


# --- pieces -------------------------------------------------------------------------------------------


def _opened(opened: Opened) -> Shown:
    child = opened.child
    return {
        "child": child,
        "name": _named(child),
        "child_id": child.child_id,
        "child_page": reverse("child", args=[child.child_id]),
        "door": opened.door,
    }


def _frame(opened: Opened, sheet: Sheet) -> Shown:
    return _opened(opened) | {"typed": sheet.typed, "kind": str(sheet.kind)}


def _calls(child: Child, kind: VisitType) -> list[Shown]:
    address = reverse("record-call", args=[child.child_id])
    return [
        {"text": _capital(NAMES[each]), "href": f"{address}?type={each}", "current": each == kind}
        for each in CALLS
    ]


def _asked(common: Any) -> list[Any]:
    """Return the fields of a policy's form on a call's page, in its order."""
    if not isinstance(common, CallForm):
        return []
    return [common[f"a_{part.id}"] for part in common.asked_here()]


def _history(row: Visit, child: Child) -> list[Shown]:
    """Return every version of a record, the last first, with why it was followed."""
    versions = queries.versions_of(row)
    return [
        {
            "title": _version(each),
            "by": str(each.recorded_by),
            "at": moment(written_at_of(each)),
            "text": each.correction_reason,
            "href": "" if each.pk == row.pk else reverse("visit", args=[child.child_id, each.pk]),
            "tag": "",
            "note": "",
            "datetime": "",
            "html": "",
        }
        for each in reversed(versions)
    ]


def _version(row: Visit) -> str:
    if row.withdrawn:
        return "Withdrawn"
    return "Corrected" if row.corrects_id else "Written"


def _latest(row: Visit, child: Child) -> str:
    """Return the address of what took the place of a record, if something did."""
    last = queries.versions_of(row)[-1]
    return "" if last.pk == row.pk else reverse("visit", args=[child.child_id, last.pk])


def _may(row: Visit, viewer: Access) -> bool:
    return queries.may_correct(row, viewer)


def _named(child: Child) -> str:
    return child.name or child.child_id


def _address(row: Visit) -> str:
    return reverse("visit", args=[row.child.child_id, row.pk])


def _correct_address(row: Visit, child: Child) -> str:
    return reverse("correct-visit", args=[child.child_id, row.pk])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
