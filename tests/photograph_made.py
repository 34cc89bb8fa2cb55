"""A photograph as it is stored, for tests of who may see it."""

from hashlib import sha256
from uuid import uuid4

import web_made as made

from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.phone.models import Photograph


def kept(child: Child, visit: Visit, by: User) -> Photograph:
    """Return a photograph as it is stored, which nobody had to draw."""
    content = b"\xff\xd8\xff"
    return Photograph.objects.create(
        client_id=uuid4(), child=child, of=visit.occasion, words="Letter of the landlord",
        content=content, width=2, height=2, size=len(content), digest=sha256(content).hexdigest(),
        told_at=made.AT, recorded_at=made.AT, recorded_by=by,
    )  # fmt: skip
