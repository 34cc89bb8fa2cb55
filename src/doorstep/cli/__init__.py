"""The command line: files in, files out."""

from doorstep.cli.main import main

__all__ = ["main"]
