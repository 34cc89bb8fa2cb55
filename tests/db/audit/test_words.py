"""What can be told of is a closed list, and every word that the code uses stands in it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import doorstep.web
from doorstep.web.audit.words import READS, SENTENCES, Action, sentence

WEB = Path(doorstep.web.__file__).parent
NOT_EVENTS = {"add_argument", "Step"}  # whose `action` is another thing


class Module:
    """One module: its calls, and which of its own functions are told an action, as which argument."""

    def __init__(self, file: Path):
        self.name = str(file.relative_to(WEB))
        tree = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        self.calls = [node for node in tree if isinstance(node, ast.Call)]
        self.told: dict[str, int] = {}
        for node in tree:
            if isinstance(node, ast.FunctionDef):
                names = [arg.arg for arg in node.args.args]
                self.told |= {node.name: names.index("action")} if "action" in names else {}

    def words(self) -> Iterator[str]:
        """Return each word in the place of an action, written as text."""
        for call in self.calls:
            if _name(call) not in NOT_EVENTS:
                yield from (word for each in self._actions(call) for word in _texts(each))

    def _actions(self, call: ast.Call) -> Iterator[ast.expr]:
        yield from (keyword.value for keyword in call.keywords if keyword.arg == "action")
        if call.args[self.told.get(_name(call), len(call.args)) :]:
            yield call.args[self.told[_name(call)]]
        if _name(call) == "record_all" and call.args:
            some = (node for node in ast.walk(call.args[0]) if isinstance(node, ast.Tuple))
            yield from (each.elts[0] for each in some if len(each.elts) == 4)


@cache
def modules() -> list[Module]:
    """Return every module of the site."""
    return [Module(file) for file in sorted(WEB.rglob("*.py"))]


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", None) or getattr(call.func, "id", "")


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def test_every_action_written_as_a_word_stands_in_the_list() -> None:
    found = {(module.name, word) for module in modules() for word in module.words()}

    assert {word for _, word in found} >= {"store_facts", "make_demo", "unlock_account"}
    assert not [(where, word) for where, word in found if word not in {*Action}]


def test_every_action_has_a_sentence_of_its_own() -> None:
    assert {*SENTENCES} == {*Action}
    assert len(set(SENTENCES.values())) == len(SENTENCES)


def test_a_word_that_is_no_more_in_the_list_is_still_shown() -> None:
    assert sentence("seen_long_ago") == "Seen long ago"


def test_the_reads_are_those_that_say_so() -> None:
    assert Action.READ_CHILD in READS
    assert Action.RECORD_VISIT not in READS
