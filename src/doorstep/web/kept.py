"""What somebody had typed when it could not be saved: shown, and sent again with one button."""

from dataclasses import dataclass

from django.http import HttpRequest

from doorstep.web.components import words

NOT_SENT_AGAIN = {"csrfmiddlewaretoken"}
NOT_SHOWN = {"client_id", "version", "next", "page", "token"}
SECRET = ("password", "secret", "code", "credential")
OF_SIGN_IN = "/account/"


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that was not saved: what is sent again, what is shown of it, the files that are lost."""

    fields: tuple[tuple[str, str], ...]
    shown: tuple[tuple[str, str], ...]
    files: int


def kept_of(request: HttpRequest) -> Kept | None:
    """Return what was typed; nothing where nothing was, or where it was a secret."""
    if request.method != "POST" or request.path.startswith(OF_SIGN_IN):
        return None
    try:
        given, files = list(request.POST.lists()), len(request.FILES)
    except Exception:  # a form that broke off half-way cannot be read a second time
        return None
    fields = [
        (name, value) for name, values in given if name not in NOT_SENT_AGAIN for value in values
    ]
    if not fields or any(word in name for name, _ in fields for word in SECRET):
        return None
    shown = [(words(n), v) for n, v in fields if v.strip() and n not in NOT_SHOWN]
    return Kept(tuple(fields), tuple(shown), files)
