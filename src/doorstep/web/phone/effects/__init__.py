"""The answers that travel with the list: which effect comes out for which answers of a form (ADR 35).

Pure: a case, the adopted policies and a day in, a table out. What a report does is asked of
`visits.checking` alone; here it is only found out for which answers it has to be asked.
"""

from doorstep.web.phone.effects.shared import Shared
from doorstep.web.phone.effects.table import effects_of, effects_of_calls
from doorstep.web.phone.effects.whose import Whose

__all__ = ["Shared", "Whose", "effects_of", "effects_of_calls"]
