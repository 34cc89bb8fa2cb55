"""Post to another system: only to addresses that are allowed, no redirect followed, ten seconds at most.

The name is looked up once, what it leads to is judged, and that very address is connected to; so a
name that leads elsewhere a moment later leads nowhere.
"""

import socket
import ssl
from collections.abc import Iterable, Mapping
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from urllib.parse import urlsplit

from doorstep.web.notices.transports.base import NotNowError

SECONDS = 10.0
TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
Address = IPv4Address | IPv6Address


class ForbiddenError(NotNowError):
    """The address leads where nothing may be sent."""


def post(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    networks: Iterable[str],
    plain: bool = False,
    seconds: float = SECONDS,
) -> int:
    """Post, and return the answer's status; the answer's words are not read.

    `networks` are the private ones that are allowed; `plain` allows http, for a demonstration.
    Raises: NotNowError; ForbiddenError.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" and not (plain and parts.scheme == "http"):
        raise ForbiddenError("The address must begin with https.")
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    found = allowed_address(host, port, networks=networks)
    link = _Pinned(host, port, found=found, secure=parts.scheme == "https", seconds=seconds)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    watch = Timer(seconds, link.cut)
    watch.daemon = True
    watch.start()
    try:
        link.request("POST", path, body, {**headers, "Connection": "close"})
        return link.getresponse().status
    except ssl.SSLCertVerificationError:
        raise NotNowError("The receiver’s certificate cannot be trusted.") from None
    except (OSError, HTTPException, ValueError):
        raise NotNowError("The receiver did not answer.") from None
    finally:
        watch.cancel()
        link.close()


def allowed_address(host: str, port: int, *, networks: Iterable[str]) -> str:
    """Return the address a name leads to, if all it leads to is allowed.

    Raises: NotNowError where there is no such name; ForbiddenError.
    """
    try:
        told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotNowError("The receiver’s name cannot be found.") from None
    found = [ip_address(str(each[4][0]).partition("%")[0]) for each in told]
    open_to = [ip_network(each, strict=False) for each in networks]
    if not found or not all(is_public(a) or any(a in net for net in open_to) for a in found):
        raise ForbiddenError("The address leads into a private network, which is not allowed.")
    return str(found[0])


def is_public(address: Address) -> bool:
    """Test whether an address is of the open internet, also where it wraps another.

    Example:
        >>> told = ("9.9.9.9", "10.0.0.1", "::ffff:127.0.0.1", "2002:a00:1::")
        >>> [is_public(ip_address(address)) for address in told]
        [True, False, False, False]
    """
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        wraps = address.sixtofour or address.teredo or any(address in n for n in TRANSLATED)
        # What is reserved or of a site only is no public address: `::7f00:1` wraps one of IPv4.
        if wraps or address.is_reserved or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast


class _Pinned(HTTPConnection):
    """A connection to one looked-up address, whose certificate is that of the name."""

    def __init__(self, host: str, port: int, *, found: str, secure: bool, seconds: float):
        super().__init__(host, port, timeout=seconds)
        self.found, self.secure = found, secure

    def connect(self) -> None:
        self.sock = socket.create_connection((self.found, self.port), self.timeout)
        if self.secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End the conversation whatever it is at: a receiver that drips holds nobody up."""
        sock = self.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return
