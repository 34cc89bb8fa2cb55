"""The words that open a person's packs: six of our own list, kept as second factors' secrets are."""

import secrets
from datetime import datetime
from functools import cache
from importlib.resources import files

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.second_factor import decrypted, encrypted
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.running.models import OutageWords

HOW_MANY = 6  # of 2,003 words: 64 bits, behind a key that is slow to try
LONGEST = 32  # signs: some readers of PDF take no more


@cache
def word_list() -> tuple[str, ...]:
    """Return the words there are: short, plain, each once."""
    text = (files("doorstep.web.running.outage") / "words.txt").read_text(encoding="utf-8")
    return tuple(text.split())


def drawn() -> str:
    """Return six words, drawn by chance; drawn again where they are too long together."""
    while len(told := "-".join(secrets.choice(word_list()) for _ in range(HOW_MANY))) > LONGEST:
        pass
    return told


def words_of(user_id: int) -> tuple[str, datetime] | None:
    """Return a person's words and since when they hold; none if they have none yet."""
    row = OutageWords.objects.filter(user=user_id).first()
    return (decrypted(row.words), row.made_at) if row else None


def words_for(user_id: int, *, at: datetime) -> str:
    """Return the words to seal a person's pack with, drawn if they have none yet."""
    row, _ = OutageWords.objects.get_or_create(
        user_id=user_id, defaults={"words": encrypted(drawn()), "made_at": at}
    )
    return decrypted(row.words)


@transaction.atomic
def renew(*, by: Access, at: datetime) -> None:
    """Draw new words for somebody; packs made from now on open with them only."""
    OutageWords.objects.update_or_create(
        user_id=by.user_id, defaults={"words": encrypted(drawn()), "made_at": at}
    )
    audit.record(
        action=Action.RENEW_OUTAGE_WORDS, subject="user", subject_id=str(by.user_id), by=by, at=at
    )
