"""What the views have in common: a page with one step's form, paging, and what is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from doorstep.web.accounts.gate import SignedInRequest
from doorstep.web.governance.forms import StepForm
from doorstep.web.governance.own import NotAllowedError
from doorstep.web.governance.schedule import ScheduleError
from doorstep.web.versions import ConflictError

LARGEST = 100_000
CHANGED = "Somebody changed this while you were. Look at it as it is now, and decide again."
Save = Callable[[SignedInRequest, Any, dict[str, Any]], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step that can be done on a page: its words, its form, and what saves it.

    `save` takes the request, what the page is of and the form's values; it returns what to say after.
    """

    title: str
    button: str
    form: type[StepForm]
    save: Save
    lead: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A step as it was asked for or sent: its form, what was refused, and the answer if it is done."""

    step: Step | None = None
    form: StepForm | None = None
    wrong: str = ""
    status: int = 200
    done: bool = False


def taken(
    request: SignedInRequest, steps: Mapping[str, Step], of: Any, *, version: int = 0
) -> Sent:
    """Do the step that was sent; or return its form, empty or with what is wrong."""
    name = request.POST.get("do") or request.GET.get("do", "")
    step = steps.get(name)
    if step is None:
        return Sent()
    posted = request.method == "POST"
    initial = {"hold": request.GET.get("hold")}
    form = step.form(
        request.POST if posted else None, on=request.access.on, version=version, initial=initial
    )
    if not (posted and form.is_valid()):
        return Sent(step=step, form=form)
    try:
        messages.success(request, step.save(request, of, form.cleaned_data))
    except (NotAllowedError, ScheduleError) as error:
        return Sent(step=step, form=form, wrong=str(error), status=409)
    except ConflictError:
        return Sent(step=step, form=form, wrong=CHANGED, status=409)
    return Sent(step=step, form=form, done=True)


def shown(
    request: SignedInRequest, page: str, context: dict[str, Any], sent: Sent, back: str
) -> HttpResponse:
    """Show a page, or the form of its step."""
    told = context | {"back": back, "wrong": sent.wrong}
    if sent.step is not None and not sent.wrong:
        told["caption"] = getattr(
            context.get("head"), "name", "Records"
        )  # a list has headings there
        name = request.POST.get("do") or request.GET.get("do", "")
        told |= {"step": sent.step, "form": sent.form, "do": name}
        return render(request, "governance/step.html", told)
    return render(request, page, told, status=sent.status)


def number_in(request: SignedInRequest) -> int:
    """Return the number of the page asked for; the first if it is no number."""
    asked = request.GET.get("page", "1")
    return min(int(asked), LARGEST) if asked.isdecimal() and len(asked) < 9 and int(asked) else 1


def to(name: str, *args: Any) -> HttpResponse:
    """Go to a page after something was done."""
    return redirect(name, *args)
