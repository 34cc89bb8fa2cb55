"""The steps of a subject access request: what each asks, and what it does."""

from typing import Any, NamedTuple

from doorstep.web.accounts.gate import SignedInRequest
from doorstep.web.accounts.words import Can
from doorstep.web.components import plural
from doorstep.web.governance.forms import (
    IdentifyForm,
    ReasonForm,
    ReleaseForm,
    StepForm,
    VersionForm,
    VersionReasonForm,
)
from doorstep.web.governance.own import NotAllowedError
from doorstep.web.governance.services import asking, copying
from doorstep.web.governance.views.steps import Step

Told = dict[str, Any]


class Asked(NamedTuple):
    """Which request of which child."""

    child_id: str
    pk: int


def _who(request: SignedInRequest, of: Asked) -> Told:
    """Return what every service is told; who does not govern records only checks."""
    access = request.access
    if not access.has(Can.GOVERN_RECORDS):
        raise NotAllowedError("Only who governs records does this.")
    return {**of._asdict(), "by": access, "at": access.at}


def _identify(request: SignedInRequest, of: Asked, told: Told) -> str:
    asking.identify(**_who(request, of), on=told["identified_on"])
    return "It is stored since when it is known who asks. The clock runs."


def _pause(request: SignedInRequest, of: Asked, told: Told) -> str:
    asking.pause(**_who(request, of), **told)
    return "The clock stands from today."


def _resume(request: SignedInRequest, of: Asked, _: Told) -> str:
    asking.resume(**_who(request, of))
    return "The clock runs on from today."


def _extend(request: SignedInRequest, of: Asked, told: Told) -> str:
    asking.extend(**_who(request, of), **told)
    return "The request is extended by two months. Tell the person now, with the reason."


def _gather(request: SignedInRequest, of: Asked, _: Told) -> str:
    entries, new = copying.gather(**_who(request, of))
    return f"{plural(entries, 'entry', 'entries')} gathered, {new:,} of them new. Go through them next."


def _prepare(request: SignedInRequest, of: Asked, told: Told) -> str:
    copying.prepared(**_who(request, of), **told)
    return "The copy waits to be checked by another person."


def _check(request: SignedInRequest, of: Asked, told: Told) -> str:
    access = request.access
    copying.checked(**of._asdict(), **told, by=access, at=access.at)
    return "The copy is checked. It may be given out."


def _send_back(request: SignedInRequest, of: Asked, told: Told) -> str:
    access = request.access
    copying.sent_back(**of._asdict(), **told, by=access, at=access.at)
    return "The copy is sent back to be changed."


def _release(request: SignedInRequest, of: Asked, told: Told) -> str:
    copying.release(**_who(request, of), **told)
    return "It is logged that the copy was given out. Close the request when nothing else is owed."


def _close(request: SignedInRequest, of: Asked, told: Told) -> str:
    asking.close(**_who(request, of), **told)
    return "The request is closed, and its hold is lifted."


def _step(title: str, form: type[StepForm], save: Any, lead: str = "", warning: str = "") -> Step:
    return Step(title=title, button=title, form=form, save=save, lead=lead, warning=warning)


STEPS = {
    "check": _step(
        "Check the copy", VersionForm, _check,
        "Say that you went through the entries and that what others could be harmed by is hidden.",
    ),
    "send_back": _step("Send the copy back", VersionReasonForm, _send_back),
    "identify": _step("Store that it is known who asks", IdentifyForm, _identify),
    "gather": _step(
        "Gather the record", StepForm, _gather,
        "Everything held of the child is put together, as it stands now. An entry that says the same "
        "as before keeps its marks. A copy that was checked is to be checked again.",
    ),
    "prepare": _step(
        "Give the copy to another person to check", VersionForm, _prepare,
        "All marks are made. Another records officer, a head of service or a senior manager checks it.",
    ),
    "release": _step(
        "Log that the copy was given out", ReleaseForm, _release,
        "Take the file first, and give it out. Then say here to whom and how.",
    ),
    "pause": _step(
        "Pause the clock", ReasonForm, _pause,
        "Only while the person is asked what they mean, and nothing can be done without the answer.",
    ),
    "resume": _step("Let the clock run on", StepForm, _resume),
    "extend": _step(
        "Extend by two months", ReasonForm, _extend,
        "For a complex request. The person must be told within the first month, with the reason.",
    ),
    "close": _step("Close the request", ReasonForm, _close),
}  # fmt: skip
