"""What the commands on an extract have in common: read, choose the policy, answer for each child."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doorstep.cli.options import Progress, report_refusals, say, stop, today
from doorstep.engine import Answer, answer
from doorstep.facts import CaseFacts
from doorstep.policy import Pack, PackError, find_policy
from doorstep.reports.due import Account, account_lines

if TYPE_CHECKING:
    from doorstep.intake.extract import Extract

EVERY = 500  # children between two lines of progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An extract, a policy and a day."""

    extract: "Extract"
    pack: Pack
    as_at: date
    known_on: date | None
    progress: Progress

    def cases(self) -> Iterator[CaseFacts]:
        """Yield the cases as they were known on the day asked for, with progress."""
        total = len(self.extract.cases)
        for number, case in enumerate(self.extract.cases):
            if number % EVERY == 0:
                self.progress(f"Judging {number:,} of {total:,} children")
            yield case.as_known(self.known_on) if self.known_on else case
        self.progress.done()

    def answers(self) -> Iterator[Answer]:
        """Yield the answer for each child, with progress."""
        for case in self.cases():
            yield answer(case, self.pack, as_at=self.as_at)

    def say_account(self, account: Account, form: str, *, of: str = "", then: list[str]) -> None:
        """Say the account, `of` whom if not of all, `then` more; end with status 1 if it is out.

        Beside CSV and JSON it goes to standard error, so that a file holds rows only.
        """
        lines = account_lines(account, self.as_at, self.pack.head.title)
        lines = [f"{of}{lines[0]}", *lines[1:], *then]
        click.echo("\n".join(["", *lines] if form == "table" else lines), err=form != "table")
        if not account.balances:
            raise SystemExit(1)


def pack_or_stop(name: str) -> Pack:
    """Return the policy pack, or say what is wrong with it and end with status 2."""
    try:
        return find_policy(name)
    except LookupError as error:
        stop(str(error.args[0]))
    except PackError as error:
        stop(f"the pack {name!r} cannot be used:\n{error}")


def read_or_stop(
    path: Path, supplement: Path | None, progress: Progress, open_on: date | None = None
) -> "Extract":
    """Return the extract, or say why it cannot be read and end with status 2."""
    from doorstep.intake import read
    from doorstep.intake.extract import UnreadableError

    try:
        return read(path, supplement=supplement, progress=progress, open_on=open_on)
    except UnreadableError as error:
        progress.done()
        stop(str(error))
    except OSError as error:
        progress.done()
        stop(f"{path} cannot be read: {error.strerror}. Check its name and that you may read it.")


def _say_notes(notes: tuple[str, ...]) -> None:
    """Say the notes; those on missing tables and columns in one line, for `extract check` names them."""
    absent = [note for note in notes if note.startswith(("Tables not found", "Columns not found"))]
    for note in notes:
        if note not in absent:
            say(f"Note: {note}")
    if absent:
        say(
            "Note: some tables or columns are not in the extract; `doorstep extract check` names them"
        )


def ask(
    extract: Path,
    policy_name: str,
    *,
    as_at: date | None = None,
    known_on: date | None = None,
    supplement: Path | None = None,
    out_refused: Path | None = None,
    only_open: bool = False,
) -> Question:
    """Read what a command was given, and report refused rows and notes.

    With `only_open`, cases closed on the day are passed over.
    """
    pack = pack_or_stop(policy_name)
    progress = Progress()
    day = as_at or today()
    found = read_or_stop(extract, supplement, progress, day if only_open else None)
    progress.done()
    report_refusals(found.refusals, out_refused)
    _say_notes(found.notes)
    if found.passed_over:
        say(
            f"Note: {len(found.passed_over):,} children have no open case on {day}; of their rows only"
            " the dates were checked (`doorstep extract check` checks all)"
        )
    return Question(extract=found, pack=pack, as_at=day, known_on=known_on, progress=progress)
