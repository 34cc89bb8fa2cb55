"""A dry run as rows, section by section: what the command writes as a table, CSV or JSON."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from statistics import median_low
from typing import Any, NamedTuple

from doorstep.engine import Standing
from doorstep.reports.dry_run.contacts import Kind
from doorstep.reports.dry_run.decisions import Needed
from doorstep.reports.dry_run.dry_run import NO_TIER, DryRun
from doorstep.reports.dry_run.figures import figures
from doorstep.reports.dry_run.moves import Change, Late, Move, Next, Person
from doorstep.reports.dry_run.projection import WEEKS
from doorstep.vocabulary import Tier

Row = dict[str, Any]


class Section(NamedTuple):
    """A list of rows of a dry run: its columns, how to make the rows, and what it tells."""

    columns: tuple[str, ...]
    rows: Callable[[DryRun], list[Row]]
    says: str


def summary_rows(run: DryRun) -> list[Row]:
    """Return the figures, each with what it is of."""
    return [
        {
            "figure": f.name,
            "from": _blank(f.before),
            "of_from": _blank(f.of_before),
            "to": _blank(f.after),
            "of_to": _blank(f.of_after),
            "says": f.says,
        }
        for f in figures(run)
    ]


def _blank(number: float | None) -> float | str:
    return "" if number is None else number


def move_rows(run: DryRun) -> list[Row]:
    """Return the children for whom something changes: newly overdue first, then by team and day."""
    changed = [
        m for m in run.moves if m.change != Change.SAME or m.late in (Late.NEWLY, Late.NO_LONGER)
    ]
    order = list(Late)
    changed.sort(
        key=lambda m: (order.index(m.late), m.person.team, str(m.after.due), m.person.child_id)
    )
    return [_move_row(m) for m in changed]


def _move_row(m: Move) -> Row:
    return {
        **_of(m.person),
        "kind": str(m.kind),
        "change": str(m.change),
        "overdue": str(m.late),
        **_next(m.before, "from"),
        **_next(m.after, "to"),
        "days_moved": "" if m.days is None else m.days,
    }


def _of(person: Person) -> Row:
    names = ("child_id", "case", "team", "worker")
    return {name: getattr(person, name) for name in names}


def _next(found: Next, side: str) -> Row:
    due = found.due.isoformat() if found.due else ""
    return {f"duty_{side}": found.duty, f"due_{side}": due, f"status_{side}": found.status}


def pair_rows(run: DryRun) -> list[Row]:
    """Return which duty sets the next day under each policy, and for how many children it moves."""
    groups: dict[tuple[Kind, str, str], list[Move]] = {}
    for m in run.moves:
        duties = (m.before.duty if m.before.due else "", m.after.duty if m.after.due else "")
        groups.setdefault((m.kind, *duties), []).append(m)
    ordered = sorted(groups.items(), key=lambda g: (g[0][0] == Kind.CALL, -len(g[1]), g[0]))
    return [_pair_row(key, found) for key, found in ordered]


def _pair_row(key: tuple[Kind, str, str], found: list[Move]) -> Row:
    changes, late = Counter(m.change for m in found), Counter(m.late for m in found)
    days = [m.days for m in found if m.days is not None]
    return {
        "kind": str(key[0]),
        "duty_from": key[1],
        "duty_to": key[2],
        "children": len(found),
        **{str(c): changes[c] for c in (Change.EARLIER, Change.SAME, Change.LATER)},
        "median_days_moved": median_low(days) if days else "",
        **{str(x): late[x] for x in (Late.NEWLY, Late.NO_LONGER)},
    }


def tier_rows(run: DryRun) -> list[Row]:
    """Return how many children go from which tier to which."""
    order = [*map(str, Tier), NO_TIER]
    found = sorted(run.tiers.items(), key=lambda t: (order.index(t[0][0]), order.index(t[0][1])))
    return [
        {"tier_from": old, "tier_to": new, "children": n, "changes": "no" if old == new else "yes"}
        for (old, new), n in found
    ]


def workload_rows(run: DryRun) -> list[Row]:
    """Return visits and calls by team and week, with their hours, under both policies."""
    teams = sorted({team for side in (run.before, run.after) for team, _, _ in side.work})
    places = ((team, week, kind) for team in teams for week in range(1, WEEKS + 1) for kind in Kind)
    return [_workload_row(run, place) for place in places]


def _workload_row(run: DryRun, place: tuple[str, int, Kind]) -> Row:
    team, week, kind = place
    each = run.hours.of(kind)
    begins = run.as_at + timedelta(7 * (week - 1))
    row: Row = {"team": team, "week": week, "begins": begins.isoformat(), "kind": str(kind)}
    for name, side in (("from", run.before), ("to", run.after)):
        row[name] = side.work[place]
        row[f"overdue_{name}"] = side.overdue_work[place]
        row[f"hours_{name}"] = side.work[place] * each
    return {**row, "hours_each_assumed": each}


def uncovered_rows(run: DryRun) -> list[Row]:
    """Return the children without a rule, or not judged, under either policy; newly so first."""
    found = sorted(run.uncovered, key=lambda u: (not u.is_newly_uncovered, u.person.child_id))
    return [
        {
            **_of(u.person),
            "standing_from": str(u.before),
            "because_from": u.why_before,
            "standing_to": str(u.after),
            "because_to": u.why_after,
        }
        for u in found
    ]


def why_uncovered(run: DryRun) -> list[Row]:
    """Return the reasons why children have no rule or cannot be judged, with how many under each."""
    sides = (run.before.account, run.after.account)
    found: list[Row] = []
    for standing, name in (
        (Standing.NO_DUTY, "why_no_duty"),
        (Standing.CANNOT_BE_JUDGED, "why_not_judged"),
    ):
        old, new = (getattr(account, name) for account in sides)
        for why in sorted({*old, *new}, key=lambda w: (-new[w], -old[w], w)):
            found.append(
                {"standing": str(standing), "because": why, "from": old[why], "to": new[why]}
            )
    return found


def unfired_rows(run: DryRun) -> list[Row]:
    """Return the rules of either policy that never fire, with the reason."""
    return [
        {"policy": name, **unfired._asdict()}
        for name, side in (("from", run.before), ("to", run.after))
        for unfired in side.firing.unfired()
    ]


def decision_rows(run: DryRun) -> list[Row]:
    """Return what each duty or rule makes necessary, paired by its name, with the signatures."""
    sides = (_by_name(side.decisions.needed.values()) for side in (run.before, run.after))
    old, new = sides
    return [_decision_row(key, old.get(key), new.get(key)) for key in sorted({*old, *new})]


def _by_name(found: Iterable[Needed]) -> dict[tuple[str, str], Needed]:
    """Return what is needed by the rule's name; where several layers have one name, by its id."""
    listed = list(found)
    short = [(n.each, n.rule.rpartition("/")[2]) for n in listed]
    often = Counter(short)
    return {
        key if often[key] == 1 else (n.each, n.rule): n
        for key, n in zip(short, listed, strict=True)
    }


def _decision_row(key: tuple[str, str], old: Needed | None, new: Needed | None) -> Row:
    told = new or old
    row: Row = {"each": key[0], "rule": key[1]}
    row |= {name: getattr(told, name) for name in ("title", "procedure", "who")}
    for side, found in (("from", old), ("to", new)):
        row |= {f"{when}_{side}": getattr(found, when, 0) for when in ("now", "soon", "later")}
        signed = found.signed_by if found else {}
        row[f"signatures_{side}"] = "; ".join(f"{role} {n}" for role, n in signed.items())
    return row


WHOM = ("child_id", "case", "team", "worker")
SECTIONS: dict[str, Section] = {
    "summary": Section(
        ("figure", "from", "of_from", "to", "of_to", "says"), summary_rows, "The figures"
    ),
    "moves": Section(
        (*WHOM, "kind", "change", "overdue", "duty_from", "due_from", "status_from", "duty_to",
         "due_to", "status_to", "days_moved"),
        move_rows,
        "Children whose next visit or call moves",
    ),
    "pairs": Section(
        ("kind", "duty_from", "duty_to", "children", "earlier", "same", "later",
         "median_days_moved", "newly_overdue", "no_longer_overdue"),
        pair_rows,
        "Which duty sets the next day, before and after",
    ),
    "tiers": Section(
        ("tier_from", "tier_to", "children", "changes"), tier_rows, "Children by tier"
    ),
    "workload": Section(
        ("team", "week", "begins", "kind", "from", "overdue_from", "hours_from", "to", "overdue_to",
         "hours_to", "hours_each_assumed"),
        workload_rows,
        "Visits, calls and hours by team and week",
    ),
    "uncovered": Section(
        (*WHOM, "standing_from", "because_from", "standing_to", "because_to"),
        uncovered_rows,
        "Children no rule covers, or who cannot be judged",
    ),
    "never_fired": Section(
        ("policy", "kind", "rule", "title", "because"), unfired_rows, "Rules that never fire"
    ),
    "decisions": Section(
        ("each", "rule", "title", "procedure", "who", "now_from", "soon_from", "later_from",
         "signatures_from", "now_to", "soon_to", "later_to", "signatures_to"),
        decision_rows,
        "Meetings and decisions, agreements before visits, and their signatures",
    ),
}  # fmt: skip
