"""Ways in: accounts closed and opened, names unlocked, passwords and second steps begun anew."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy

from doorstep.web import clock
from doorstep.web.accounts import services as sign_in
from doorstep.web.accounts.gate import SignedInRequest, public, who_can
from doorstep.web.accounts.recent import recently_authenticated
from doorstep.web.accounts.words import Can
from doorstep.web.administration.forms.people import VersionForm
from doorstep.web.administration.queries.people import get_person
from doorstep.web.administration.services import people as services
from doorstep.web.administration.services.lasting import LastAdministratorError
from doorstep.web.administration.views.pages import LABELS, done, form_page
from doorstep.web.conflicts import conflict_page
from doorstep.web.moves.leaving import StillHoldsError
from doorstep.web.versions import ConflictError


@who_can(Can.ADMINISTER)
def close_account(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an account, after asking."""
    return _open_or_close(request, pk, opens=False)


@who_can(Can.ADMINISTER)
def reopen_account(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a closed account again, after asking."""
    return _open_or_close(request, pk, opens=True)


def _open_or_close(request: SignedInRequest, pk: int, *, opens: bool) -> HttpResponse:
    user, back = get_person(pk=pk), reverse("person", args=[pk])
    form = VersionForm(request.POST or None, initial={"version": user.version})
    step = services.reopen_account if opens else services.close_account
    if form.is_valid():
        try:
            step(user, version=form.cleaned_data["version"], by=request.access, at=clock.now())
        except (LastAdministratorError, StillHoldsError) as error:
            form.add_error(None, str(error))
        except ConflictError as error:
            return conflict_page(request, error, labels=LABELS, back=back)
        else:
            return done(request, f"The account is {'open' if opens else 'closed'}.", back)
    word = "Reopen" if opens else "Close"
    lead = OPENS if opens else CLOSES.format(page=reverse("hand-over", args=[pk]))
    return form_page(
        request,
        form,
        title=f"{word} this account",
        button=word,
        back=back,
        caption=str(user),
        lead=lead,
    )


CLOSES = (
    "They can do nothing more from their next click on. Nothing they recorded is deleted,"
    " and the roles they hold stay on record. It is refused while they hold anything: a manager of"
    " their team hands that over at {page}."
)
OPENS = "They can sign in again, with the roles that still run."


@who_can(Can.ADMINISTER)
@recently_authenticated
def password_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a link with which a person sets a password once; it is shown once, here."""
    user, back = get_person(pk=pk), reverse("person", args=[pk])
    if request.method == "POST":
        key, token = services.password_token(user, by=request.access, at=clock.now())
        link = request.build_absolute_uri(reverse("choose-password", args=[key, token]))
        return render(
            request, "administration/password_link.html", {"user": user, "link": link, "back": back}
        )
    lead = "It is good once. The password they have now ends at once, and they are signed out everywhere."
    return form_page(
        request, Form(), title="Make a link to set a password", button="Make the link", back=back,
        caption=str(user), lead=lead,
    )  # fmt: skip


Service = Callable[..., int]


class Step(NamedTuple):
    """A step that is only confirmed: its words, and what it does."""

    service: Service
    title: str
    button: str
    lead: str
    said: str


STEPS = {
    "unlock": Step(
        sign_in.unlock,
        "Unlock this account",
        "Unlock",
        "Too many wrong tries lock a name for a while. Be sure that it was the person who tried.",
        "The account is unlocked.",
    ),
    "sign-out": Step(
        sign_in.end_sessions,
        "Sign them out everywhere",
        "Sign them out",
        "Every session of this account ends. They can sign in again.",
        "They are signed out everywhere.",
    ),
    "second-factors": Step(
        sign_in.remove_second_factors,
        "Take away second factors",
        "Take away",
        "Apps, passkeys and recovery codes are taken away, and they are signed out everywhere."
        " Be sure that it is the person who asks.",
        "They set up a new second factor when they next sign in.",
    ),
    "work-account": Step(
        sign_in.unbind_work_account,
        "Forget their work account",
        "Forget it",
        "The next work account that signs in with this username becomes theirs.",
        "The work account is forgotten.",
    ),
}


@who_can(Can.ADMINISTER)
@recently_authenticated
def way_in(request: SignedInRequest, pk: int, step: str) -> HttpResponse:
    """Do one of the steps that need only be confirmed, after asking."""
    user, back = get_person(pk=pk), reverse("person", args=[pk])
    asked = STEPS.get(step)
    if asked is None:
        raise Http404
    if request.method == "POST":
        asked.service(user=user, by=request.access, at=clock.now())
        return done(request, asked.said, back)
    return form_page(
        request, Form(), title=asked.title, button=asked.button, back=back, caption=str(user),
        lead=asked.lead,
    )  # fmt: skip


class ChoosePassword(PasswordResetConfirmView):
    """Somebody with a link sets a password, once."""

    template_name = "administration/choose_password.html"
    success_url = reverse_lazy("account_login")

    def form_valid(self, form: Any) -> HttpResponse:
        """Store the password with its event."""
        with transaction.atomic():
            response = super().form_valid(form)
            services.tell_password_chosen(form.user, at=clock.now())
        return response


choose_password = public(ChoosePassword.as_view())
