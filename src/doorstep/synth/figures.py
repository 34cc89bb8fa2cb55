"""The figures a made-up authority is calibrated on.

Source: Department for Education, Open Government Licence v3.0: children in need 2024 and 2025,
children looked after 2025, children's social work workforce 2025; shares, rounded. Where no
national figure exists (timeliness, rhythm of visits) the comment says "judgement".
"""

from doorstep.synth.days import YEAR
from doorstep.synth.draws import Weighted

Bins = Weighted[tuple[float, float]]

# What the open children of the median authority are in (2,251 children in need).
# Open assessments: 643,170 a year for a median of 34 working days; `other` is the rest.
CASE_MIX: dict[str, float] = {
    "cla": 458,
    "cp": 275,
    "cin": 546,
    "leaver": 283,
    "assessment": 450,
    "other": 239,
}
MEDIAN_AUTHORITY = 2251

# Cases that close in a year at the median authority, by what they were in last: set so that
# plans and periods of care started in a year over those open agree with the national ratios
# (CIN plans 1.8, CP plans 1.24, care 0.39) and referrals come to about 1.5 per open child.
CLOSED_A_YEAR: dict[str, float] = {
    "nfa": 190,
    "assessment": 720,
    "other": 690,
    "cin": 580,
    "cp": 100,
    "cla": 130,
    "leaver": 50,
}

# What came before, by what the case is in last.
STAGES: dict[str, Weighted[tuple[str, ...]]] = {
    "nfa": Weighted({("nfa",): 1}),
    "assessment": Weighted({("assessment",): 1}),
    "cin": Weighted({("assessment", "cin"): 82, ("assessment", "cp", "cin"): 18}),
    "cp": Weighted({("assessment", "cp"): 65, ("assessment", "cin", "cp"): 35}),
    "other": Weighted(
        {
            ("assessment", "other"): 80,
            ("assessment", "cin", "other"): 17,
            ("assessment", "cp", "cin", "other"): 3,
        }
    ),
    "cla": Weighted(
        {
            ("assessment", "cla"): 25,
            ("assessment", "cp", "cla"): 35,
            ("assessment", "cin", "cla"): 25,
            ("assessment", "cin", "cp", "cla"): 15,
        }
    ),
}
BEFORE_REREFERRAL = Weighted({"assessment": 60.0, "cin": 30.0, "other": 10.0})
REREFERRED = 0.2

# Lengths in days. CP: open by duration (d5), ended by duration (d7). Assessments: c2.
OPEN_FOR: dict[str, Bins] = {
    "cp": Weighted(
        {(1, 91): 31.5, (92, 182): 25.5, (183, 365): 26.3, (366, 730): 14.4, (731, 1200): 2.3}
    ),
    "assessment": Weighted({(1, 45): 72, (46, 63): 21, (64, 90): 7}),
    "cla": Weighted(
        {(2, 365): 30, (366, 730): 18, (731, 1826): 28, (1827, 3652): 18, (3653, 5400): 6}
    ),
    "other": Weighted({(3, 90): 35, (91, 365): 35, (366, 1100): 22, (1101, 1800): 8}),
}
ENDED_AFTER: dict[str, Bins] = {
    "cp": Weighted(
        {(14, 91): 16.3, (92, 182): 11.7, (183, 365): 43.3, (366, 730): 24.9, (731, 1000): 3.8}
    ),
    "assessment": Weighted(
        {(1, 14): 13, (15, 28): 17, (29, 42): 16, (43, 56): 20, (57, 63): 18, (64, 110): 16}
    ),
    "nfa": Weighted({(1, 3): 1}),
}
MEAN_CIN_PLAN = 203.0  # days: 103,440 open over 185,660 started in a year
MEAN_OTHER = 94.0
CARE_LENGTHS = Weighted({180.0: 45, 1095.0: 40, 2740.0: 15})  # mean 2.5 years, mixed

AGES: dict[str, Bins] = {
    "cla": Weighted({(0.02, 1): 4, (1, 5): 12, (5, 10): 18, (10, 16): 38, (16, 17.97): 27}),
    "cp": Weighted({(0.02, 1): 10, (1, 5): 26, (5, 10): 27, (10, 16): 31, (16, 17.97): 6}),
    "leaver": Weighted({(17, 19): 25, (19, 22): 66, (22, 24.9): 9}),
    "any": Weighted({(0.02, 1): 5, (1, 5): 19, (5, 10): 27, (10, 16): 36, (16, 17.97): 13}),
}
LEFT_CARE_AT_18 = 0.75
UNBORN = 0.015  # of open CP plans and assessments: judgement

PRIMARY_NEED: Weighted[str] = Weighted(
    {
        "N1": 58.1,
        "N2": 8.0,
        "N3": 2.1,
        "N4": 8.6,
        "N5": 12.0,
        "N6": 2.0,
        "N7": 0.3,
        "N8": 5.5,
        "N9": 0.9,
        "N0": 2.6,
    }
)
DISABLED = 0.052  # of children whose need is not N2: 13.6 % in all
DISABILITY: Weighted[str] = Weighted(
    {
        "AUT": 44.2,
        "LD": 34.4,
        "BEH": 19.4,
        "DDA": 19.3,
        "COMM": 16.1,
        "MOB": 12.7,
        "VIS": 5.7,
        "PC": 5.1,
        "INC": 4.0,
        "HEAR": 3.7,
        "CON": 3.5,
        "HAND": 1.7,
    }
)
FACTORS: dict[str, float] = {
    "1A": 0.02, "1B": 0.14, "1C": 0.02, "2A": 0.05, "2B": 0.14, "2C": 0.03,
    "3A": 0.11, "3B": 0.32, "3C": 0.05, "4A": 0.18, "4B": 0.33, "4C": 0.05,
    "5A": 0.12, "5B": 0.03, "6A": 0.05, "6B": 0.05, "7A": 0.04, "9A": 0.012,
    "10A": 0.033, "11A": 0.024, "12A": 0.004, "13A": 0.017, "14A": 0.07, "15A": 0.05,
    "16A": 0.18, "17A": 0.19, "18B": 0.03, "18C": 0.12, "19B": 0.025, "19C": 0.037,
    "20": 0.16, "22A": 0.002, "23A": 0.004, "24A": 0.032,
}  # fmt: skip
ABUSE: Weighted[str] = Weighted(
    {
        "Neglect": 49.7,
        "Emotional abuse": 40.0,
        "Physical abuse": 5.9,
        "Sexual abuse": 3.5,
        "Multiple: Neglect, Emotional abuse": 1.6,
    }
)
REFERRED_BY: Weighted[tuple[str, str]] = Weighted(
    {
        ("6", "Police"): 177,
        ("2A", "Schools"): 126,
        ("3B", "Health services: health visitor"): 40,
        ("3E", "Health services: A&E"): 51,
        ("5D", "LA services: early help"): 88,
        ("1A", "Individual: family member, relative or carer"): 50,
        ("7", "Other legal agency"): 28,
        ("8", "Other"): 26,
        ("2B", "Education services"): 10,
        ("9", "Anonymous"): 10,
        ("4", "Housing"): 8,
        ("10", "Unknown"): 7,
    }
)
CLOSED_BECAUSE: Weighted[str] = Weighted(
    {"RC7": 92.5, "RC5": 3.8, "RC4": 0.8, "RC6": 0.7, "RC1": 0.7, "RC3": 0.2}
)
SECTION_47 = (
    0.24  # of assessments that lead to no conference: 224,520 enquiries, 72,250 conferences
)
CONFERENCE_WITHOUT_PLAN = 0.08  # of those enquiries

ETHNICITY: Weighted[str] = Weighted(
    {
        "WBRI": 66, "WOTH": 4, "WIRI": 0.4, "WROM": 0.5, "MWBC": 3.6, "MWBA": 1.5, "MWAS": 1.8,
        "MOTH": 3.7, "AIND": 0.8, "APKN": 2.3, "ABAN": 1, "AOTH": 1.8, "BCRB": 1.9, "BAFR": 4,
        "BOTH": 1.8, "CHNE": 0.2, "OOTH": 3.9, "NOBT": 0.6, "REFU": 0.2,
    }
)  # fmt: skip

# Children looked after, by age band: shares of placements.
PLACED: dict[str, Weighted[str]] = {
    "baby": Weighted({"U6": 60, "U5": 8, "U3": 12, "R3": 10, "P1": 10}),
    "child": Weighted({"U6": 38, "U4": 30, "U3": 12, "U1": 6, "P1": 8, "K2": 5, "S1": 1}),
    "teenager": Weighted({"U4": 31, "U6": 24, "K2": 23, "U3": 9, "U1": 5, "P1": 5, "R1": 3}),
    "sixteen": Weighted({"K3": 60, "U4": 18, "U6": 14, "K2": 16, "U3": 4, "P1": 5, "R5": 1}),
}
RUNS_AWAY = 0.2  # of looked after children of 11 and over; 6.8 occasions each in a year
OCCASIONS_A_YEAR = 6.8
MOVES_OFTEN = 0.11
STAYS_FOR = 480.0  # days in a placement on average, and for those who move often:
STAYS_BRIEFLY = 110.0

# Workforce 2025, and what follows from 24 % of looked after children with three workers a year.
CASELOAD = 15.2
AGENCY = 0.13
DESK_CHANGES_A_YEAR = 0.42
REALLOCATED_A_YEAR = 0.1
ONE_YEAR = int(YEAR)

# Judgement: local minutes (Darlington) give CP 78-86 %, looked after 89-93 %.
ON_TIME: dict[str, tuple[float, float]] = {
    "assessment": (0.75, 0.9),
    "cp": (0.75, 0.9),
    "cin": (0.70, 0.85),
    "cla": (0.88, 0.94),
    "leaver": (0.75, 0.9),
}
NEVER_VISITED = {"cin": 0.015, "cp": 0.004, "cla": 0.002, "leaver": 0.02}
VISITS_STOPPED = 0.02
NO_ANSWER = 0.06
WEEKEND_KEPT = 0.28  # of days drawn at a weekend, which leaves 7 % of visits
