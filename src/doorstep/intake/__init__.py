"""Read an extract, whichever standard it follows, as facts and refusals.

This module imports no data frames: one child is read from a prepared extract without them.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from doorstep.intake import detect, store
from doorstep.intake.cases import without_collector
from doorstep.intake.detect import Kind
from doorstep.intake.extract import Extract, UnreadableError
from doorstep.intake.store import prepare
from doorstep.intake.supplement import has_visits, supplement_folder, with_supplement

NO_CALLS = (
    "Keep-in-touch calls are unknown: only the supplement's doorstep_visits.csv carries them. Duties "
    "that a call can meet are judged from visits alone"
)

__all__ = ["Extract", "UnreadableError", "prepare", "read", "read_child"]


def read(
    path: Path,
    *,
    supplement: Path | None = None,
    progress: Callable[[str], None] | None = None,
    open_on: date | None = None,
) -> Extract:
    """Return the cases of an extract with its supplement, and what was refused.

    `path` is a folder of SSD or SSDA903 tables, an Annex A workbook, a CIN census, JSON of the DfE's
    API or a prepared extract. The supplement stands in the folder `supplement`, else beside the extract.
    With `open_on`, an SSD's children whose case is closed on that day are passed over.
    Raises: UnreadableError with one sentence for the person who gave the file.
    """
    kind = detect.kind_of(path)
    with without_collector():
        extract = _read_kind(kind, path, progress or _say_nothing, open_on)
        folder = supplement_folder(path, kind, supplement)
        found = with_supplement(extract, folder) if folder else extract
    without = _is_without_calls(kind, folder)
    return replace(found, notes=(*found.notes, NO_CALLS)) if without else found


def _is_without_calls(kind: Kind, folder: Path | None) -> bool:
    return kind is Kind.SSD and (folder is None or not has_visits(folder))


def read_child(path: Path, child_id: str, *, supplement: Path | None = None) -> Extract:
    """Return the extract of one child alone; from a prepared extract this is fast.

    The extract has no case if the child is not in it.
    Raises: UnreadableError as `read` does.
    """
    if detect.kind_of(path) is not Kind.PREPARED:
        return _only(read(path, supplement=supplement), child_id)
    extract = store.read_one(path, child_id)
    folder = supplement_folder(path, Kind.PREPARED, supplement)
    return with_supplement(extract, folder, only=child_id) if folder else extract


def _read_kind(
    kind: Kind, path: Path, progress: Callable[[str], None], open_on: date | None
) -> Extract:
    # Imported late: each reader brings a library that the others do without.
    if kind is Kind.SSD:
        from doorstep.intake import ssd

        return ssd.read_ssd(path, progress, open_on)
    if kind is Kind.PREPARED:
        return store.read_all(path)
    progress(f"Reading {path.name}")
    if kind is Kind.ANNEX_A:
        from doorstep.intake import annex_a

        return annex_a.read_annex_a(path)
    if kind is Kind.CIN_CENSUS:
        from doorstep.intake import cin_census

        return cin_census.read_cin_census(path)
    if kind is Kind.DFE_API:
        from doorstep.intake import dfe_api

        return dfe_api.read_dfe_api(path)
    from doorstep.intake import ssda903

    return ssda903.read_ssda903(path)


def _only(extract: Extract, child_id: str) -> Extract:
    return replace(
        extract,
        cases=tuple(case for case in extract.cases if case.child_id == child_id),
        refusals=tuple(row for row in extract.refusals if row.child_id in ("", child_id)),
        names={key: name for key, name in extract.names.items() if key == child_id},
    )


def _say_nothing(_text: str) -> None:
    return
