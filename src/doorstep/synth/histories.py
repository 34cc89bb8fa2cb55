"""How a made-up child's case went: what was open from when to when, before any row is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from doorstep.synth import figures
from doorstep.synth.days import YEAR, birthday
from doorstep.synth.draws import days_about, shares, within

BEFORE_BIRTH = 130  # days before the birth that a case may open
QUARTER = 92


class Spell(NamedTuple):
    """A stretch of one kind: assessment, cin, cp, cla, leaver, other or nfa; end None is open."""

    kind: str
    start: int
    end: int | None


class Chapter(NamedTuple):
    """One referral and the spells that followed from it."""

    referral: int
    close: int | None
    spells: list[Spell]


@dataclass(frozen=True, slots=True)
class History:
    """A child's dates: born (none while unborn), expected if a case opened before the birth."""

    born: int | None
    expected: int | None
    chapters: list[Chapter]
    is_open: bool

    @property
    def kind(self) -> str:
        """Return what the case is, or was, in last."""
        spells = self.chapters[-1].spells
        return spells[-1].kind if spells else "nfa"


@dataclass(frozen=True, slots=True)
class Histories:
    """Makes the histories of an authority with so many open children."""

    rng: Random
    first: int
    as_at: int

    def all(self, children: int, years: int) -> Iterator[History]:
        """Yield every child's history, open and closed mixed."""
        whole = {f"open {k}": n for k, n in shares(children, figures.CASE_MIX).items()}
        unborn = min(whole["open cp"], max(2, round(whole["open cp"] * figures.UNBORN)))
        whole["open cp"] -= unborn
        for kind, number in figures.CLOSED_A_YEAR.items():
            whole[kind] = round(number * years * children / figures.MEDIAN_AUTHORITY)
        sorts = [sort for sort, number in whole.items() for _ in range(number)]
        sorts += ["unborn"] * unborn
        self.rng.shuffle(sorts)
        return map(self.one, sorts)

    def one(self, sort: str) -> History:
        """Return a history of the sort: `open cp`, `cin` (closed), `unborn`."""
        if sort == "unborn":
            return self._unborn()
        kind = sort.removeprefix("open ")
        is_open = kind != sort
        if kind == "leaver":
            return self._leaver(is_open)
        return self._child(kind, is_open)

    def _child(self, kind: str, is_open: bool) -> History:
        rng = self.rng
        last = self.as_at if is_open else rng.randint(self.first + 5, self.as_at)
        age = within(rng, figures.AGES.get(kind, figures.AGES["any"]))
        born = last - max(4, int(age * YEAR))
        early = age < 1 and rng.random() < 0.45
        floor = born - rng.randint(20, BEFORE_BIRTH) if early else born
        chapter = self._chapter(kind, last, is_open, (floor, born))
        chapters = [*self._before(chapter, born), chapter]
        expected = born + rng.randint(-14, 14) if chapter.referral < born else None
        return History(born, expected, chapters, is_open)

    def _chapter(self, kind: str, last: int, is_open: bool, floors: tuple[int, int]) -> Chapter:
        """Return the chapter ending on `last`: built backwards from there.

        `floors` are the first day a case may open and the first day of care.
        """
        spells: list[Spell] = []
        end = last
        for stage in reversed(figures.STAGES[kind].draw(self.rng)):
            length = self._length(stage, is_open and not spells)
            start = max(end - length, floors[stage == "cla"])
            if start >= end:
                break
            spells.insert(0, Spell(stage, start, None if is_open and not spells else end))
            end = start
        referral = max(spells[0].start - self.rng.choice((0, 0, 1, 1, 2)), floors[0])
        close = None if is_open else min(last + self.rng.randint(0, 9), self.as_at)
        return Chapter(referral, close, [s for s in spells if s.kind != "nfa"])

    def _length(self, stage: str, is_open: bool) -> int:
        rng = self.rng
        bins = figures.OPEN_FOR if is_open else figures.ENDED_AFTER
        if stage in bins:
            return int(within(rng, bins[stage]))
        if stage == "cla":
            return days_about(rng, figures.CARE_LENGTHS.draw(rng))
        return 7 + days_about(rng, figures.MEAN_CIN_PLAN if stage == "cin" else figures.MEAN_OTHER)

    def _before(self, chapter: Chapter, born: int) -> list[Chapter]:
        """Return an earlier chapter that had closed, for a child referred again."""
        last = chapter.referral - self.rng.randint(30, 600)
        room = last - QUARTER > max(born, self.first)
        if not room or self.rng.random() > figures.REREFERRED:
            return []
        kind = figures.BEFORE_REREFERRAL.draw(self.rng)
        before = self._chapter(kind, last, False, (born, born))
        return [before._replace(close=min(last + 9, chapter.referral - 1))]

    def _unborn(self) -> History:
        rng = self.rng
        expected = self.as_at + rng.randint(7, 110)
        start = expected - rng.randint(115, 140)
        start = min(start, self.as_at - 10)
        plan = min(start + rng.randint(25, 50), self.as_at - rng.randint(1, 8))
        spells = [Spell("assessment", start, plan), Spell("cp", plan, None)]
        return History(None, expected, [Chapter(start, None, spells)], True)

    def _leaver(self, is_open: bool) -> History:
        rng = self.rng
        last = self.as_at if is_open else rng.randint(self.first + QUARTER, self.as_at)
        born = self._leaver_born(last, is_open)
        left = self._left_care(born, last)
        length = max(120, days_about(rng, figures.CARE_LENGTHS.draw(rng)))
        cared = max(left - length, born)
        spells = [Spell("cla", cared, left), Spell("leaver", left, None if is_open else last)]
        assessment = cared - int(within(rng, figures.ENDED_AFTER["assessment"]))
        if assessment > born:
            spells.insert(0, Spell("assessment", assessment, cared))
        close = left if rng.random() < 0.4 else (None if is_open else last)
        return History(born, None, [Chapter(spells[0].start, close, spells)], is_open)

    def _leaver_born(self, last: int, is_open: bool) -> int:
        if is_open:
            return last - int(within(self.rng, figures.AGES["leaver"]) * YEAR)
        years = 21 if self.rng.random() < 0.6 else self.rng.uniform(21, 24.9)
        return last - int(years * YEAR) - 1

    def _left_care(self, born: int, last: int) -> int:
        eighteen = birthday(born, 18)
        if eighteen < last and self.rng.random() < figures.LEFT_CARE_AT_18:
            return eighteen
        earliest = birthday(born, 16) + 60
        return self.rng.randint(earliest, min(eighteen, last) - 10)
