"""The account of all children by team, and the policies that stand."""

from django.conf import settings

from doorstep.policy import PackError
from doorstep.policy.versions import Layered
from doorstep.web.accounts.words import Can
from doorstep.web.api import answers, reading
from doorstep.web.api.bearer import Token, TokenRequest
from doorstep.web.api.site import OF_A_QUERY, api
from doorstep.web.api.views.asked import only
from doorstep.web.api.words import Scope
from doorstep.web.policies.models import AdoptedPack
from doorstep.web.policies.queries import NothingAdoptedError, adopted_rows, in_force, stack


@api.get(
    "account",
    auth=Token(Scope.ACCOUNT_READ, Can.SEE_TEAM),
    response={200: answers.Account, **OF_A_QUERY},
    url_name="api-account",
    operation_id="account",
    summary="Where every open child stands, by team",
)
def account(request: TokenRequest) -> answers.Account:
    """Return the account that must balance. It names no child. Needs `account:read`."""
    only(request)
    return reading.account(request.access)


@api.get(
    "policy",
    auth=Token(Scope.POLICY_READ, Can.SEE_POLICY),
    response={200: answers.Policy, **OF_A_QUERY},
    url_name="api-policy",
    operation_id="policy",
    summary="Which policies are adopted, and since when",
    by_alias=True,
)
def policy(request: TokenRequest) -> answers.Policy:
    """Return the adopted packs with their versions. Needs `policy:read`."""
    only(request)
    now = {row.pk for row in in_force(on=request.access.on)}
    packs = {each.pack.head.id: each for each in _layers()}
    items = [_adopted(row, packs.get(row.pack), row.pk in now) for row in adopted_rows()]
    return answers.Policy(authority=settings.AUTHORITY, items=items)


def _layers() -> tuple[Layered, ...]:
    """Return the packs as they are composed; none where nothing is, or cannot be."""
    try:
        return stack().layers
    except (NothingAdoptedError, PackError):
        return ()


def _adopted(row: AdoptedPack, layer: Layered | None, is_now: bool) -> answers.AdoptedPack:
    head = layer.pack.head if layer else None
    return answers.AdoptedPack.model_validate(
        {
            "pack": row.pack,
            "title": head.title if head else row.pack,
            "version": head.version if head else "",
            "from": row.start_date,
            "until": row.end_date,
            "decided_by": row.decided_by,
            "in_force": is_now,
        }
    )
