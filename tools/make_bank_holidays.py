"""Write src/doorstep/bank_holidays.csv: England's published bank holidays, and the rule past both ends.

Published dates are those the `govuk-bank-holidays` package bundles (GOV.UK, Open Government Licence
v3.0); before the first and after the last published year come the rule-based dates of `holidays`.
Run it again when a new table is published: `python tools/make_bank_holidays.py`.
"""

import csv
from datetime import date
from pathlib import Path

import holidays
from govuk_bank_holidays.bank_holidays import BankHolidays

FIRST_YEAR, LAST_YEAR = 1900, 2130
OUT = Path(__file__).parents[1] / "src" / "doorstep" / "bank_holidays.csv"


def rows():
    table = BankHolidays(use_cached_holidays=True).get_holidays(division="england-and-wales")
    published = {h["date"]: h["title"] for h in table}
    years = range(min(published).year, max(published).year + 1)
    ruled = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST_YEAR, LAST_YEAR + 1))
    for day, title in sorted(published.items()):
        yield day, title, "published"
    for day, title in ruled.items():
        if day.year not in years:
            yield day, title, "rule"


def main():
    assert date(2022, 9, 19) in {day for day, _, _ in rows()}, "the state funeral is missing"
    with OUT.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["date", "title", "source"])
        writer.writerows(sorted(rows()))


if __name__ == "__main__":
    main()
