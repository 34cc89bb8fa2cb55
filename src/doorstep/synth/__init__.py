"""A made-up authority as SSD tables and Doorstep's supplement: nobody in it exists."""

from doorstep.synth.authority import write_authority

__all__ = ["write_authority"]
