"""Documents for the case management system: DOCX, PDF and text, and what was copied there."""
