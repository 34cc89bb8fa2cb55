"""Apply the supplement: Doorstep's own tables of what no standard extract carries."""

from dataclasses import replace
from pathlib import Path

from doorstep.facts import CaseFacts, VisitsCarried
from doorstep.intake import supplement_facts, supplement_visits
from doorstep.intake.cases import case_of
from doorstep.intake.detect import SUPPLEMENT_PREFIX, Kind, csv_files
from doorstep.intake.extract import Extract, UnreadableError
from doorstep.intake.supplement_rows import Additions
from doorstep.intake.supplement_schema import TABLES


def supplement_folder(path: Path, kind: Kind, supplement: Path | None) -> Path | None:
    """Return the folder of the supplement: the one given, else the extract's own if it has one.

    A prepared extract has taken in its supplement already, so only one that is given counts.
    Raises: UnreadableError if the folder given holds no supplement.
    """
    if supplement is not None:
        if supplement.is_dir() and _files(supplement):
            return supplement
        raise UnreadableError(
            f"{supplement} is no folder with tables of the supplement in it: they are named "
            f"{', '.join(f'{table}.csv' for table in TABLES)}."
        )
    folder = path if path.is_dir() else path.parent
    return folder if kind is not Kind.PREPARED and _files(folder) else None


def with_supplement(extract: Extract, folder: Path, *, only: str = "") -> Extract:
    """Return the extract with what the supplement tells; with `only`, of one child alone."""
    found = _files(folder)
    cases = {case.child_id: case for case in extract.cases}
    additions = Additions(cases, only, extract.passed_over)
    if visits := found.get(supplement_visits.TABLE):
        supplement_visits.add_visits(visits, additions)
    for part in supplement_facts.PARTS:
        if path := found.get(part.table):
            supplement_facts.add_rows(path, part, additions)
    strange = [path.name for table, path in found.items() if table not in TABLES]
    notes = [f"Not a table of the supplement, so not read: {name}" for name in strange]
    return replace(
        extract,
        cases=tuple(_with(case, additions, bool(visits)) for case in extract.cases),
        refusals=(*extract.refusals, *additions.refusals),
        notes=(*extract.notes, *notes),
    )


def has_visits(folder: Path) -> bool:
    """Test whether the supplement in a folder tells of visits and calls."""
    return supplement_visits.TABLE in _files(folder)


def _files(folder: Path) -> dict[str, Path]:
    return {
        path.stem.lower(): path
        for path in csv_files(folder)
        if path.name.lower().startswith(SUPPLEMENT_PREFIX)
    }


def _with(case: CaseFacts, additions: Additions, has_visits: bool) -> CaseFacts:
    """Return a case with its additions. A table of visits tells what the extract could not."""
    carried, unknown, latest = case.visits_carried, case.unknown_visits, case.latest_only
    if has_visits:
        carried = VisitsCarried.ALL if carried is VisitsCarried.NONE else carried
        unknown = latest = frozenset()
    child = additions.touched.get(case.child_id)
    if child is not None:
        return case_of(child, carried, unknown, latest)
    return replace(case, visits_carried=carried, unknown_visits=unknown, latest_only=latest)
