"""Phones, what was put on them, what came back, and what could not be taken in as it was."""

from doorstep.web.phone.models.device import Phone
from doorstep.web.phone.models.photograph import Photograph
from doorstep.web.phone.models.round import Round, Stop
from doorstep.web.phone.models.sent import Kind, Sent, SetAside

__all__ = ["Kind", "Phone", "Photograph", "Round", "Sent", "SetAside", "Stop"]
