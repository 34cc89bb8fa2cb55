"""Read a CIN census (XML) as facts. It carries no visit, no worker and no period of care."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError  # noqa: S405 (types; defusedxml parses)

from defusedxml.ElementTree import iterparse

from doorstep.facts import Refusal, VisitsCarried
from doorstep.intake.cases import CaseBook
from doorstep.intake.cin_census_child import read_child
from doorstep.intake.cin_census_node import Node, Place
from doorstep.intake.extract import Extract, UnreadableError, guard_size

NOTES = (
    "The CIN census carries no visits: when a child was last seen is not known.",
    "The CIN census carries no workers, no looked after children and no care leavers.",
    "Pre-proceedings and family group decision making were not read: no duty rests on them.",
)


def read_cin_census(path: Path) -> Extract:
    """Return the children of a CIN census; one that is invalid in places is read as far as it goes.

    Raises: UnreadableError with one sentence for the person who gave the file.
    """
    guard_size(path)
    book = CaseBook(notes=list(NOTES), visits_carried=VisitsCarried.NONE)
    number = 0
    with path.open("rb") as file:
        for number, element in enumerate(_children(path.name, file), start=1):
            _read(element, number, path.name, book)
    if not number:
        raise UnreadableError(f"{path.name} holds no Child element: export the census again.")
    return book.extract("CIN census")


def _read(element: Element, number: int, file: str, book: CaseBook) -> None:
    child_id = Node(element, "", Place(file, number, "", book)).node("ChildIdentifiers")
    if found := child_id.text("LAchildID"):
        node = Node(element, "", Place(file, number, found, book))
        node.refuse_stray_text()
        read_child(node, book.child(found))
        return
    reason = "the child has no id, so nobody knows who it is: fill it in"
    book.refusals.append(Refusal(file, number, "ChildIdentifiers/LAchildID", reason))


def _children(name: str, file: BinaryIO) -> Iterator[Element]:
    """Yield each Child element; it is emptied once the next is asked for, to save memory."""
    root = None
    try:
        for event, element in iterparse(file, events=("start", "end")):
            element.tag = str(element.tag).rpartition("}")[2]
            if root is None:
                root = _root(name, element)
            if event == "end" and element.tag == "Collection":
                _check_collection(name, element)
            if event == "end" and element.tag == "Child":
                yield element
                element.clear()
    except ParseError as error:
        raise UnreadableError(
            f"{name} is broken or cut-off XML ({error}): export the census again."
        ) from None
    except (ValueError, LookupError):  # defusedxml's own errors are ValueErrors
        raise UnreadableError(
            f"{name} declares entities or an encoding that are not allowed: export it again."
        ) from None


def _root(name: str, element: Element) -> Element:
    if element.tag != "Message":
        raise UnreadableError(
            f"{name} is XML, but no CIN census: its first element is {element.tag}, not Message."
        )
    return element


def _check_collection(name: str, element: Element) -> None:
    collection = (element.text or "").strip()
    if collection.upper() != "CIN":
        raise UnreadableError(
            f"{name} is the return '{collection[:20]}', not the CIN census: choose another file."
        )
