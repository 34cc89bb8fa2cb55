"""Measure the main job on a median and a Kent-size authority, and print the figures.

    make benchmark                 both sizes, into benchmark-data/
    python tests/benchmark/benchmark.py --children 500 --years 2 --repeat 1

Each figure is the least of several runs of a process of its own, in CPU seconds (user and system, all
threads), so that other work on the machine matters little; wall seconds are given for the bars. The
floor is merely reading the same visit columns with Polars, in the same run.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

DATA = Path(__file__).parents[2] / "benchmark-data"
AS_AT = date(2026, 11, 20)
SIZES = {"median": 2251, "kent": 11247}
PACKS = ("practice-standards-2022", "worcestershire-2020", "england-statutory")
VISITS = {
    "ssd_cin_visits": ("cinv_person_id", "cinv_cin_visit_date", "cinv_cin_visit_seen"),
    "ssd_cp_visits": ("cppv_person_id", "cppv_cp_visit_date", "cppv_cp_visit_seen"),
    "ssd_cla_visits": ("clav_person_id", "clav_cla_visit_date", "clav_cla_visit_seen"),
}


class Clock:
    """CPU seconds of this process since the last question."""

    def __init__(self):
        self.at = self.now()

    def now(self):
        used = resource.getrusage(resource.RUSAGE_SELF)
        return used.ru_utime + used.ru_stime

    def lap(self):
        before, self.at = self.at, self.now()
        return self.at - before


def forty_rules():
    """Return one pack with the visits, contacts and criteria of three shipped ones together."""
    from doorstep.policy import Pack, shipped_pack

    packs = [shipped_pack(name) for name in PACKS]
    duties = tuple(d for p in packs for d in p.duties if not d.is_decision)
    rules = len(duties) + sum(
        len(p.tiers.criteria) + len(p.tiers.risk_factors) for p in packs if p.tiers
    )
    renamed = {}
    for pack in packs:
        renamed.update(pack.counts)
    return rules, Pack(
        head=packs[0].head,
        duties=duties,
        counts=renamed,
        tiers=packs[1].tiers,
    )


def stages(folder):
    """Run the stages of a due run and of timeliness in this process; return their CPU seconds."""
    clock = Clock()
    from doorstep.engine import answer
    from doorstep.engine.explain import reasons
    from doorstep.intake import read
    from doorstep.policy import shipped_pack
    from doorstep.reports.due import Account, rows, sorted_rows

    pack = shipped_pack(PACKS[0])
    count, forty = forty_rules()
    found = {"start": clock.lap()}
    extract = read(folder, open_on=AS_AT)
    found["read and facts, open cases"] = clock.lap()
    answers = [answer(case, pack, as_at=AS_AT) for case in extract.cases]
    found["engine, due list"] = clock.lap()
    for a in answers:
        reasons(a, pack)
    found["reasons in words"] = clock.lap()
    account, listed = Account(), []
    for a in answers:
        account.add(a)
        listed += rows(a)
    json.dumps(sorted_rows(listed))
    found["write"] = clock.lap()
    del answers
    clock.lap()
    owed = 0
    for case in extract.cases:  # one after the other, as the command does
        owed += len(answer(case, forty, as_at=AS_AT).obligations)
    found["engine, due list, 40 rules"] = clock.lap()
    for case in extract.cases:
        reasons(answer(case, forty, as_at=AS_AT), forty)
    found["the same with reasons in words"] = clock.lap()
    return {
        "stages": found,
        "rules": count,
        "owed": owed,
        "open": account.open_children,
        "cases": len(extract.cases),
        "balances": account.balances,
        "rows": len(listed),
    }


def history(folder):
    """Read everything and make six years of intervals; return CPU seconds."""
    clock = Clock()
    from doorstep.intake import read
    from doorstep.policy import shipped_pack
    from doorstep.reports.timeliness import figures, rows_for

    pack = shipped_pack(PACKS[0])
    extract = read(folder)
    found = {"read and facts, all cases": clock.lap()}
    start = date(AS_AT.year - 6, AS_AT.month, AS_AT.day)
    made = [row for case in extract.cases for row in rows_for(case, pack, start=start, end=AS_AT)]
    found["engine, six years of intervals"] = clock.lap()
    figures(made, ["team", "duty", "month"])
    found["figures"] = clock.lap()
    visits = sum(len(case.visits) for case in extract.cases)
    return {"stages": found, "intervals": len(made), "visits": visits, "cases": len(extract.cases)}


def floor(folder):
    """Merely read the visit columns with Polars; return CPU seconds."""
    import polars as pl

    clock = Clock()
    rows = 0
    for table, columns in VISITS.items():
        frame = pl.read_csv(folder / f"{table}.csv", columns=list(columns), infer_schema=False)
        rows += frame.select(pl.col(columns[1]).str.slice(0, 10).str.to_date()).height
    return {"stages": {"read the visit columns with Polars": clock.lap()}, "rows": rows}


PARTS = {"stages": stages, "history": history, "floor": floor}


def child(part, folder):
    """Run one part in a process of its own; return what it measured and its peak memory."""
    code = (
        f"import sys, json, resource; sys.path.insert(0, {str(Path(__file__).parent)!r}); "
        f"import benchmark; from pathlib import Path; "
        f"found = benchmark.PARTS[{part!r}](Path({str(folder)!r})); "
        "found['memory'] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024; "
        "print(json.dumps(found))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def least(part, folder, repeat):
    """Return the least figures of several runs."""
    runs = [child(part, folder) for _ in range(repeat)]
    best = dict(runs[0])
    best["stages"] = {k: min(r["stages"][k] for r in runs) for k in runs[0]["stages"]}
    best["memory"] = min(r["memory"] for r in runs)
    return best


def whole(*words, repeat):
    """Return the least wall seconds of a whole command, and its peak memory in MB."""
    seconds, memory = [], []
    for _ in range(repeat):
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(Path(sys.executable).parent / "doorstep"), *map(str, words)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds.append(time.perf_counter() - started)
        memory.append(usage.ru_maxrss // 1024)
        assert status == 0, (words, status)
    return min(seconds), min(memory)


def line(name, value, unit="", note=""):
    print(f"  {name:<46}{value:>10} {unit:<4} {note}".rstrip())


def show_stages(found, base):
    for name, seconds in found["stages"].items():
        line(name, f"{seconds:.2f}", "s", f"= {seconds / base:.1f} R")


def measure(name, children, years, repeat):
    folder = DATA / f"{name}-{children}"
    if not (folder / "ssd_person.csv").exists():
        whole(
            *("synth", "--children", children, "--years", years, "--seed", 1),
            *("--as-at", AS_AT, "--out", folder),
            repeat=1,
        )
    bottom = least("floor", folder, max(repeat, 5))
    base = bottom["stages"]["read the visit columns with Polars"]
    print(f"\n{name}: {children:,} open children, {bottom['rows']:,} rows of visits in the SSD")
    line("R: read the visit columns with Polars", f"{base:.2f}", "s")
    now = least("stages", folder, repeat)
    show_stages(now, base)
    per_child = 1e6 / now["open"]
    engine = now["stages"]["engine, due list"]
    words = now["stages"]["reasons in words"]
    line("a child, due list with reasons as data", f"{engine * per_child:.0f}", "us", PACKS[0])
    line("a child, the same in words", f"{(engine + words) * per_child:.0f}", "us")
    engine = now["stages"]["engine, due list, 40 rules"]
    words = now["stages"]["the same with reasons in words"] - engine
    told = f"a child, {now['rules']} rules ({now['owed'] / now['open']:.1f} duties each)"
    line(told, f"{engine * per_child:.0f}", "us", "bar 400")
    line("a child, the same in words", f"{(engine + words) * per_child:.0f}", "us")
    line("peak memory, due", now["memory"], "MB")
    past = least("history", folder, max(repeat - 2, 1))
    show_stages(past, base)
    line("intervals", f"{past['intervals']:,}", "", f"of {past['cases']:,} children")
    line("peak memory, timeliness", past["memory"], "MB")
    due = ("due", folder, "--policy", PACKS[0], "--as-at", AS_AT, "--format", "csv")
    seconds, memory = whole(*due, repeat=repeat)
    line("whole `doorstep due`, wall", f"{seconds:.1f}", "s", f"bar 12; {memory} MB, bar 1,500")
    dry_run(folder, seconds, repeat)
    seconds, memory = whole(
        *("timeliness", folder, "--policy", PACKS[0], "--from", date(AS_AT.year - 6, 11, 20)),
        *("--to", AS_AT, "--by", "duty,month", "--format", "csv"),
        repeat=max(repeat - 2, 1),
    )
    line("whole `doorstep timeliness`, six years, wall", f"{seconds:.1f}", "s", f"{memory} MB")
    return folder


def dry_run(folder, first, repeat):
    """Measure a whole dry run against two due runs, one under each of its policies."""
    old, new = PACKS[:2]
    second, _ = whole(
        *("due", folder, "--policy", new, "--as-at", AS_AT, "--format", "csv"), repeat=repeat
    )
    both = ("--from", old, "--to", new, "--as-at", AS_AT, "--format", "csv")
    seconds, memory = whole("dry-run", folder, *both, repeat=repeat)
    times = seconds / (first + second)
    note = f"{memory} MB; {times:.2f} of two due runs ({first:.1f} and {second:.1f} s), bar 2"
    line("whole `doorstep dry-run`, wall", f"{seconds:.1f}", "s", note)


def one_child(folder, repeat):
    prepared = DATA / "prepared.doorstep"
    whole("extract", "prepare", folder, "--out", prepared, repeat=1)
    with (folder / "ssd_cp_plans.csv").open() as file:
        header = next(file).rstrip("\n").split(",")
        place = header.index("cppl_person_id")
        child_id = next(file).split(",")[place]
    seconds, _ = whole(
        "explain", prepared, child_id, "--policy", PACKS[0], "--as-at", AS_AT, repeat=repeat
    )
    print()
    line("`doorstep explain` from a prepared extract, wall", f"{seconds:.2f}", "s", "bar 1")
    seconds, _ = whole("--help", repeat=repeat)
    line("`doorstep --help`, wall", f"{seconds:.2f}", "s", "bar 0.3")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--children", type=int, help="one made-up size instead of both")
    parser.add_argument("--years", type=int, default=6)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    sizes = {"own": given.children} if given.children else SIZES
    for name, children in sizes.items():
        folder = measure(name, children, given.years, given.repeat)
    one_child(folder, max(given.repeat, 5))


if __name__ == "__main__":
    main()
