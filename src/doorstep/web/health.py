"""`/health` and `/health/all`: is this process fit to serve, and is the installation well?"""

from django.http import HttpRequest, JsonResponse

from doorstep.web import clock
from doorstep.web.accounts.gate import public
from doorstep.web.running.condition import SERVES, states
from doorstep.web.running.surroundings import State
from doorstep.web.running.worker import machine_time


@public
def health(request: HttpRequest) -> JsonResponse:
    """Say whether this process can serve: 200 or 503; what a load balancer asks."""
    return _answered(states(on=clock.today(), now=machine_time(), at=clock.now()), needed=SERVES)


@public
def health_of_all(request: HttpRequest) -> JsonResponse:
    """Say whether everything is well, the worker too: 200 or 503; what monitoring asks."""
    found = states(on=clock.today(), now=machine_time(), at=clock.now())
    return _answered(found, needed=tuple(found))


def _answered(found: dict[str, State], *, needed: tuple[str, ...]) -> JsonResponse:
    fit = all(found[name].ok for name in needed if name in found)
    well = all(state.ok for state in found.values())
    told = {name: {"ok": state.ok, **state.told} for name, state in found.items()}
    word = "ok" if well else "attention" if fit else "failing"
    return JsonResponse({"status": word, "checks": told}, status=200 if fit else 503)
