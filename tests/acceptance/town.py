"""A small authority, written row by row as SSD tables, and the commands asked about it."""

import csv
import json
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from doorstep.cli.main import group

PS22 = "practice-standards-2022"
WCF = "worcestershire-2020"
ENGLAND = "england-statutory"

COLUMNS = {
    "ssd_person": "pers_person_id,pers_forename,pers_surname,pers_sex,pers_dob,pers_expected_dob,"
    "pers_death_date",
    "ssd_cin_episodes": "cine_referral_id,cine_person_id,cine_referral_date,"
    "cine_cin_primary_need_code,cine_referral_source_code,cine_referral_nfa,cine_close_reason,"
    "cine_close_date,cine_referral_team,cine_referral_worker_id",
    "ssd_cin_assessments": "cina_assessment_id,cina_person_id,cina_referral_id,"
    "cina_assessment_start_date,cina_assessment_child_seen,cina_assessment_auth_date",
    "ssd_assessment_factors": "cinf_table_id,cinf_assessment_id,cinf_assessment_factors_json",
    "ssd_cin_plans": "cinp_cin_plan_id,cinp_referral_id,cinp_person_id,cinp_cin_plan_start_date,"
    "cinp_cin_plan_end_date",
    "ssd_cin_visits": "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen,"
    "cinv_cin_visit_seen_alone,cinv_cin_visit_bedroom",
    "ssd_s47_enquiry": "s47e_s47_enquiry_id,s47e_referral_id,s47e_person_id,s47e_s47_start_date,"
    "s47e_s47_end_date,s47e_s47_nfa",
    "ssd_initial_cp_conference": "icpc_icpc_id,icpc_s47_enquiry_id,icpc_person_id,icpc_cp_plan_id,"
    "icpc_icpc_target_date,icpc_icpc_date,icpc_icpc_outcome_cp_flag",
    "ssd_cp_plans": "cppl_cp_plan_id,cppl_referral_id,cppl_person_id,cppl_cp_plan_start_date,"
    "cppl_cp_plan_end_date,cppl_cp_plan_ola,cppl_cp_plan_latest_category",
    "ssd_cp_visits": "cppv_cp_visit_id,cppv_person_id,cppv_cp_plan_id,cppv_cp_visit_date,"
    "cppv_cp_visit_seen,cppv_cp_visit_seen_alone,cppv_cp_visit_bedroom",
    "ssd_cp_reviews": "cppr_cp_review_id,cppr_person_id,cppr_cp_plan_id,cppr_cp_review_due,"
    "cppr_cp_review_date",
    "ssd_cla_episodes": "clae_cla_episode_id,clae_person_id,clae_cla_placement_id,"
    "clae_cla_episode_start_date,clae_cla_episode_start_reason,clae_cla_episode_ceased_date,"
    "clae_cla_episode_ceased_reason,clae_cla_id,clae_entered_care_date",
    "ssd_cla_placement": "clap_cla_placement_id,clap_cla_id,clap_person_id,"
    "clap_cla_placement_start_date,clap_cla_placement_end_date,clap_cla_placement_type,"
    "clap_cla_placement_provider",
    "ssd_cla_visits": "clav_cla_visit_id,clav_cla_id,clav_person_id,clav_cla_visit_date,"
    "clav_cla_visit_seen,clav_cla_visit_seen_alone",
    "ssd_cla_reviews": "clar_cla_review_id,clar_cla_id,clar_cla_review_due_date,"
    "clar_cla_review_date,clar_cla_review_cancelled,clar_cla_review_participation",
    "ssd_cla_care_plan": "lacp_table_id,lacp_person_id,lacp_cla_care_plan_start_date,"
    "lacp_cla_care_plan_end_date,lacp_cla_care_plan_json",
    "ssd_legal_status": "lega_legal_status_id,lega_person_id,lega_legal_status,"
    "lega_legal_status_start_date,lega_legal_status_end_date",
    "ssd_missing": "miss_table_id,miss_person_id,miss_missing_episode_start_date,"
    "miss_missing_episode_type,miss_missing_episode_end_date",
    "ssd_care_leavers": "clea_table_id,clea_person_id,clea_care_leaver_eligibility,"
    "clea_care_leaver_in_touch,clea_care_leaver_latest_contact,clea_care_leaver_accommodation",
    "ssd_disability": "disa_table_id,disa_person_id,disa_disability_code",
    "ssd_involvements": "invo_involvements_id,invo_professional_id,invo_professional_role_id,"
    "invo_professional_team,invo_involvement_start_date,invo_involvement_end_date,invo_person_id,"
    "invo_referral_id",
    "ssd_professionals": "prof_professional_id,prof_professional_name",
    "ssd_department": "dept_team_id,dept_team_name",
    "doorstep_visits": "visit_id,child_id,visit_date,visit_type,method,place,seen,seen_alone,"
    "bedroom_seen,announced,role,worker_id,agency,planned_date,outcome,reason_not_seen,recorded_at,"
    "approved_by,approved_at",
    "doorstep_facts": "child_id,fact,start_date,end_date,value,holder,source,recorded_at",
    "doorstep_events": "child_id,event,event_at,due_date,source,recorded_at",
    "doorstep_visiting_plans": "child_id,start_date,every,methods,applies_to,agreed_by,agreed_on,"
    "review_date,recorded_at",
    "doorstep_tier_decisions": "child_id,tier,decided_on,decided_by,reason,until,recorded_at",
}

Row = dict[str, str]


@dataclass
class Town:
    """The tables of an authority; `complete` writes those without rows as headers only."""

    folder: Path
    complete: bool = True
    rows: dict[str, list[Row]] = field(default_factory=dict)
    stderr: str = ""

    def add(self, table: str, **values: str) -> None:
        """Add a row; a column may be named without its table's prefix."""
        columns = COLUMNS[table].split(",")
        row = dict.fromkeys(columns, "")
        for key, value in values.items():
            hits = [c for c in columns if c == key or c.endswith("_" + key)]
            assert hits, (table, key)
            row[min(hits, key=len)] = value
        self.rows.setdefault(table, []).append(row)

    def _id(self, table: str) -> str:
        return f"{table}-{len(self.rows.get(table, ()))}"

    def child(self, child: str = "C1", dob: str = "2012-06-15", **values: str) -> None:
        self.add(
            "ssd_person",
            person_id=child,
            forename="Ada",
            surname="Moss",
            sex="F",
            dob=dob,
            **values,
        )

    def referral(self, start: str, end: str = "", child: str = "C1", **values: str) -> None:
        self.add(
            "ssd_cin_episodes",
            referral_id=values.pop("id", f"R-{child}-{start}"),
            person_id=child,
            referral_date=start,
            close_date=end,
            cin_primary_need_code=values.pop("need", "N1"),
            **values,
        )

    def assessment(self, start: str, end: str = "", child: str = "C1", **values: str) -> None:
        self.add(
            "ssd_cin_assessments",
            assessment_id=values.pop("id", self._id("ssd_cin_assessments")),
            person_id=child,
            assessment_start_date=start,
            assessment_auth_date=end,
            referral_id=values.pop("referral", ""),
        )

    def cin_plan(self, start: str, end: str = "", child: str = "C1") -> None:
        self.add(
            "ssd_cin_plans",
            cin_plan_id=self._id("ssd_cin_plans"),
            person_id=child,
            cin_plan_start_date=start,
            cin_plan_end_date=end,
        )

    def cp_plan(self, start: str, end: str = "", child: str = "C1", ola: str = "N") -> None:
        self.add(
            "ssd_cp_plans",
            cp_plan_id=self._id("ssd_cp_plans"),
            person_id=child,
            cp_plan_start_date=start,
            cp_plan_end_date=end,
            cp_plan_ola=ola,
            cp_plan_latest_category="NEG",
        )

    def care(
        self,
        start: str,
        end: str = "",
        child: str = "C1",
        legal: str = "C2",
        placement: str = "U6",
        provider: str = "PR1",
    ) -> None:
        """Add a period of care of one episode, with its placement and legal status."""
        care_id = f"L-{child}-{start}"
        self.care_episode(start, end, child, care_id)
        if placement:
            self.placement(start, end, child, placement, care_id, provider)
        if legal:
            self.legal(start, end, child, legal)

    def care_episode(
        self, start: str, end: str, child: str, care_id: str, entered: str = "", reason: str = "S"
    ) -> None:
        self.add(
            "ssd_cla_episodes",
            clae_cla_episode_id=self._id("ssd_cla_episodes"),
            person_id=child,
            cla_placement_id=f"PL-{child}-{start}",
            cla_episode_start_date=start,
            cla_episode_start_reason=reason,
            cla_episode_ceased_date=end,
            clae_cla_id=care_id,
            entered_care_date=entered or start,
        )

    def placement(
        self, start: str, end: str, child: str, kind: str, care_id: str, provider: str = "PR1"
    ) -> None:
        self.add(
            "ssd_cla_placement",
            clap_cla_placement_id=f"PL-{child}-{start}",
            clap_cla_id=care_id,
            person_id=child,
            cla_placement_start_date=start,
            cla_placement_end_date=end,
            cla_placement_type=kind,
            cla_placement_provider=provider,
        )

    def legal(self, start: str, end: str = "", child: str = "C1", kind: str = "C2") -> None:
        self.add(
            "ssd_legal_status",
            legal_status_id=self._id("ssd_legal_status"),
            person_id=child,
            lega_legal_status=kind,
            legal_status_start_date=start,
            legal_status_end_date=end,
        )

    def visit(
        self,
        day: str,
        table: str = "cin",
        seen: str = "Y",
        child: str = "C1",
        visit_id: str = "",
        alone: str = "Y",
    ) -> None:
        name = f"ssd_{table}_visits"
        prefix = {"cin": "cinv_cin_", "cp": "cppv_cp_", "cla": "clav_cla_"}[table]
        self.add(
            name,
            **{
                f"{prefix}visit_id": visit_id or self._id(name),
                "person_id": child,
                "visit_date": day,
                "visit_seen": seen,
                "visit_seen_alone": alone,
            },
        )

    def leaver(self, eligibility: str, contact: str = "", child: str = "C1", **values: str) -> None:
        self.add(
            "ssd_care_leavers",
            table_id=self._id("ssd_care_leavers"),
            person_id=child,
            care_leaver_eligibility=eligibility,
            care_leaver_latest_contact=contact,
            **values,
        )

    def missing(self, start: str, end: str = "", kind: str = "M", child: str = "C1") -> None:
        self.add(
            "ssd_missing",
            table_id=self._id("ssd_missing"),
            person_id=child,
            missing_episode_start_date=start,
            missing_episode_type=kind,
            missing_episode_end_date=end or start,
        )

    def involvement(
        self,
        worker: str,
        start: str,
        end: str = "",
        team: str = "T1",
        role: str = "CW",
        child: str = "C1",
    ) -> None:
        self.add(
            "ssd_involvements",
            involvements_id=self._id("ssd_involvements"),
            invo_professional_id=worker,
            professional_role_id=role,
            professional_team=team,
            involvement_start_date=start,
            involvement_end_date=end,
            person_id=child,
        )

    def fact(self, fact: str, start: str, end: str = "", child: str = "C1", **values: str) -> None:
        self.add(
            "doorstep_facts", child_id=child, fact=fact, start_date=start, end_date=end, **values
        )

    def event(self, event: str, at: str, child: str = "C1", **values: str) -> None:
        self.add("doorstep_events", child_id=child, event=event, event_at=at, **values)

    def call(self, day: str, child: str = "C1", **values: str) -> None:
        """Add a row of the supplement's visits."""
        self.add("doorstep_visits", child_id=child, visit_date=day, **values)

    def decide(self, tier: str, on: str, child: str = "C1", **values: str) -> None:
        self.add("doorstep_tier_decisions", child_id=child, tier=tier, decided_on=on, **values)

    def write(self) -> str:
        """Write the folder and return its path."""
        self.folder.mkdir(parents=True, exist_ok=True)
        tables = [t for t in COLUMNS if t.startswith("ssd_")] if self.complete else []
        for table in [*tables, *(t for t in self.rows if t not in tables)]:
            with (self.folder / f"{table}.csv").open("w", newline="") as out:
                writer = csv.DictWriter(out, COLUMNS[table].split(","))
                writer.writeheader()
                writer.writerows(self.rows.get(table, []))
        return str(self.folder)

    def run(self, command: str, *rest: str, status: int = 0) -> Result:
        """Run a command on this town and return the result."""
        result = run(command, self.write(), *rest, status=status)
        self.stderr = result.stderr
        return result

    def due(self, as_at: str, policy: str = PS22, *rest: str) -> list[Row]:
        """Return the rows of the due list; the account must balance."""
        result = self.run("due", "--policy", policy, "--as-at", as_at, "--format", "csv", *rest)
        return table(result.stdout)

    def one(self, as_at: str, policy: str = PS22, duty: str = "") -> Row:
        """Return the only row (of a duty)."""
        rows = [r for r in self.due(as_at, policy) if not duty or r["duty"] == duty]
        assert len(rows) == 1, (rows, self.stderr)
        return rows[0]

    def account(self, as_at: str, policy: str = PS22) -> dict[str, Any]:
        result = self.run("account", "--policy", policy, "--as-at", as_at, "--format", "json")
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    def explain(self, as_at: str, policy: str = PS22, child: str = "C1") -> str:
        return self.run("explain", child, "--policy", policy, "--as-at", as_at).stdout

    def explained(self, as_at: str, policy: str = PS22, child: str = "C1") -> dict[str, Any]:
        result = self.run(
            "explain", child, "--policy", policy, "--as-at", as_at, "--format", "json"
        )
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    def intervals(self, start: str, end: str, policy: str = PS22) -> list[tuple[str, ...]]:
        """Return `(duty, opened, due_at, closed_on, outcome)` of each interval of the period."""
        result = self.run(
            "timeliness", "--policy", policy, "--from", start, "--to", end, "--format", "csv"
        )
        return [
            (r["duty"], r["opened"], r["due_at"], r["closed_on"], r["outcome"])
            for r in table(result.stdout)
        ]


def run(*words: str, status: int = 0) -> Result:
    """Run `doorstep` and check its exit status."""
    result = CliRunner().invoke(group, list(words))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == status, (result.exit_code, result.output)
    return result


def table(text: str) -> list[Row]:
    return list(csv.DictReader(StringIO(text)))
