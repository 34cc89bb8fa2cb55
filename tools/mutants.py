"""Plant one small bug at a time in a copy of the engine; see that the tests catch each.

Run it with `make mutants`, or `python tools/mutants.py [part of a file's name]`. It is not part of the
test run. A bug whose text is no longer found in the source is an error: mend the list, do not drop it.
"""

# ruff: noqa: E501 (a row a bug)

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
WORKERS = 2
TESTS = (  # the quickest first; the run stops at the first failure
    "tests/unit/test_workdays.py",
    "tests/unit/test_facts.py",
    "tests/unit/engine",
    "tests/unit/workflow",
    "tests/unit/policy/test_check_parts.py",
    "tests/policies",
    "tests/property/test_arrangements.py",
    "tests/property/test_walk.py",
    "tests/property/test_workdays.py",
    "tests/property/test_engine.py",
    "tests/property/test_laws.py",
)
PROPERTIES_ONLY = tuple(t for t in TESTS if t.startswith("tests/property"))
COPIED = (
    "pyproject.toml", "conftest.py", "README.md", "src", "tests/property", "tests/policies",
    "tests/web_settings.py", "tests/throwaway_postgresql.py",
)  # fmt: skip
BUDGET = {"HYPOTHESIS_PROFILE": "quick", "DOORSTEP_EXAMPLES": "0.5"}


class Mutant(NamedTuple):
    """A bug: `old` stands once in the file, and `new` takes its place."""

    file: str
    old: str
    new: str


MUTANTS = tuple(
    Mutant(*row)
    for row in (
        # walk: what is in time, what is overdue, what a change does
        ("engine/walk.py", "if start > as_at:", "if start >= as_at:"),
        ("engine/walk.py", "s[END] <= as_at else as_at + 1", "s[END] < as_at else as_at + 1"),
        ("engine/walk.py", "s[END] <= as_at else as_at + 1", "s[END] <= as_at else as_at"),
        ("engine/walk.py", "since = s[ANCHOR]", "since = start"),
        ("engine/walk.py", "= start, s[ANCHOR], False", "= start, start, False"),
        ("engine/walk.py", "new = max(_due(", "new = min(_due("),
        ("engine/walk.py", "            if due < start:", "            if due <= start:"),
        ("engine/walk.py", "if due < start or due == FAR:", "if due < start:"),
        ("engine/walk.py", "if due < start or due == FAR:", "if due == FAR:"),
        ("engine/walk.py", "elif due < FAR and new == FAR:", "elif due < FAR and new != FAR:"),
        ("engine/walk.py", "contacts[at] < stop:", "contacts[at] <= stop:"),
        ("engine/walk.py", "if day < since:", "if day <= since:"),
        ("engine/walk.py", "if day >= start:", "if day > start:"),
        ("engine/walk.py", "IN_TIME if day <= due else LATE", "IN_TIME if day < due else LATE"),
        ("engine/walk.py", "                opened = day\n", "                opened = day + 1\n"),
        ("engine/walk.py", "counted_from, visited = day, True", "counted_from, visited = day, False"),
        ("engine/walk.py", "ends = stop <= as_at", "ends = stop < as_at"),
        ("engine/walk.py", "segments[k + 1][CARRIES] == 1", "segments[k + 1][CARRIES] == 0"),
        ("engine/walk.py", "MISSED if due < stop else ENDED", "MISSED if due <= stop else ENDED"),
        ("engine/walk.py", "OPEN_OVERDUE if due < as_at else", "OPEN_OVERDUE if due <= as_at else"),
        ("engine/walk.py", "NIL, MISSED, k - 1))", "NIL, MISSED, k))"),
        ("engine/walk.py", "            at = 0\n", "            pass\n"),
        # spans
        ("engine/spans.py", "if start <= last[1]:", "if start < last[1]:"),
        ("engine/spans.py", "if end > last[1]:", "if end < last[1]:"),
        ("engine/spans.py", "max(left[i][0], right[j][0])", "min(left[i][0], right[j][0])"),
        ("engine/spans.py", "min(left[i][1], right[j][1])", "max(left[i][1], right[j][1])"),
        ("engine/spans.py", "if left[i][1] < right[j][1]:", "if left[i][1] > right[j][1]:"),
        ("engine/spans.py", "if span[0] <= day < span[1]:", "if span[0] < day < span[1]:"),
        ("engine/spans.py", "if span[0] <= day < span[1]:", "if span[0] <= day <= span[1]:"),
        # conditions
        ("engine/conditions.py", "if last < first + length)", "if last <= first + length - 2)"),
        ("engine/conditions.py", "union((last, first + length)", "union((last, last + length)"),
        ("engine/conditions.py", "zip(days, days[more_than:]", "zip(days, days[more_than + 1 :]"),
        ("engine/conditions.py", "if d >= day), NEVER_ENDS)", "if d > day + 1), NEVER_ENDS)"),
        ("engine/conditions.py", "_decided(child) if d >= day", "_decided(child) if d > day"),
        ("engine/conditions.py", "(span[0], min(edge, span[1]))", "(span[0], max(edge, span[1]))"),
        ("engine/conditions.py", "else (edge, span[1])", "else (edge + 1, span[1])"),
        ("engine/conditions.py", "d for d in days if start < d < end]", "d for d in days if start <= d < end]"),
        ("engine/conditions.py", "e.event_date.toordinal() > low]", "e.event_date.toordinal() >= low]"),
        # lower
        ("engine/anchors.py", "latest = max(days)", "latest = min(days)"),
        ("engine/anchors.py", "[d for d in days if d <= run[0]]", "[d for d in days if d < run[0]]"),
        ("engine/anchors.py", "return max(before) if before", "return min(before) if before"),
        ("engine/runs.py", "pieces, anchor, settled)", "pieces, run[0], settled)"),
        ("engine/runs.py", "asked = min(here, key=", "asked = max(here, key="),
        ("engine/runs.py", "pieces[at].start > day:", "pieces[at].start >= day:"),
        ("engine/runs.py", "day < enough:", "day <= enough:"),
        ("engine/runs.py", "day >= settled and not", "day >= settled and"),
        ("engine/runs.py", "int(number > 0)", "int(number > 1)"),
        ("engine/lower.py", "e.event_date not in days}", "e.event_date in days}"),
        ("engine/lower.py", "end_of_day(_date(s[1] - 1)) + 1", "end_of_day(_date(s[1])) + 1"),
        ("engine/lower.py", "length.count * hours * 3600", "length.count * hours * 360"),
        ("engine/lower.py", "known.toordinal() - start - 1)", "known.toordinal() - start)"),
        ("engine/anchors.py", "not is_asked or not run[0] <= child.day < run[1]", "not is_asked or run[0] <= child.day < run[1]"),
        # what is asked, of whom, and since when
        ("engine/requirement.py", "if d <= day]", "if d < day]"),
        ("engine/requirement.py", "return values[max(known)]", "return values[min(known)]"),
        ("engine/requirement.py", "agreed = max(plan.start_date", "agreed = min(plan.start_date"),
        ("engine/requirement.py", "if wanted.nominal_days < asked", "if wanted.nominal_days > asked"),
        ("engine/requirement.py", "most.nominal_days < wanted", "most.nominal_days > wanted"),
        ("engine/requirement.py", "found = minus(found, duty_spans(other", "found = intersection(found, duty_spans(other"),
        ("engine/rows.py", "return day < self.case.born", "return day <= self.case.born"),
        ("engine/child.py", "((EVER, child.birthday(18)),)", "((EVER, child.birthday(19)),)"),
        ("engine/rows.py", "last = min(last, self.birthday(25))", "last = min(last, self.birthday(26))"),
        ("engine/child.py", 'Spell.FULL_CARE_ORDER: _episodes(K.LEGAL_STATUS, "C2")', 'Spell.FULL_CARE_ORDER: _episodes(K.LEGAL_STATUS, "C1")'),
        ("engine/child.py", 'Spell.CARE_ORDER: _episodes(K.LEGAL_STATUS, "C1", "C2")', 'Spell.CARE_ORDER: _episodes(K.LEGAL_STATUS, "C2")'),
        ("engine/child.py", "(a, min(b, c) if a < c else b)", "(a, max(b, c) if a < c else b)"),
        # counting
        ("engine/counting.py", "if visit.seen:", "if visit.seen is not False:"),
        ("engine/counting.py", "return visit.approved_at <= visit.visit_at", "return visit.approved_at < visit.visit_at"),
        ("engine/counting.py", ".date() <= visit.visit_date", ".date() < visit.visit_date"),
        ("engine/counting.py", "max(p.start_date, p.agreed_on) <= visit", "min(p.start_date, p.agreed_on) <= visit"),
        ("engine/counting.py", "visit.visit_date < p.review_date", "visit.visit_date <= p.review_date"),
        ("engine/counting.py", "visit.approved_by not in needs.approved_by or", "visit.approved_by in needs.approved_by or"),
        ("engine/counting.py", 'value.unknown_method == "in_person"', 'value.unknown_method != "in_person"'),
        # obligations
        ("engine/intervals.py", "and counted_from != closed", "and counted_from == closed"),
        ("engine/obligations.py", "if days <= soon_days", "if days < soon_days"),
        ("engine/shares.py", "sum(met) * 2 < len(met)", "sum(met) * 2 <= len(met)"),
        ("engine/intervals.py", "if x[0] >= lowered.contacts[-1]]", "if x[0] > lowered.contacts[-1]]"),
        # tiers
        ("engine/tiers.py", "rest = minus(rest, held)", "rest = intersection(rest, held)"),
        ("engine/tiers.py", "end = min(end, decision.until", "end = max(end, decision.until"),
        ("engine/tiers.py", "child.as_at < last.until", "child.as_at <= last.until"),
        ("engine/tiers.py", "made[n + 1].decided_on.toordinal()", "made[n].decided_on.toordinal()"),
        # working days
        ("workdays.py", "SATURDAY = 5", "SATURDAY = 6"),
        ("workdays.py", "w and d not in closed", "w or d not in closed"),
        ("workdays.py", "(first + i for i, w in", "(first + i + 1 for i, w in"),
        ("workdays.py", "return min(same, first_of[", "return max(same, first_of["),
        ("workdays.py", "first_of[month + count + 1] - 1)", "first_of[month + count + 1])"),
        ("workdays.py", "count, MONTHS, calendar) - 1", "count, MONTHS, calendar) + 1"),
        ("workdays.py", "return after(day - 1, count", "return after(day, count"),
        ("workdays.py", "-(-duration.count // 24)", "duration.count // 24"),
        ("workdays.py", "(WORKING_DAYS if rest else WEEKDAYS)", "(WEEKDAYS if rest else WORKING_DAYS)"),
        ("workdays.py", "return date(day.year + years, 3, 1)", "return date(day.year + years, 2, 28)"),
        ("workdays.py", "datetime.combine(day + timedelta(1)", "datetime.combine(day + timedelta(2)"),
        # the stack: which layer may do what, on which days, and that nothing is lost in composing
        ("policy/stack.py", "    if mine.height < theirs.height:", "    if False:"),
        ("policy/stack.py", "    if by.height <= theirs.height:", "    if False:"),
        ("policy/stack.py", 'return theirs.pack.head.layer != "statute"', "return True"),
        ("policy/stack.py", "return duty.lets.suspend and by.pack.head.layer in duty.lets.layers", "return duty.lets.suspend"),
        ("policy/stack.py", "if lets is None or mine.pack.head.layer not in lets.layers:", "if lets is None:"),
        ("policy/stack.py", "if older.get(duty.id, i) != i:", "if False:"),
        ("policy/stack.py", "until = suspends.until or by.window.end", "until = suspends.until"),
        ("policy/stack.py", "if name in duties and duty.id in _all_below(name, duties):", "if False:"),
        ("policy/versions.py", "end is not None and end <= each.window.start:", "end is not None:"),
        ("policy/versions.py", "return self.pack.id, self.pack.head.layer, self.pack.head.issuer", "return self.pack.id, self.pack.head.layer, self.pack.id"),
        ("policy/versions.py", "return all(_shape(duty) == _shape(duties[0]) for duty in duties[1:])", "return False"),
        ("policy/relaxing.py", "england(), year=self.year).later > 0", "england(), year=self.year).earlier > 0"),
        ("policy/relaxing.py", "if asks_again and not phase.every:", "if False:"),
        ("policy/relaxing.py", "if _kind(upper) != _kind(lower):", "if False:"),
        ("policy/relaxing.py", "and _within(way.place, other.place)", "and True"),
        ("policy/relaxing.py", "and (way.seen_alone or not other.seen_alone)", "and True"),
        ("policy/relaxing.py", "other_counting=lower.counting,", "other_counting=upper.counting,"),
        ("policy/stack.py", "kept += [] if why else [name]", "kept += [name]"),
        ("policy/stack.py", "lets.at_most is not None and found.beyond(lets.at_most)", "lets.at_most is None"),
        ("policy/qualify.py", "if d <= window.start), default=None)\n    found = {} if at_start is None else {window.start: values[at_start]}", "if d < window.start), default=None)\n    found = {} if at_start is None else {at_start: values[at_start]}"),
        ("policy/qualify.py", "found[window.end] = DatedValue", "found[window.start] = DatedValue"),
        ("policy/qualify.py", "found[start] = told", "found[end] = told"),
        ("policy/qualify.py", "found[end] = values[resumed]", "found[end] = told"),
        # rules and ways
        ("engine/rulings.py", "if on < (case.in_force_from or pack.head.in_force_from):", "if on <= (case.in_force_from or pack.head.in_force_from):"),
        ("engine/rulings.py", "on >= case.in_force_until:", "on > case.in_force_until:"),
        ("engine/rulings.py", "case.method and method not in case.method", "case.method and method in case.method"),
        ("engine/rulings.py", "if holds(case.when, child, day):", "if True:"),
        ("engine/rulings.py", "key=lambda r: (ORDER.index(r.verdict), r.rule.id)", "key=lambda r: r.rule.id"),
        ("engine/ways.py", "not in_plan(made, needs, child, duty)", "in_plan(made, needs, child, duty)"),
        ("engine/ways.py", "Counts.NO if because else", "Counts.YES if because else"),
        ("engine/ways.py", "if needs.when is not None and not holds", "if needs.when is not None and holds"),
        # procedures: nobody signs their own work, nothing is skipped
        ("workflow/signing.py", "if by.person in state.authors:", "if by.person not in state.authors:"),
        ("workflow/signing.py", "if by.acts_for in state.authors:", "if False:"),
        ("workflow/signing.py", "if by.people & state.signed_by:", "if by.person in state.signed_by:"),
        ("workflow/signing.py", "d.digest != digest(state, d.signs)", "False"),
        ("workflow/signing.py", "if by.role not in signature.by:", "if False:"),
        ("workflow/signing.py", "if not does.own_work:", "if True:"),
        ("workflow/state.py", "self.done[max(back, default=0) :]", "self.done"),
        ("workflow/state.py", "d.to == start and d.step != start", "d.to == start"),
        ("workflow/state.py", "for d in self.round if d.is_authoring", "for d in self.round if d.step == d.to"),
        ("workflow/filling.py", "if not told.get(n, \"\").strip()]", "if n not in told]"),
        ("workflow/filling.py", "if does.signature or does.action", "if does.action"),
        ("workflow/advance.py", "found.setdefault((does.action, role), does)", "found[does.action, role] = does"),
        ("workflow/advance.py", "state.since if stays else at", "at"),
        ("workflow/advance.py", "    _check_time(state, at)\n", ""),
        ("workflow/forms.py", "points[points.index(point) + 1 :]", "points[points.index(point) :]"),
        ("workflow/forms.py", "return answer in field.allowed if", "return True if"),
        ("workflow/forms.py", "field.if_answer, counting, holds):", "field.if_answer, answers, holds):"),
        ("workflow/clocks.py", "state.since.astimezone(UTC) +", "state.since +"),
        ("workflow/clocks.py", "timedelta(hours=clock.value.count)", "timedelta(days=clock.value.count)"),
        ("workflow/filling.py", "not is_date(told[Needed.REVIEW_DATE].strip())", "False"),
        ("workflow/arrangements.py", "if self.by_whom or words[0].startswith(BY_WHOM):", "if self.by_whom:"),
        ("workflow/arrangements.py", "(start := _part(rest[0])) and start not in told:", "(start := _part(rest[0])):"),
        ("workflow/arrangements.py", "if m in {*Method})", ")"),
        ("workflow/arrangements.py", ".replace(\"\\r\\n\", \"\\n\")", ""),
        ("workflow/arrangements.py", "by_duty = sorted(steps, key=lambda s: s.applies_to)", "by_duty = list(steps)"),
        ("workflow/arrangements.py", "day = max(day, step.start_date)", "day = step.start_date"),
        ("workflow/arrangements.py", "        proposed.pop(step.decision, None)\n", ""),
        ("workflow/arrangements.py", "proposed.pop(step.decision, None)", "proposed.clear()"),
        ("workflow/arrangements.py", "if step.is_proposal and not step.dropped:", "if step.is_proposal:"),
        ("workflow/arrangements.py", "elif not step.dropped:", "else:"),
        ("workflow/arrangements.py", "        found = _ended(found, day)\n", ""),
        ("workflow/arrangements.py", "return [p for p in ended if p.end_date != p.start_date]", "return ended"),
        ("workflow/arrangements.py", "return VisitingPlan(day, every, (),", "return VisitingPlan(day, every, told[0].methods,"),
        ("workflow/arrangements.py", "if all(m in t.methods for t in told))", "if any(m in t.methods for t in told))"),
        ("workflow/arrangements.py", "_soonest([in_force.every, *(t.every for t in told)])", "_soonest(t.every for t in told)"),
        ("workflow/arrangements.py", "return min((every", "return max((every"),
        ("workflow/arrangements.py", "return in_force._replace(start_date=day)\n", "return in_force\n"),
        ("workflow/outcomes.py", "if f.id in given]\n    ending", "]\n    ending"),
        ("workflow/outcomes.py", "_points(before.form, done) - passed", "_points(before.form, done)"),
        ("workflow/outcomes.py", "for d in before.round for p", "for d in before.done for p"),
        ("workflow/outcomes.py", "(f.before or \"submit\") in new", "f.before in new"),
        ("workflow/outcomes.py", "every - points_after(form, point) if", "{point} if"),
        ("workflow/outcomes.py", "tuple(dict.fromkeys(_circumstances(fields, given)))", "tuple(_circumstances(fields, given))"),
        ("workflow/outcomes.py", "signed[-1].by.role if signed", "signed[0].by.role if signed"),
        ("workflow/outcomes.py", "counting = answered(form, answers, holds)", "counting = answers"),
        ("workflow/outcomes.py", "if field.kind in {\"yes_no\", \"rag\"} else", "if field.kind == \"rag\" else"),
        ("workflow/outcomes.py", "if not rule.stricter_stands or not left or", "if not left or"),
        ("workflow/outcomes.py", "rule.stricter_stands or not left or after", "rule.stricter_stands or after"),
        ("workflow/outcomes.py", "or after.step == rule.start or after.has_ended:", "or after.step == rule.start:"),
        ("workflow/outcomes.py", "if Makes.VISITING_PLAN in makes and found.text else", "if found.text else"),
        ("engine/requirement.py", "if days > 0:", "if days >= 0:"),
        ("engine/requirement.py", "if not asked.every_cited.assumed and asked.every", "if asked.every"),
        ("engine/requirement.py", "if duty.procedure else found", ""),
        ("engine/intervals.py", "cited.assumed and not (visited and asked.is_review)", "cited.assumed"),
        ("engine/counting.py", "(p.end_date is None or visit.visit_date < p.end_date)", "(p.end_date is None or visit.visit_date <= p.end_date)"),
        # the check
        ("policy/check/parts.py", "elif not procedure.can_end_from(name):", "elif procedure.can_end_from(name):"),
        ("policy/check/parts.py", "if name not in procedure.reachable:", "if name in procedure.endings and name not in procedure.steps:"),
        ("policy/check/parts.py", "if role not in known:", "if role in known:"),
        ("policy/check/tiers.py", "left = [c for c in tiers.criteria if c.tier == tier and c.id not in impossible]", "left = [c for c in tiers.criteria if c.tier == tier]"),
    )
)  # fmt: skip


class Result(NamedTuple):
    mutant: Mutant
    caught_by: str
    seconds: float


def missing(mutants: tuple[Mutant, ...]) -> list[str]:
    """Return the bugs whose text does not stand exactly once in its file."""
    texts = {m.file: (ROOT / "src/doorstep" / m.file).read_text(encoding="utf-8") for m in mutants}
    return [
        f"{m.file}: {m.old!r} stands {texts[m.file].count(m.old)} times, not once"
        for m in mutants
        if texts[m.file].count(m.old) != 1
    ]


def copy_to(folder: Path) -> None:
    """Copy what the tests need, without caches."""
    ignore = shutil.ignore_patterns("__pycache__", ".*")
    for name in (*COPIED, *(t for t in TESTS if t.startswith("tests/unit"))):
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignore, dirs_exist_ok=True)
        else:
            shutil.copy2(source, target)


def first_failure(folder: Path, tests: tuple[str, ...]) -> str:
    """Return the first test that fails in the copy, or nothing."""
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, **BUDGET}
    run = subprocess.run(  # noqa: PLW1510
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    if run.returncode == 0:
        return ""
    named = re.search(r"^(?:FAILED|ERROR) (\S+)", run.stdout, re.MULTILINE)
    if run.returncode > 2 or named is None:
        raise SystemExit(f"pytest could not run:\n{run.stdout[-3000:]}{run.stderr[-3000:]}")
    return named[1].removeprefix("tests/")


def tried(mutant: Mutant, folder: Path, tests: tuple[str, ...]) -> Result:
    """Plant the bug in the copy, run the tests there, and mend the copy again."""
    target = folder / "src/doorstep" / mutant.file
    text = target.read_text(encoding="utf-8")
    started = time.monotonic()
    target.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        caught_by = first_failure(folder, tests)
    except subprocess.TimeoutExpired:
        caught_by = "(it never ends)"
    finally:
        target.write_text(text, encoding="utf-8")
    return Result(mutant, caught_by, time.monotonic() - started)


def run_all(mutants: tuple[Mutant, ...], tests: tuple[str, ...]) -> list[Result]:
    """Try every bug, two at a time, each in a copy of its own."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        free: SimpleQueue[Path] = SimpleQueue()
        for number in range(WORKERS):
            copy_to(Path(place) / str(number))
            free.put(Path(place) / str(number))
        first = Path(place) / "0"
        if failure := first_failure(first, tests):
            raise SystemExit(f"The tests fail before any bug is planted: {failure}")

        def one(mutant: Mutant) -> Result:
            folder = free.get()
            try:
                result = tried(mutant, folder, tests)
            finally:
                free.put(folder)
            print(line(result), flush=True)
            return result

        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(one, mutants))


def line(result: Result) -> str:
    """Return a row of the table."""
    m = result.mutant
    change = f"{m.old.strip()}  →  {m.new.strip()}"
    verdict = "caught  " if result.caught_by else "SURVIVED"
    return f"{verdict} {result.seconds:5.1f} s  {m.file:23} {change:90} {result.caught_by}"


def main() -> int:
    words = [a for a in sys.argv[1:] if not a.startswith("-")]
    tests = PROPERTIES_ONLY if "--properties" in sys.argv else TESTS
    lost = missing(MUTANTS)
    if lost:
        print("\n".join(["These bugs can no longer be planted; mend tools/mutants.py:", *lost]))
        return 1
    chosen = tuple(m for m in MUTANTS if not words or any(w in m.file for w in words))
    started = time.monotonic()
    results = run_all(chosen, tests)
    survived = [r for r in results if not r.caught_by]
    minutes = (time.monotonic() - started) / 60
    print(
        f"\n{len(results) - len(survived)} of {len(results)} bugs caught in {minutes:.1f} minutes"
    )
    for result in survived:
        print(line(result))
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
