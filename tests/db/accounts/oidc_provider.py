"""A small OpenID Connect provider that signs in whom a test says, and can be made to lie."""

import base64
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT, SECRET = "doorstep-at-anyshire", "a-secret-between-the-two"


@dataclass
class Provider:
    """What the provider answers; tests change what the token says and how it is made."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    key: Any = KEY
    algorithm: str = "RS256"
    kid: str = "one"
    calls_itself: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    """The last question a browser brought: state, nonce, code_challenge …"""

    def authorise(self, address: str) -> dict[str, str]:
        """Take a browser's question, and return what it is sent back with."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return {"code": "code-1", "state": self.asked["state"]}

    def token(self) -> str:
        """Return the id token of the last question."""
        now = int(time.time())
        told = {
            "iss": self.issuer, "sub": "subject-1", "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": self.asked.get("nonce", ""),
        } | self.claims  # fmt: skip
        told = {name: value for name, value in told.items() if name not in self.without}
        key = None if self.algorithm == "none" else self.key
        return jwt.encode(told, key, algorithm=self.algorithm, headers={"kid": self.kid})

    def discovery(self) -> dict[str, Any]:
        """Return where everything is."""
        return {
            "issuer": self.calls_itself or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
        }

    def keys(self) -> dict[str, Any]:
        """Return the public key."""
        told = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
        return {"keys": [told | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def exchange(self, given: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Return the token for a code, if who asks knows the secret and the verifier."""
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = (given.get("client_secret"), given.get("code"), challenge) == (
            SECRET, "code-1", self.asked.get("code_challenge"),
        )  # fmt: skip
        if not right:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self.token()}


class _Answers(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        pages = {
            "/.well-known/openid-configuration": self.provider.discovery,
            "/keys": self.provider.keys,
        }
        found = pages.get(urlsplit(self.path).path)
        self._say(*((200, found()) if found else (404, {})))

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(sent).items()}
        self._say(*self.provider.exchange(given))

    def _say(self, status: int, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told: object) -> None:
        """Say nothing."""


def start() -> tuple[Provider, ThreadingHTTPServer]:
    """Start a provider on a free port of this machine."""
    provider = Provider()
    answers = type("Answers", (_Answers,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), answers)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return provider, server
