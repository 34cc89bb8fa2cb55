"""The traps that real extracts set: which row each takes and what it makes of it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

Cells = dict[str, str]
CODES = {
    "Neglect": "NEG",
    "Emotional abuse": "EMO",
    "Physical abuse": "PHY",
    "Sexual abuse": "SAB",
}
SPELLED = {"Y": ("Yes", "1", "TRUE", "yes"), "N": ("No", "0", "FALSE", "no")}
TYPED = {"M": "Missing", "A": "Away from placement without authorisation"}
NO_SUCH_DAY = "31/02/2021"


@dataclass(slots=True)
class Soil:
    """What planting needs and what it leaves: rows for other tables, and the list of dirt."""

    rng: Random
    as_at: date
    adults: set[str]
    spill: dict[str, list[Cells]] = field(default_factory=lambda: defaultdict(list))
    planted: list[tuple[str, str, str, str]] = field(default_factory=list)
    numbers: int = 900000

    def plant(self, trap: "Trap", row: Cells) -> list[Cells]:
        """Return the rows that stand in the row's place, and note what was done."""
        self.note(trap.trap, trap.table, _person(row), trap.what)
        return trap.change(row, self)

    def note(self, trap: str, table: str, child_id: str, what: str) -> None:
        """Add a line to the list of dirt."""
        self.planted.append((trap, table, child_id, what))

    def new_id(self) -> str:
        """Return an id no row has."""
        self.numbers += 1
        return f"X{self.numbers}"


class Trap(NamedTuple):
    """A trap: `fits` says which rows of the table it can take, `change` what becomes of one."""

    trap: str
    table: str
    what: str
    fits: Callable[[Cells, Soil], bool]
    change: Callable[[Cells, Soil], list[Cells]]
    times: int = 4


def _person(row: Cells) -> str:
    return next((value for key, value in row.items() if key.endswith("person_id")), "")


def _any(_row: Cells, _dirt: Soil) -> bool:
    return True


def _has(column: str) -> Callable[[Cells, Soil], bool]:
    return lambda row, _dirt: bool(row[column])


def _lacks(column: str) -> Callable[[Cells, Soil], bool]:
    return lambda row, _dirt: not row[column]


def _is_seen(row: Cells, _dirt: Soil) -> bool:
    return row["cppv_cp_visit_seen"] == "Y"


def _left_as_adult(row: Cells, dirt: Soil) -> bool:
    reason = row["clae_cla_episode_ceased_reason"]
    return reason not in {"", "X1"} and row["clae_person_id"] in dirt.adults


def _is_unborn(row: Cells, _dirt: Soil) -> bool:
    return not row["pers_dob"]


def _to(column: str, value: str) -> Callable[[Cells, Soil], list[Cells]]:
    return lambda row, _dirt: [row | {column: value}]


def _same(row: Cells, _dirt: Soil) -> list[Cells]:
    return [row]


def _twice(row: Cells, _dirt: Soil) -> list[Cells]:
    return [row, row]


def _spelled(column: str) -> Callable[[Cells, Soil], list[Cells]]:
    return lambda row, dirt: [row | {column: dirt.rng.choice(SPELLED[row[column]])}]


def _as_cin_visit(row: Cells, number: str) -> Cells:
    """Return a CP or CLA visit as a row of the CIN visits."""
    kind = "cppv_cp" if "cppv_cp_visit_id" in row else "clav_cla"
    found = {
        "cinv_cin_visit_id": number or row[f"{kind}_visit_id"],
        "cinv_person_id": _person(row),
        "cinv_cin_visit_bedroom": row.get("cppv_cp_visit_bedroom", ""),
    }
    return found | {
        f"cinv_cin_visit_{part}": row[f"{kind}_visit_{part}"]
        for part in ("date", "seen", "seen_alone")
    }


def _also_cin(row: Cells, dirt: Soil) -> list[Cells]:
    dirt.spill["ssd_cin_visits"].append(_as_cin_visit(row, ""))
    return [row]


def _also_cin_renumbered(row: Cells, dirt: Soil) -> list[Cells]:
    dirt.spill["ssd_cin_visits"].append(_as_cin_visit(row, dirt.new_id()))
    return [row]


def _only_cin(row: Cells, dirt: Soil) -> list[Cells]:
    dirt.spill["ssd_cin_visits"].append(_as_cin_visit(row, ""))
    return []


def _unseen_before(row: Cells, dirt: Soil) -> list[Cells]:
    columns = ("cppv_cp_visit_seen", "cppv_cp_visit_seen_alone", "cppv_cp_visit_bedroom")
    day = {"cppv_cp_visit_date": row["cppv_cp_visit_date"][:10]}
    unseen = row | day | dict.fromkeys(columns, "N") | {"cppv_cp_visit_id": dirt.new_id()}
    return [unseen, row | day]


def _timed(row: Cells, _dirt: Soil) -> list[Cells]:
    year, month, day = row["cinv_cin_visit_date"][:10].split("-")
    return [row | {"cinv_cin_visit_date": f"{day}/{month}/{year} 10:30"}]


def _overlapping(row: Cells, _dirt: Soil) -> list[Cells]:
    end = date.fromisoformat(row["clap_cla_placement_end_date"]) + timedelta(45)
    return [row | {"clap_cla_placement_end_date": end.isoformat()}]


def _overlapping_care(row: Cells, _dirt: Soil) -> list[Cells]:
    end = date.fromisoformat(row["clae_cla_episode_ceased_date"]) + timedelta(30)
    return [row | {"clae_cla_episode_ceased_date": end.isoformat()}]


def _expected_past(row: Cells, dirt: Soil) -> list[Cells]:
    return [row | {"pers_expected_dob": (dirt.as_at - timedelta(20)).isoformat()}]


def _short_breaks(row: Cells, dirt: Soil) -> list[Cells]:
    """Give a child in need short breaks: V4 alone, or V3 with an episode and a placement."""
    child, start = row["cinp_person_id"], row["cinp_cin_plan_start_date"]
    sole = len(dirt.spill["ssd_legal_status"]) % 2 == 0
    legal = {"lega_legal_status_id": dirt.new_id(), "lega_person_id": child}
    legal |= {"lega_legal_status": "V4" if sole else "V3", "lega_legal_status_start_date": start}
    dirt.spill["ssd_legal_status"].append(legal)
    care = {
        "clae_cla_episode_id": dirt.new_id(),
        "clae_person_id": child,
        "clae_cla_id": dirt.new_id(),
    }
    care |= {"clae_cla_episode_start_date": start, "clae_cla_episode_start_reason": "S"}
    care |= {"clae_entered_care_date": start, "clae_referral_id": row["cinp_referral_id"]}
    if not sole:
        dirt.spill["ssd_cla_episodes"].append(care)
    return [row]


CP_VISITS, CIN_VISITS, CLA_VISITS = "ssd_cp_visits", "ssd_cin_visits", "ssd_cla_visits"
CP_PLANS, CIN_PLANS, INVOLVED = "ssd_cp_plans", "ssd_cin_plans", "ssd_involvements"
OPEN_CP, OPEN_CIN = _lacks("cppl_cp_plan_end_date"), _lacks("cinp_cin_plan_end_date")
OPEN_WORKER, PAST_WORKER = _lacks("invo_involvement_end_date"), _has("invo_involvement_end_date")

# Tables in this order are rewritten; rows that go to another table are appended at the end.
TRAPS = (
    Trap("a", CP_VISITS, "also a CIN visit with the same id", _any, _also_cin, 8),
    Trap("a", CLA_VISITS, "also a CIN visit with another id", _any, _also_cin_renumbered, 8),
    Trap("b", CP_VISITS, "no plan id", _any, _to("cppv_cp_plan_id", ""), 6),
    Trap("c", CP_VISITS, "no visit date", _any, _to("cppv_cp_visit_date", "")),
    Trap("c", CIN_VISITS, "date as dd/mm/yyyy with a time", _any, _timed),
    Trap("d", CP_VISITS, "two rows on a day: not seen, then seen", _is_seen, _unseen_before),
    Trap("e", INVOLVED, "worker -1", OPEN_WORKER, _to("invo_professional_id", "-1")),
    Trap("e", INVOLVED, "no end: several open", PAST_WORKER, _to("invo_involvement_end_date", "")),
    Trap(
        "f", CP_PLANS, "category as a code",
        lambda row, _dirt: row["cppl_cp_plan_latest_category"] in CODES,
        lambda row, _dirt: [
            row | {"cppl_cp_plan_latest_category": CODES[row["cppl_cp_plan_latest_category"]]}
        ],
    ),
    Trap(
        "f", "ssd_missing", "type as text", _any,
        lambda row, _dirt: [
            row | {"miss_missing_episode_type": TYPED[row["miss_missing_episode_type"]]}
        ],
    ),
    Trap("f", CP_VISITS, "seen spelled otherwise", _any, _spelled("cppv_cp_visit_seen"), 12),
    Trap("f", CIN_VISITS, "seen spelled otherwise", _any, _spelled("cinv_cin_visit_seen"), 12),
    Trap("g", "ssd_person", "plan before the birth, date expected", _is_unborn, _same, 1),
    Trap("g", "ssd_person", "expected date has passed, no birth", _is_unborn, _expected_past, 1),
    Trap("h", CIN_PLANS, "short breaks: V3 or V4 is not care", OPEN_CIN, _short_breaks, 6),
    Trap("i", CP_PLANS, "another authority's plan", OPEN_CP, _to("cppl_cp_plan_ola", "Y")),
    Trap(
        "j", "ssd_cla_episodes", "over 18, care not closed", _left_as_adult,
        lambda row, _dirt: [
            row | {"clae_cla_episode_ceased_date": "", "clae_cla_episode_ceased_reason": ""}
        ],
    ),
    Trap("k", CP_VISITS, "only among the CIN visits", _any, _only_cin, 6),
    Trap(
        "bad_date", CIN_PLANS, NO_SUCH_DAY, OPEN_CIN,
        _to("cinp_cin_plan_start_date", NO_SUCH_DAY),
    ),
    Trap("bad_date", CP_VISITS, NO_SUCH_DAY, _any, _to("cppv_cp_visit_date", NO_SUCH_DAY)),
    Trap("blank_start", CIN_PLANS, "no start", OPEN_CIN, _to("cinp_cin_plan_start_date", "")),
    Trap("blank_start", CP_PLANS, "no start", OPEN_CP, _to("cppl_cp_plan_start_date", "")),
    Trap("duplicate", CP_VISITS, "the row stands twice", _any, _twice),
    Trap("duplicate", "ssd_cin_episodes", "the row stands twice", _any, _twice),
    Trap(
        "overlap", "ssd_cla_placement", "placement ends after the next began",
        _has("clap_cla_placement_change_reason"), _overlapping,
    ),
    Trap(
        "overlap", "ssd_cla_episodes", "episode ends after the next began",
        lambda row, _dirt: row["clae_cla_episode_ceased_reason"] == "X1", _overlapping_care,
    ),
)  # fmt: skip
