"""Read the JSON of the DfE's API for children's social care as facts. It carries no visit."""

import re
from pathlib import Path

from doorstep.facts import Refusal, VisitsCarried
from doorstep.intake.cases import CaseBook, Gathered
from doorstep.intake.detect import JSON_ENDINGS
from doorstep.intake.dfe_api_child import read_child
from doorstep.intake.dfe_api_node import Node, Reading
from doorstep.intake.dfe_api_text import Told, children
from doorstep.intake.extract import Extract, UnreadableError

NOTES = (
    "The DfE API carries no visits: when a child was last seen is not known.",
    "The DfE API carries no teams, names of workers, legal statuses, reviews, categories of abuse "
    "and missing episodes.",
    "Ethnicity, sex, pupil numbers, strengths and difficulties, adoption and asylum were not read: "
    "no duty rests on them.",
)
MOST_STRANGE = 20
AN_ID = re.compile(r"[A-Za-z0-9]{1,20}")


def read_dfe_api(path: Path) -> Extract:
    """Return the children of a file of JSON, or of a folder of them; of a child told twice the last.

    Raises: UnreadableError with one sentence for the person who gave the file.
    """
    book = CaseBook(notes=list(NOTES), visits_carried=VisitsCarried.NONE)
    files = json_files(path) if path.is_dir() else [path]
    purged, parts, strange = 0, 0, set[str]()
    for file in files:
        reading = Reading(file.name, book)
        for told in children(file):
            purged += _read(told, reading)
        parts, strange = parts + reading.purged, strange | reading.strange
    if not book.children and not purged:
        raise UnreadableError(
            f"{path.name} is JSON, but no child in it has a la_child_id: choose another file."
        )
    _note(book, purged, parts, strange)
    return book.extract("DfE API")


def json_files(folder: Path) -> list[Path]:
    """Return the JSON files of a folder.

    Order: by name.
    """
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in JSON_ENDINGS)


def _read(told: Told, reading: Reading) -> bool:
    """Read one child; test whether it is marked to be purged, and so left out."""
    reading.row, reading.child_id = told.number, ""
    if told.wrong:
        reading.refuse("", f"the child is {told.wrong}: export it again")
        return False
    node = Node(told.child, "", "", reading)
    child_id = _id(node)
    if not child_id:
        return False
    reading.child_id = child_id
    node.check()
    if node.is_purged():
        reading.book.children.pop(child_id, None)
        return True
    child = Gathered(child_id)
    if child_id in reading.book.children:
        child.remarks.append("The child is in the source twice: the last is used.")
    reading.book.children[child_id] = child
    read_child(node, child)
    return False


def _id(node: Node) -> str:
    """Return the child's id; a number is taken as one, and odd signs are pointed out."""
    given = node.data.get("la_child_id")
    is_number = isinstance(given, int) and not isinstance(given, bool)
    found = str(given).strip() if is_number or isinstance(given, str) else ""
    place = node.reading
    if not found or len(found) > 100 or not found.isprintable():
        reason = "the child has no id that can be read, so nobody knows who it is: fill it in"
        place.book.refusals.append(Refusal(place.file, place.row, "la_child_id", reason))
        return ""
    place.child_id = found
    if is_number or not AN_ID.fullmatch(found):
        node.refuse("la_child_id", "expected up to 20 letters and figures; used as it is")
    return found


def _note(book: CaseBook, purged: int, parts: int, strange: set[str]) -> None:
    if purged:
        book.notes.append(f"Children marked to be purged, so left out: {purged:,}.")
    if parts:
        book.notes.append(f"Parts of children marked to be purged, so left out: {parts:,}.")
    if strange:
        named = sorted(strange)
        more = f" and {len(named) - MOST_STRANGE} more" if len(named) > MOST_STRANGE else ""
        book.notes.append(
            f"Not fields of the DfE API, so not read: {', '.join(named[:MOST_STRANGE])}{more}."
        )
