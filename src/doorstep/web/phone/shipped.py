"""What the doorstep page is made of: its files, each with the hash of its content."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.templatetags.static import static

STATIC = Path(__file__).parent.parent / "static"
MODULES = "doorstep/phone"
OTHERS = ("doorstep/phone.css", "doorstep/icon.svg", "doorstep/icon-180.png")
WORKER = "worker.js"  # served under its own address, with the list before it
# What the first view needs; the others are fetched once it stands.
FIRST = tuple(
    f"{MODULES}/{name}.js"
    for name in (
        "main", "dom", "contact", "store", "idb", "vault", "keys", "queue", "drafts", "bar", "lock",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shipped:
    """The addresses of the files with their hashes, and one hash of them all."""

    files: dict[str, str]
    version: str


@cache
def shipped() -> Shipped:
    """Return what is shipped; read once, as the files do not change under a running process."""
    modules = sorted((STATIC / MODULES).glob("*.js"))
    names = [f"{MODULES}/{path.name}" for path in modules if path.name != WORKER]
    files = {static(name): hash_of((STATIC / name).read_bytes()) for name in (*names, *OTHERS)}
    everything = "".join(f"{name} {mark}\n" for name, mark in files.items()) + source_of_worker()
    return Shipped(files=files, version=hash_of(everything.encode())[:12])


@cache
def source_of_worker() -> str:
    """Return the service worker as it is written, without the list of files."""
    return (STATIC / MODULES / WORKER).read_text(encoding="utf-8")


def hash_of(content: bytes) -> str:
    """Return the SHA-256 of something, as the service worker works it out."""
    return hashlib.sha256(content).hexdigest()
