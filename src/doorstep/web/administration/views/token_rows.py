"""Tokens of the API as rows of a page; the tokens themselves are nowhere stored."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from doorstep.web.api.models import ApiToken
from doorstep.web.api.words import CAN_LABELS, SCOPE_LABELS
from doorstep.web.components import bullets, day, lines, link, moment, tag
from doorstep.workdays import LONDON

Row = list[Any]


def token_rows(found: Iterable[ApiToken]) -> list[Row]:
    """Return tokens as rows, with what can be done about those that hold."""
    return [
        [
            lines(token.name, f"ds_{token.mark}_…"),
            lines(str(token.user), f"Issued by {token.created_by} on {day(token.created_at)}"),
            bullets([SCOPE_LABELS.get(scope, scope) for scope in token.scopes]),
            _last_used(token),
            _state(token),
            "" if token.revoked_at else _revoke(token),
        ]
        for token in found
    ]


def _last_used(token: ApiToken) -> str:
    return moment(token.used_minute.astimezone(LONDON)) if token.used_minute else "Never"


def _state(token: ApiToken) -> Markup:
    if token.revoked_at:
        return tag("Revoked", "grey")
    if not token.user.is_active:
        return tag("Account closed", "grey")
    return lines(f"Until {_last_day(token)}")


def _last_day(token: ApiToken) -> str:
    return day((token.expires_at - timedelta.resolution).astimezone(LONDON))


def _revoke(token: ApiToken) -> Markup:
    return link(reverse("revoke-api-token", args=[token.pk]), "Revoke", f": {token.name}")


def token_facts(token: ApiToken) -> list[tuple[str, Any]]:
    """Return what a token is for."""
    return [
        ("What it is for", token.name),
        ("Account", str(token.user)),
        ("It may", bullets([SCOPE_LABELS.get(scope, scope) for scope in token.scopes])),
        ("Rights", bullets([CAN_LABELS.get(can, can) for can in token.cans])),
        ("Holds until", f"The end of {_last_day(token)}"),
        ("Last used", _last_used(token)),
    ]
