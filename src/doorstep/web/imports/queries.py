"""Read imports, and what they ask; restricted children stay hidden from whom they are hidden from."""

from typing import TypeVar

from django.db.models import Q, QuerySet, Value
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.visible import Seen, seen, seen_of, sight_of, visible, visible_to
from doorstep.web.caseload.visible import may as may_for
from doorstep.web.imports.models import (
    Difference,
    Import,
    ImportedChild,
    Question,
    Refused,
    State,
    Told,
)

R = TypeVar("R", Question, Difference)


def imports() -> "QuerySet[Import]":
    """Return all imports, the newest first, with who gave them and who had them applied."""
    return Import.objects.select_related("given_by", "asked_by").order_by("-pk")


def get_import(pk: int) -> Import:
    """Return an import.

    Raises: Http404.
    """
    found = imports().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def newest_applied() -> Import | None:
    """Return the import that was applied last and is not undone: the one that can be undone."""
    rows = Import.objects.filter(state__in=(State.APPLIED, State.UNDOING))
    return rows.order_by("-applied_at", "-pk").first()


def last_applied(source: str = "") -> Import | None:
    """Return the import whose documents hold: the newest applied one, of a kind if one is named."""
    rows = Import.objects.filter(state=State.APPLIED)
    rows = rows.filter(source=source) if source else rows
    return rows.order_by("-applied_at", "-pk").first()


def children_of(row: Import, what: Told) -> "QuerySet[ImportedChild]":
    """Return the children of whom an import says this, by child_id."""
    rows = ImportedChild.objects.filter(of=row, what=what).order_by("child_id")
    return rows if what == Told.NEW else rows.defer("body")  # new ones are held against those here


def kept_of(row: Import) -> "QuerySet[ImportedChild]":
    """Return the children whom undoing left as they were."""
    return ImportedChild.objects.filter(of=row).exclude(kept="").order_by("child_id").defer("body")


def refused_of(row: Import) -> "QuerySet[Refused]":
    """Return what an import could not use, in the order of the files."""
    return Refused.objects.filter(of=row).order_by("pk")


def hidden_from(viewer: Access, child_ids: list[str], *, can: Can = Can.SEE_CHILD) -> set[str]:
    """Return which of these children the viewer may not see; one who is not there yet hides nothing.

    Whoever imports for part of the authority only sees none who is not there yet. `can` is
    `Can.EXPORT` for a file: what is open by broken glass is not taken away.
    """
    known = set(Child.objects.filter(child_id__in=child_ids).values_list("child_id", flat=True))
    mine = visible_to(viewer, can=can, sight=sight_of(viewer)).filter(child_id__in=child_ids)
    hidden = known - set(mine.values_list("child_id", flat=True))
    return hidden if viewer.everywhere(Can.IMPORT) else hidden | (set(child_ids) - known)


# --- what is asked of people --------------------------------------------------------------------------


def open_to(viewer: Access, model: type[R]) -> "QuerySet[R]":
    """Return the questions or differences a person may answer: managers', and the allocated worker's."""
    return model._default_manager.filter(_answerable(viewer))


def _answerable(viewer: Access) -> Q:
    sight = sight_of(viewer)
    ids = viewer.worker_ids(Can.RECORD) | ({viewer.worker_id} - {""})
    own = visible(viewer, Can.RECORD, sight, prefix="child__")
    return visible(viewer, Can.MOVE, sight, prefix="child__") | (
        own & Q(child__answer__worker_id__in=ids)
    )


def questions_for(viewer: Access) -> "QuerySet[Question]":
    """Return what is asked and not answered of children the person answers for, the oldest first."""
    rows = open_to(viewer, Question).filter(answer=Question.Answer.OPEN)
    return _with_child(rows).order_by("asked_at", "pk")


def differences_for(viewer: Access) -> "QuerySet[Difference]":
    """Return what is to be settled of children the person answers for, the oldest first."""
    rows = open_to(viewer, Difference).filter(settled=Difference.Settled.OPEN)
    return _with_child(rows).order_by("found_at", "pk")


def to_take(rows: "QuerySet[R]", viewer: Access) -> "QuerySet[R]":
    """Return those of questions or differences that may stand in a file of this person's."""
    return rows.filter(visible(viewer, Can.EXPORT, sight_of(viewer), prefix="child__"))


def _with_child(rows: "QuerySet[R]") -> "QuerySet[R]":
    return rows.select_related("child", "child__answer", "child__answer__team").defer(
        "child__answer__explanation"
    )


def how_many(viewer: Access) -> tuple[int, int]:
    """Return how much is asked of a person and how much is to be settled; one query if nothing is.

    The rows of all are few: they are told apart by the predicate that a test holds equal to `open_to`.
    """
    if not viewer.has(Can.RECORD):
        return 0, 0
    told = ("child_id", "child__answer__worker_id")
    asked = Question.objects.filter(answer=Question.Answer.OPEN).order_by()
    differ = Difference.objects.filter(settled=Difference.Settled.OPEN).order_by()
    both = asked.values_list(*told, Value(1)).union(differ.values_list(*told, Value(0)), all=True)
    rows = list(both)
    known = seen_of({pk for pk, _, _ in rows}, on=viewer.on)
    mine = [is_asked for pk, worker, is_asked in rows if _may_answer(viewer, known[pk], worker)]
    return sum(mine), len(mine) - sum(mine)


def _may_answer(viewer: Access, child: Seen, worker_id: str | None) -> bool:
    sight = sight_of(viewer)
    own = viewer.worker_ids(Can.RECORD) | ({viewer.worker_id} - {""})
    if may_for(viewer, Can.MOVE, child, sight):
        return True
    return worker_id in own and may_for(viewer, Can.RECORD, child, sight)


def get_question(pk: int, viewer: Access) -> Question:
    """Return a question the person may answer, answered or not.

    Raises: Http404.
    """
    found = _with_child(open_to(viewer, Question)).select_related("of").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_difference(pk: int, viewer: Access) -> Difference:
    """Return a difference the person may settle, settled or not.

    Raises: Http404.
    """
    rows = _with_child(open_to(viewer, Difference)).select_related("ours", "ours__recorded_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_take_back(viewer: Access, row: Difference) -> bool:
    """Test whether a person may take back what is recorded here: what managers decide, managers do."""
    if row.about in (Difference.About.RAG, Difference.About.HOUSEHOLD):
        return True
    child = seen(row.child, on=viewer.on)
    return may_for(viewer, Can.MOVE, child, sight_of(viewer))
