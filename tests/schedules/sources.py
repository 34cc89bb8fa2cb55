"""What the simulated phones are made of, and the time at which every schedule begins."""

from datetime import datetime
from pathlib import Path

from schedules.site import CLOCK

HERE = Path(__file__).parent
TAB = (HERE / "tab.js").read_text(encoding="utf-8")
PAGE = (HERE / "page.js").read_text(encoding="utf-8")
PIN = "4920-5718"
CLOCK_AT = datetime.fromisoformat(CLOCK)
CLOCK_MS = int(CLOCK_AT.timestamp() * 1000)
