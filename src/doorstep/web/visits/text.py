"""Text as people write it: any language, quotes, emoji; what cannot be stored or shown is refused."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

LONGEST = 20_000
# Signs that no page shows and some databases refuse: controls but tab and new line, halves of pairs.
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Words(forms.CharField):
    """Lines of text, long or short; `what` names it in an error, `missing` is the error where it is."""

    def __init__(  # noqa: PLR0913 (a field in one line of its form)
        self,
        *,
        what: str = "",
        lines: bool = True,
        longest: int = LONGEST,
        missing: str = "",
        **given: Any,
    ):
        given.setdefault("required", bool(missing))
        given.setdefault("error_messages", {"required": missing} if missing else {})
        super().__init__(widget=forms.Textarea if lines else forms.TextInput, **given)
        self.what, self.longest, self.lines = what, longest, lines

    def to_python(self, value: Any) -> str:
        """Return the text, its lines ended alike wherever it was written.

        Raises: ValidationError that says what is wrong with it, without repeating it.
        """
        text = str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")
        name = self.what or str(self.label).rstrip("?")
        if UNSEEN.search(text):
            raise ValidationError(f"{name} has signs in it that cannot be stored. Type it again.")
        if not self.lines and "\n" in text:
            raise ValidationError(f"{name} must be on one line")
        if len(text) > self.longest:
            raise ValidationError(f"{name} must be {self.longest:,} characters or fewer")
        return text
