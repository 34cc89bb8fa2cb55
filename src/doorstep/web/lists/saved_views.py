"""Read saved views: one's own, and those shared with one's teams."""

from collections.abc import Collection

from django.db.models import Q
from django.urls import reverse

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.lists.models import SavedView


def views_for(access: Access, lists: Collection[str]) -> list[SavedView]:
    """Return the views of these lists a person has or shares, by name; of other lists none."""
    teams = access.teams(Can.SEE_TEAM) | access.teams(Can.SEE_CHILD)
    shared = Q(shared_with__in=teams)
    if access.everywhere(Can.SEE_TEAM):
        shared = Q(shared_with__isnull=False)
    rows = SavedView.objects.filter(Q(owner=access.user_id) | shared, page__in=list(lists))
    return list(rows.select_related("owner", "shared_with").order_by("name", "pk"))


def defaults(access: Access) -> dict[str, str]:
    """Return the filters a person opens lists with, by the lists' keys."""
    rows = SavedView.objects.filter(owner=access.user_id, is_default=True)
    return dict(rows.values_list("page", "query"))


def address_of_view(view: SavedView) -> str:
    """Return where a view opens."""
    kind, _, number = view.page.partition("-")
    return f"{reverse(kind, args=[number] if number else [])}?{view.query or 'view=none'}"
