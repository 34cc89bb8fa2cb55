"""For administrators: webhooks, their secrets and deliveries."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.components import link, tag
from doorstep.web.conflicts import conflict_page
from doorstep.web.notices.forms import ChangeWebhookForm, SendForm, WebhookForm
from doorstep.web.notices.models import Kind, Webhook
from doorstep.web.notices.queries import outbox
from doorstep.web.notices.services import webhooks as services
from doorstep.web.notices.views.messages import at_of, state_tag
from doorstep.web.versions import ConflictError

LABELS = {"name": "Name", "address": "Address"}


@who_can(Can.ADMINISTER)
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """List the webhooks."""
    rows = [_row(hook) for hook in outbox.webhooks()]
    return render(request, "notices/webhooks.html", {"rows": rows})


def _row(hook: Webhook) -> list[Any]:
    name = link(reverse("webhook", args=[hook.pk]), hook.name)
    state = tag("Ended", "grey") if hook.ended_at else tag("On", "green")
    return [name, hook.address, "; ".join(Kind(event).label for event in hook.events), state]


@who_can(Can.ADMINISTER)
@require_safe
def webhook(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one webhook with its deliveries."""
    hook = outbox.get_webhook(pk)
    deliveries = outbox.of_webhook(hook)
    page = Paginator(deliveries, settings.ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "hook": hook,
        "told": [Kind(event).label for event in hook.events],
        "test": SendForm(),
        "rows": [
            [at_of(d), d.get_kind_display(), d.key, state_tag(d), d.attempts, d.last_error]
            for d in page.object_list
        ],
        "number": page.number,
        "pages": page.paginator.num_pages,
    }
    return render(request, "notices/webhook.html", context)


@who_can(Can.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Add a webhook, and show its secret once."""
    form = WebhookForm(request.POST or None)
    if form.is_valid():
        try:
            hook, secret = services.add_webhook(
                **form.cleaned_data, by=request.access, at=request.access.at
            )
        except services.NameTakenError as error:
            form.add_error("name", str(error))
        else:
            return render(request, "notices/secret.html", {"hook": hook, "secret": secret})
    context = {"form": form, "title": "Add a webhook", "back": reverse("webhooks"), "is_new": True}
    return render(request, "notices/webhook_form.html", context)


@who_can(Can.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change where a webhook leads and what it is told."""
    hook, back = _open_one(pk), reverse("webhook", args=[pk])
    names = ("name", "address", "events", "version")
    form = ChangeWebhookForm(
        request.POST or None, initial={name: getattr(hook, name) for name in names}
    )
    if form.is_valid():
        try:
            services.change_webhook(
                hook, **form.cleaned_data, by=request.access, at=request.access.at
            )
        except services.NameTakenError as error:
            form.add_error("name", str(error))
        except ConflictError as error:
            return conflict_page(request, error, labels=LABELS, back=back)
        else:
            messages.success(request, "The webhook is changed.")
            return redirect(back)
    context = {"form": form, "title": "Change a webhook", "back": back, "is_new": False}
    return render(request, "notices/webhook_form.html", context)


@who_can(Can.ADMINISTER)
@require_POST
def test(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a webhook a test."""
    hook, form = _open_one(pk), SendForm(request.POST)
    if form.is_valid():
        client_id = form.cleaned_data["client_id"]
        services.try_webhook(hook, client_id=client_id, by=request.access, at=request.access.at)
        messages.success(request, "A test is on its way. Load this page again to see how it went.")
    return redirect("webhook", pk)


@who_can(Can.ADMINISTER)
@require_POST
def secret(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a webhook another secret, and show it once."""
    hook = _open_one(pk)
    made = services.renew_secret(hook, by=request.access, at=request.access.at)
    return render(request, "notices/secret.html", {"hook": hook, "secret": made})


@who_can(Can.ADMINISTER)
@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a webhook."""
    hook = outbox.get_webhook(pk)
    services.end_webhook(hook, by=request.access, at=request.access.at)
    messages.success(request, f"{hook.name} is told nothing from now on.")
    return redirect("webhooks")


def _open_one(pk: int) -> Webhook:
    hook = outbox.get_webhook(pk)
    if hook.ended_at:
        raise Http404("This webhook was ended.")
    return hook
