"""Where the council's own accounts are: the OpenID Connect provider, from the environment."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from doorstep.web import environment as env

WORK = "work"


@dataclass(frozen=True, slots=True)
class WorkAccount:
    """The provider that signs people in for the council, and the claim that names them."""

    issuer: str
    client_id: str
    secret: str
    name: str
    claim: str

    @classmethod
    def of_environment(cls) -> "WorkAccount | None":
        """Return the provider the environment names, or none.

        Raises: ImproperlyConfigured if only a part of it is set, or its address is not safe.
        """
        issuer = env.text("OIDC_ISSUER").rstrip("/")
        client_id, secret = env.text("OIDC_CLIENT_ID"), env.secret("OIDC_CLIENT_SECRET")
        if not issuer and not client_id:
            return None
        if not (issuer and client_id and secret):
            raise ImproperlyConfigured(
                "Work accounts need DOORSTEP_OIDC_ISSUER, DOORSTEP_OIDC_CLIENT_ID and "
                "DOORSTEP_OIDC_CLIENT_SECRET (or DOORSTEP_OIDC_CLIENT_SECRET_FILE)."
            )
        name, claim = (
            env.text("OIDC_NAME", "work account"),
            env.text("OIDC_CLAIM", "preferred_username"),
        )
        return cls(_checked(issuer), client_id, secret, name, claim)

    @property
    def origin(self) -> str:
        """Return scheme and host of the issuer, to which the sign-in form may lead."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    def as_provider(self) -> dict[str, Any]:
        """Return the provider as allauth wants it; who it is stays in the token, which is checked."""
        app = {
            "provider_id": WORK,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {
                "server_url": self.issuer,
                "oauth_pkce_enabled": True,
                "fetch_userinfo": False,
                "scope": ["openid", "profile", "email"],
            },
        }
        return {"openid_connect": {"APPS": [app]}}


def _checked(issuer: str) -> str:
    """Return the address if it names one tenant over TLS; plain HTTP only on this machine."""
    parts = urlsplit(issuer)
    here = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    if parts.scheme != "https" and not here:
        raise ImproperlyConfigured(f"DOORSTEP_OIDC_ISSUER={issuer!r} must begin with https://")
    if {"common", "organizations", "consumers"} & set(parts.path.split("/")):
        raise ImproperlyConfigured(
            "DOORSTEP_OIDC_ISSUER must name the council's own tenant: "
            "https://login.microsoftonline.com/TENANT-ID/v2.0"
        )
    return issuer
