"""Write what people set up around lists: saved views, and words that explain a blind spot."""

from datetime import date

from django.db import transaction
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.caseload.models import BlindSpot, Explained
from doorstep.web.caseload.queries import get_child
from doorstep.web.lists.models import SavedView
from doorstep.web.lists.scope import NO_SUCH_LIST
from doorstep.web.versions import change

NO_SUCH_VIEW = "There is no such view, or it is not yours."


class NameTakenError(ValueError):
    """Another view of the same list has this name."""


class MayNotShareError(PermissionError):
    """The person manages no such team."""


@transaction.atomic
def save_view(
    *, page: str, query: str, name: str, shared_with: int | None, is_default: bool, by: Access
) -> SavedView:
    """Save a list's filters under a name; sent twice it is saved once.

    Raises: NameTakenError if the name stands for other filters; MayNotShareError.
    """
    _may_share(by, shared_with)
    known = SavedView.objects.filter(owner=by.user_id, page=page, name=name).first()
    if known is not None:
        if (known.query, known.shared_with_id, known.is_default) == (
            query,
            shared_with,
            is_default,
        ):
            return known
        raise NameTakenError(f"You already have a view called {name}. Choose another name.")
    if is_default:
        _no_default(by, page)
    saved = SavedView.objects.create(
        owner_id=by.user_id,
        page=page,
        query=query,
        name=name,
        shared_with_id=shared_with,
        is_default=is_default,
    )
    _record("save_view", saved, by)
    return saved


@transaction.atomic
def change_view(
    *, pk: int, version: int, name: str, shared_with: int | None, is_default: bool, by: Access
) -> SavedView:
    """Change a view of one's own.

    Raises: Http404; ConflictError if it was changed meanwhile; NameTakenError; MayNotShareError.
    """
    view = own_view(pk=pk, viewer=by)
    if shared_with != view.shared_with_id:
        _may_share(by, shared_with)
    others = SavedView.objects.filter(owner=by.user_id, page=view.page).exclude(pk=pk)
    if others.filter(name=name).exists():
        raise NameTakenError(f"You already have a view called {name}. Choose another name.")
    if is_default:
        _no_default(by, view.page, but=pk)
    change(view, version=version, name=name, shared_with_id=shared_with, is_default=is_default)
    _record("rename_view", view, by)
    return view


@transaction.atomic
def delete_view(*, pk: int, by: Access) -> None:
    """Delete a view of one's own; one that is gone already stays gone."""
    view = SavedView.objects.filter(pk=pk, owner=by.user_id).first()
    if view is not None:
        _record("delete_view", view, by)
        view.delete()


def own_view(*, pk: int, viewer: Access) -> SavedView:
    """Return a view of the person's own.

    Raises: Http404.
    """
    view = (
        SavedView.objects.filter(pk=pk, owner=viewer.user_id).select_related("shared_with").first()
    )
    if view is None:
        raise Http404(NO_SUCH_VIEW)
    return view


def _may_share(by: Access, team: int | None) -> None:
    if (
        team is not None
        and team not in by.teams(Can.SHARE_VIEWS)
        and not by.everywhere(Can.SHARE_VIEWS)
    ):
        raise MayNotShareError(NO_SUCH_LIST)


def _no_default(by: Access, page: str, *, but: int = 0) -> None:
    """Let another view be the one a list opens with; the one it was goes up a version."""
    rows = SavedView.objects.filter(owner=by.user_id, page=page, is_default=True).exclude(pk=but)
    for row in rows:
        change(row, version=row.version, is_default=False)


def _record(action: str, view: SavedView, by: Access) -> None:
    detail = {"page": view.page, "team": view.shared_with_id}
    audit.record(
        action=action, subject="saved_view", subject_id=str(view.pk), by=by, at=by.at, detail=detail
    )


@transaction.atomic
def explain(*, child_id: str, kind: str, words: str, until: date, by: Access) -> None:
    """Say why a blind spot of a child stands for now; the latest words count, sent twice once.

    Raises: Http404 for a child one may not answer for, or that has no such blind spot.
    """
    child = get_child(child_id=child_id, viewer=by, can=Can.SEE_TEAM)
    get_child(child_id=child_id, viewer=by, can=Can.RECORD)
    if not BlindSpot.objects.filter(child=child, kind=kind).exists():
        raise Http404("There is no such blind spot.")
    last = Explained.objects.filter(child=child, kind=kind).order_by("-pk").first()
    if last and (last.words, last.until, last.recorded_by_id) == (words, until, by.user_id):
        return
    Explained.objects.create(
        child=child,
        kind=kind,
        words=words,
        until=until,
        recorded_at=by.at,
        recorded_by_id=by.user_id,
    )
    detail = {"kind": kind, "until": until.isoformat()}
    audit.record(
        action="explain_blind_spot",
        subject="child",
        subject_id=child_id,
        by=by,
        at=by.at,
        detail=detail,
    )


@transaction.atomic
def take_back(*, child_id: str, kind: str, by: Access) -> None:
    """Let a blind spot that was explained be shown again from now on.

    Raises: Http404 for a child one may not answer for.
    """
    child = get_child(child_id=child_id, viewer=by, can=Can.SEE_TEAM)
    get_child(child_id=child_id, viewer=by, can=Can.RECORD)
    last = Explained.objects.filter(child=child, kind=kind).order_by("-pk").first()
    if last is None or last.until <= by.on:
        return
    Explained.objects.create(
        child=child,
        kind=kind,
        words=last.words,
        until=by.on,
        recorded_at=by.at,
        recorded_by_id=by.user_id,
    )
    audit.record(
        action="take_back_explanation",
        subject="child",
        subject_id=child_id,
        by=by,
        at=by.at,
        detail={"kind": kind},
    )


@transaction.atomic
def record_shown(
    *, action: str, subject_id: str, by: Access, detail: dict[str, object] | None = None
) -> None:
    """Record that a whole list was taken out, or that somebody searched."""
    audit.record(
        action=action, subject="list", subject_id=subject_id, by=by, at=by.at, detail=detail
    )
