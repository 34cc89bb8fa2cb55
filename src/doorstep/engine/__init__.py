"""Facts and a policy, on a day, give who must be seen, by when and why."""

from doorstep.engine.answers import Answer, Case, Standing, answer, history
from doorstep.engine.intervals import Interval
from doorstep.engine.obligations import Obligation

__all__ = ["Answer", "Case", "Interval", "Obligation", "Standing", "answer", "history"]
