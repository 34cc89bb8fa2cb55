"""`doorstep policy diff`: what changes between two packs, for whom, and from which day."""

from collections.abc import Iterator
from pathlib import Path

import click

from doorstep.cli import output
from doorstep.cli.own_files import keep_others, stop_without_extra, write
from doorstep.cli.work import pack_or_stop
from doorstep.policy import Pack
from doorstep.policy.diff import Change, by_whom, note_heading
from doorstep.policy.diff import diff as compared
from doorstep.policy.plain.names import on_day, upper

COLUMNS = ("what", "before", "after", "who", "from")


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--format", "output_format", type=click.Choice(["text", "csv", "json"]), default="text"
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the note as a web page."
)
def diff(old: str, new: str, output_format: str, out: Path | None) -> None:
    """Write a change note from the pack OLD to the pack NEW: what changes, for whom, from when.

    Every part is compared as it stands from the day NEW is in force: duties, what counts, criteria,
    rules, procedures, forms, wording, services and figures. The text is grouped by whom it affects.
    """
    packs = (pack_or_stop(old), pack_or_stop(new))
    changes = compared(*packs)
    if out is not None:
        _write_page(out, packs, changes)
        click.echo(f"Wrote {out}: {_count(changes)}.")
    elif output_format == "text":
        click.echo("\n".join(_note(packs, changes)))
    else:
        rows = [{**change._asdict(), "from": change.from_day.isoformat()} for change in changes]
        output.write_rows(rows, COLUMNS, output_format)


def _note(packs: tuple[Pack, Pack], changes: list[Change]) -> Iterator[str]:
    yield from note_heading(*packs) if changes else ()
    for who, found in by_whom(changes).items():
        yield from ("", upper(who))
        for change in found:
            yield f"  {change.title} [{change.what}], from {on_day(change.from_day)}"
            yield from (f"    before: {change.before}",) if change.before else ()
            yield from (f"    after:  {change.after}",) if change.after else ()
    yield from ("", f"{_count(changes)}.") if changes else ("No differences.",)


def _count(changes: list[Change]) -> str:
    groups = len(by_whom(changes))
    told = "1 difference" if len(changes) == 1 else f"{len(changes)} differences"
    return f"{told} for {groups} {'group' if groups == 1 else 'groups'} of people"


def _write_page(out: Path, packs: tuple[Pack, Pack], changes: list[Change]) -> None:
    try:
        from doorstep.handbook.pages import NOTE_GENERATOR, mark_of, note_page
    except ImportError as error:
        stop_without_extra(error)
    keep_others(out, mark_of(NOTE_GENERATOR), "change note")
    write(out, note_page(*packs, changes).encode())
