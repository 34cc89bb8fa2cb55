"""`doorstep dry-run`: what a change of policy does to the real caseload, before anyone adopts it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from doorstep.cli import output
from doorstep.cli.dry_run_page import check_before, write_page
from doorstep.cli.dry_run_text import write_text
from doorstep.cli.options import as_at_option, chosen, extract_options, format_option, say, stop
from doorstep.cli.work import Question, ask, pack_or_stop
from doorstep.engine import answer
from doorstep.policy import Pack
from doorstep.reports.dry_run import SECTIONS, DryRun, Hours
from doorstep.reports.dry_run.dry_run import HOURS_CALL, HOURS_VISIT
from doorstep.reports.due import is_for

HOURS = click.FloatRange(min=0, max=24)
STACK = "a shipped pack, a folder, an adoption's YAML file, or packs joined by +"


@click.command(name="dry-run")
@extract_options
@click.option(
    "--from", "from_name", required=True, metavar="STACK", help=f"The policy in force: {STACK}."
)
@click.option(
    "--to", "to_name", required=True, metavar="STACK", help="The policy considered, as --from."
)
@as_at_option
@click.option("--team", default="", help="Only children of this team (name as in the extract).")
@click.option(
    "--section",
    type=click.Choice(list(SECTIONS)),
    help="Write one list of rows. Default: the summary; as a table, an overview; as JSON, all.",
)
@click.option(
    "--hours-visit",
    type=HOURS,
    default=HOURS_VISIT,
    show_default=True,
    help="Hours a visit takes, travel and recording included: assumed, no policy says it.",
)
@click.option(
    "--hours-call",
    type=HOURS,
    default=HOURS_CALL,
    show_default=True,
    help="Hours a call takes: assumed.",
)
@click.option(
    "--out-html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a report with charts to this file: one page without scripts that can be sent on.",
)
@click.option(
    "--with-children",
    is_flag=True,
    help="List children by their ids in that report. Without it the page names none.",
)
@format_option
def dry_run(
    extract: Path,
    supplement: Path | None,
    out_refused: Path | None,
    from_name: str,
    to_name: str,
    as_at: date | None,
    known_on: date | None,
    team: str,
    section: str | None,
    hours_visit: float,
    hours_call: float,
    out_html: Path | None,
    with_children: bool,
    output_format: str | None,
) -> None:
    """Say what would change on the real caseload if the policy --to were in force instead of --from.

    \b
    Due days that move and how far; what is newly overdue; tiers that change; visits, calls and hours
    by team and week for four weeks; children no rule covers; rules that never fire; meetings,
    decisions and signatures that become necessary. Both accounts must balance.

    Each policy answers as if it had been in force on the days it says. To see the day of the change
    itself, give --to an adoption in which the one ends and the other begins on that day: no due day is
    then earlier than the change (S10).

    \b
    Example:
      doorstep dry-run extract/ --from practice-standards-2022 --to worcestershire-2020 \\
        --as-at 2022-01-31 --out-html report.html
    """
    if with_children and out_html is None:
        stop("--with-children goes with --out-html; `--section moves` lists children without it.")
    before = pack_or_stop(from_name)
    if out_html is not None:
        check_before(out_html)
    question = ask(
        extract,
        to_name,
        as_at=as_at,
        known_on=known_on,
        supplement=supplement,
        out_refused=out_refused,
        only_open=True,
    )
    run = _counted(question, before, team, Hours(visit=hours_visit, call=hours_call))
    form = chosen(output_format)
    _write(run, section, form)
    if out_html is not None:
        write_page(run, out_html, team=team, with_children=with_children)
    _say_accounts(run, question, before, form, team)


def _counted(question: Question, before: Pack, team: str, hours: Hours) -> DryRun:
    """Return the dry run of all children, each read once and answered for twice."""
    run = DryRun(before, question.pack, as_at=question.as_at, hours=hours)
    for case in question.cases():
        found = answer(case, question.pack, as_at=question.as_at)
        if found.standing is not None and (not team or is_for(found, team=team)):
            run.add(answer(case, before, as_at=question.as_at), found)
    if team and not run.open_children:
        stop(f"no team {team!r} has an open child: write it as the extract does.")
    return run


def _write(run: DryRun, section: str | None, form: str) -> None:
    if form == "json" and section is None:
        output.write_json(
            {
                "as_at": run.as_at.isoformat(),
                "from": run.before.pack.head.title,
                "to": run.after.pack.head.title,
                "assumed": str(run.hours),
                **{name: each.rows(run) for name, each in SECTIONS.items()},
            }
        )
    elif form == "table" and section is None:
        write_text(run)
    else:
        chosen_section = SECTIONS[section or "summary"]
        output.write_rows(chosen_section.rows(run), chosen_section.columns, form)


def _say_accounts(run: DryRun, question: Question, before: Pack, form: str, team: str) -> None:
    """Say both accounts and what is assumed; end with status 1 if one is out (S15)."""
    of = f", for {team} only" if team else ""
    for name, side, pack in (("From", run.before, before), ("To", run.after, question.pack)):
        replace(question, pack=pack).say_account(side.account, form, of=f"{name}{of}: ", then=[])
    if not run.balances:
        stop("the two policies do not account for the same children: please report this.")
    say(f"Assumed, for no policy says it: {run.hours}.") if form != "table" else None
