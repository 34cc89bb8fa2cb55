"""What a change of policy does to the real caseload, before anyone adopts it (ADR 19)."""

from doorstep.reports.dry_run.contacts import Kind
from doorstep.reports.dry_run.dry_run import DryRun, Hours
from doorstep.reports.dry_run.sections import SECTIONS

__all__ = ["SECTIONS", "DryRun", "Hours", "Kind"]
