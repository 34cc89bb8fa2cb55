"""One file with everything: a manifest, then the database and the files, each with its SHA-256."""

import gzip
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from doorstep.web.running.backups.errors import BackupError
from doorstep.web.running.backups.sealing import MAGIC, Opener, Sealer

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
DUE_LIST = "due-list.csv"
GZIP = b"\x1f\x8b"
LEVEL = 3  # of compression: quick, and most of what can be had
BLOCK = 1 << 20
LONGEST_MANIFEST = 50_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the archive."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an archive holds, as it was when it was made."""

    made_at: str
    doorstep: str
    database: str
    migrations: dict[str, list[str]]
    counts: dict[str, int]
    head: tuple[int, str]
    due_list: tuple[int, str]
    parts: tuple[Part, ...] = ()
    format: int = FORMAT
    more: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        """Return what a manifest says.

        Raises: BackupError if it is none, or of a later format.
        """
        try:
            told = json.loads(text)
            if told["format"] > FORMAT:
                raise BackupError("This backup is of a later release: restore it with that one.")
            parts = tuple(Part(**each) for each in told.pop("parts"))
            told |= {"head": tuple(told["head"]), "due_list": tuple(told["due_list"])}
            return cls(**told, parts=parts)
        except (ValueError, KeyError, TypeError):
            raise BackupError(
                "This is no backup of Doorstep’s: its manifest cannot be read."
            ) from None


def part_of(name: str, file: Path) -> Part:
    """Return what the manifest says of a file."""
    return Part(name, file.stat().st_size, digest_of(file))


def digest_of(file: Path) -> str:
    """Return a file's SHA-256."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def write(
    out: BinaryIO, manifest: Manifest, files: Sequence[tuple[str, Path]], passphrase: str = ""
) -> None:
    """Write an archive; sealed if there is a passphrase."""
    sealer = Sealer(out, passphrase) if passphrase else None
    sink = cast("BinaryIO", sealer or out)
    with (
        gzip.GzipFile(fileobj=sink, mode="wb", compresslevel=LEVEL, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        text = json.dumps(asdict(manifest), indent=1).encode()
        tar.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
        for name, file in files:
            with file.open("rb") as opened:
                tar.addfile(_member(name, file.stat().st_size), opened)
    if sealer:
        sealer.close()


def _member(name: str, size: int) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.size, made.mode = size, 0o600
    return made


def is_archive(file: Path) -> bool:
    """Test whether a file begins as an archive does."""
    with file.open("rb") as opened:
        begins = opened.read(len(MAGIC))
    return begins == MAGIC or begins.startswith(GZIP)


def is_sealed(file: Path) -> bool:
    """Test whether an archive needs a passphrase."""
    with file.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC


def unpack(file: Path, into: Path | None, passphrase: str = "") -> Manifest:
    """Hold every part against the manifest, and write them into a folder if there is one.

    Raises: BackupError if anything is missing, more than told, or not as it was.
    """
    if is_sealed(file) and not passphrase:
        raise BackupError("This backup is encrypted: name the file of its passphrase.")
    try:
        with _opened(file, passphrase) as tar:
            return _unpacked(tar, into)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, OSError) as error:
        if getattr(error, "errno", None):
            raise
        raise BackupError(f"{file} is broken or cut off: take another backup.") from None


@contextmanager
def _opened(file: Path, passphrase: str) -> Iterator[tarfile.TarFile]:
    with file.open("rb") as opened:
        source = cast("BinaryIO", Opener(opened, passphrase)) if is_sealed(file) else opened
        with (
            gzip.GzipFile(fileobj=source) as packed,
            tarfile.open(fileobj=packed, mode="r|") as tar,
        ):
            yield tar


def _unpacked(tar: tarfile.TarFile, into: Path | None) -> Manifest:
    first = tar.next()
    if first is None or first.name != MANIFEST or first.size > LONGEST_MANIFEST:
        raise BackupError("This is no backup of Doorstep’s: it does not begin with a manifest.")
    manifest = Manifest.read(_content(tar, first).read())
    lacking = {part.name: part for part in manifest.parts}
    while (member := tar.next()) is not None:
        part = lacking.pop(member.name, None)
        if part is None or not member.isreg() or not _is_within(member.name):
            raise BackupError("This backup holds something that its manifest does not tell of.")
        if _written(_content(tar, member), into and into / member.name) != part.sha256:
            raise BackupError(
                f"{member.name} in this backup is not as it was: take another backup."
            )
    if lacking:
        raise BackupError(f"{len(lacking)} files are missing in this backup: take another.")
    return manifest


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Any:
    found = tar.extractfile(member)
    if found is None:
        raise BackupError("This backup holds something that is no file.")
    return found


def _is_within(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _written(source: Any, out: Path | None) -> str:
    """Return the SHA-256 of what was read, written to a file of its owner's only if there is one."""
    digest = hashlib.sha256()
    if out is None:
        while data := source.read(BLOCK):
            digest.update(data)
        return digest.hexdigest()
    out.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        while data := source.read(BLOCK):
            digest.update(data)
            opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    return digest.hexdigest()
