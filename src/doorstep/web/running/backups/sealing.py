"""Encrypt a stream with a passphrase, in pieces that cannot be changed, swapped or cut off.

AES-256-GCM for each piece of a megabyte; the nonce holds the piece's number and whether it is the last
(the STREAM construction), the key comes from the passphrase by scrypt.
"""

import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from doorstep.web.running.backups.errors import BackupError

MAGIC = b"doorstep-sealed-1\n"
PIECE = 1 << 20
TAG = 16
SALT, PREFIX = 16, 7
SHORTEST = 20  # letters of a passphrase


def _key(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode()))


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)


class Sealer:
    """A file to write to: what is written goes on encrypted. `close` writes the last piece."""

    def __init__(self, out: BinaryIO, passphrase: str):
        salt, self.prefix = os.urandom(SALT), os.urandom(PREFIX)
        self.out, self.number, self.waiting = out, 0, bytearray()
        self.head = MAGIC + salt + self.prefix
        self.key = _key(passphrase, salt)
        out.write(self.head)

    def write(self, data: bytes) -> int:
        """Take bytes; a piece is written when it is full and something follows it."""
        self.waiting += data
        while len(self.waiting) > PIECE:
            self._piece(bytes(self.waiting[:PIECE]), last=False)
            del self.waiting[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces are written when they are full."""

    def close(self) -> None:
        """Write the last piece, marked as such."""
        self._piece(bytes(self.waiting), last=True)
        self.waiting.clear()

    def _piece(self, data: bytes, *, last: bool) -> None:
        nonce = _nonce(self.prefix, self.number, last=last)
        self.out.write(self.key.encrypt(nonce, data, self.head))
        self.number += 1


class Opener:
    """A file to read from: what was sealed, in clear; raises BackupError where it is not as it was."""

    def __init__(self, source: BinaryIO, passphrase: str):
        self.head = source.read(len(MAGIC) + SALT + PREFIX)
        salt = self.head[len(MAGIC) : -PREFIX]
        self.prefix, self.key = self.head[-PREFIX:], _key(passphrase, salt)
        self.source, self.number, self.ready = source, 0, bytearray()
        self.following = source.read(PIECE + TAG)

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes, fewer at the end."""
        while self.following and (size < 0 or len(self.ready) < size):
            self._piece()
        wanted = len(self.ready) if size < 0 else size
        found = bytes(self.ready[:wanted])
        del self.ready[:wanted]
        return found

    def _piece(self) -> None:
        piece, self.following = self.following, self.source.read(PIECE + TAG)
        nonce = _nonce(self.prefix, self.number, last=not self.following)
        try:
            self.ready += self.key.decrypt(nonce, piece, self.head)
        except InvalidTag:
            why = (
                "does not open it, or it was changed" if not self.number else "meets a broken piece"
            )
            raise BackupError(
                f"The passphrase {why}: take the right one, or another backup."
            ) from None
        self.number += 1
