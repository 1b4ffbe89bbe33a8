"""Make the clean tables of law: duties with dates, reported filings, zoning duties, the federal timeline.

    .venv/bin/python tools/tabulate_law.py FILINGS_CSV

FILINGS_CSV: town_geoid, status, as_of, source of towns that the press named. Everything else is written here, each
row with the page on which it was read. Run again when the law changes: add a row or an end date, never edit what
held before.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from fairtown.concepts import Table
from fairtown.data import warehouse
from fairtown.data.sources import ct_housing_law, us_fair_housing

CHECKED = "2026-11-25"
PLAN = "affordable_housing_plan"
REPORTED, CONFIRMED = "reported", "confirmed"
CTMIRROR = "CT Mirror, opinion on the act, ctmirror.org/?p=1150755"

DUTIES = [
    {
        "duty": "appeals_procedure",
        "title": "Affordable housing appeals",
        "who": "town",
        "statute": "CGS 8-30g",
        "text": "Where fewer than ten percent of homes are assisted, a developer of affordable homes whose plan is "
        "refused can appeal, and the town must show that the refusal protects something that clearly outweighs the "
        "need for such homes. A town that gains enough points for new affordable homes is free of it for four years.",
        "from_date": "1990-07-01",
        "status": CONFIRMED,
        "note": "The first day is that of the count of points (homes built or restricted after 1 July 1990).",
        "source": "CGS 8-30g; Office of Legislative Research, analysis of House Bill 6880 of 2017",
    },
    {
        "duty": PLAN,
        "title": "Affordable housing plan",
        "who": "town",
        "statute": "CGS 8-30j",
        "text": "Every town adopts a plan that says how it will increase the number of affordable homes, posts it, "
        "and sends it to the Office of Policy and Management: by 1 June 2022 and every five years after. There was "
        "no penalty.",
        "from_date": "2017-07-24",
        "to_date": "2025-11-26",
        "first_due": "2022-06-01",
        "every_years": "5",
        "counts_from": "calendar",
        "status": REPORTED,
        "note": "Repealed by the special session of November 2025. The day on which the repeal took effect was not "
        "read in the act: the day of signature stands here; some reports say 1 January 2026.",
        "source": "Office of Policy and Management, Municipal Affordable Housing Plans (deadline); "
        + CTMIRROR
        + " (repeal)",
    },
    {
        "duty": "housing_growth_plan",
        "title": "Housing growth plan",
        "who": "town",
        "statute": "Public Act 25-1 of the November 2025 special session, sections 4 to 7",
        "text": "A town joins the housing growth plan of its council of governments, or makes its own, every five "
        "years. The Office of Policy and Management has 120 days to decide; a new Council on Housing Development "
        "hears appeals. Towns with a plan can win state grants and school building aid; there is no penalty.",
        "from_date": "2025-11-26",
        "first_due": "2028-06-01",
        "every_years": "5",
        "counts_from": "calendar",
        "status": REPORTED,
        "note": "1 June 2028 is reported for most regional drafts; the day by which a town chooses was not found.",
        "source": CTMIRROR + "; on-edgenews.com on House Bill 8002; Greenwich Sentinel, ?p=152189",
    },
    {
        "duty": "state_needs_assessment",
        "title": "State housing needs assessment",
        "who": "state",
        "statute": "Public Act 25-1 of the November 2025 special session",
        "text": "The Office of Policy and Management finishes a study of how many homes the state needs, which the "
        "housing growth plans follow.",
        "from_date": "2025-11-26",
        "first_due": "2026-12-31",
        "counts_from": "calendar",
        "status": REPORTED,
        "note": "Reported as December 2026, without a day.",
        "source": "newss.enegxi.com, 10 February 2026",
    },
    {
        "duty": "zoning_update_2026",
        "title": "Zoning rules in line with the act of 2025",
        "who": "town",
        "statute": "Public Act 25-1 of the November 2025 special session, sections 11 to 21",
        "text": "Buildings of two to nine homes on land zoned for business are decided by summary review, without a "
        "hearing; no parking may be required for buildings of 15 or fewer homes, outside of districts that a town "
        "may set.",
        "from_date": "2025-11-26",
        "first_due": "2026-07-01",
        "counts_from": "calendar",
        "status": REPORTED,
        "note": "Read in reports of town meetings and in the press, not in the act.",
        "source": "Commercial Record, December 2025; reports of meetings in Willington, Berlin and North Branford",
    },
    {
        "duty": "plan_of_conservation_and_development",
        "title": "Plan of conservation and development",
        "who": "town",
        "statute": "CGS 8-23",
        "text": "Every town renews its plan of conservation and development at least every ten years and tells the "
        "Office of Policy and Management within 60 days. A town whose plan has lapsed cannot get discretionary state "
        "money over $25,000 unless that is waived.",
        "from_date": "2015-07-01",
        "every_years": "10",
        "counts_from": "adoption",
        "status": CONFIRMED,
        "note": "The years run from each town's last adoption. The state's inventory (data.ct.gov, u9ig-zqhu) was "
        "not at hand. The first day stands for the version that was read; the duty is older.",
        "source": "Office of Policy and Management, Municipal Plans of Conservation and Development (Public Act "
        "24-132)",
    },
    {
        "duty": "unit_report",
        "title": "Yearly count of homes built and torn down",
        "who": "town",
        "statute": "CGS 8-3l",
        "text": "Every town tells the Department of Economic and Community Development by 31 March how many homes "
        "were built and how many torn down in the year before.",
        "from_date": "2023-07-01",
        "first_due": "2024-03-31",
        "every_years": "1",
        "counts_from": "calendar",
        "status": CONFIRMED,
        "note": "The first day in force was not read; that of the year before the first report stands here.",
        "source": "CGS 8-3l, courtgpt.ai/laws/connecticut",
    },
    {
        "duty": "accessory_apartments",
        "title": "Accessory apartments as of right",
        "who": "town",
        "statute": "CGS 8-2o (Public Act 21-29)",
        "text": "On every lot with a single-family house one accessory apartment is allowed as of right, at least as "
        "large as the lesser of 30 percent of the house and 1,000 square feet, with no more than one parking space "
        "required. A town could opt out before 1 January 2023 by two thirds of its legislative body.",
        "from_date": "2021-10-01",
        "status": CONFIRMED,
        "note": "The first day of this part was not read; that of the act stands here. The date of the opt-out and "
        "the two thirds are reported. Which towns opted out is not at hand.",
        "source": "CGS 8-2o, instalawyer.io; pullcom.com on Public Act 21-29",
    },
    {
        "duty": "accessory_dwelling_units_2026",
        "title": "Accessory dwelling units in every town",
        "who": "town",
        "statute": "Public Act 26-7 (House Bill 5288)",
        "text": "The rule on accessory apartments holds for towns that zone under a special act too; the law now "
        "calls them accessory dwelling units.",
        "from_date": "2026-10-01",
        "status": CONFIRMED,
        "note": "What it does to towns that opted out was not read.",
        "source": "Public Act 26-7, keepinglawsimple.org",
    },
    {
        "duty": "zoning_duties",
        "title": "Zoning that furthers fair housing",
        "who": "town",
        "statute": "CGS 8-2 (Public Act 21-29)",
        "text": "Zoning regulations must further the purposes of the Fair Housing Act and allow varied housing, and "
        "must not do certain things: see the checklist.",
        "from_date": "2021-10-01",
        "status": CONFIRMED,
        "note": "",
        "source": "Office of Legislative Research, summary of Public Act 21-29",
    },
    {
        "duty": "agency_report",
        "title": "Yearly report of housing agencies",
        "who": "state",
        "statute": "CGS 8-37bb",
        "text": "Each state housing agency reports by 31 December whom its programs served, by income and by race, "
        "and what it did for fair housing choice and integration; the housing finance authority also by census "
        "tract.",
        "from_date": "1991-10-01",
        "first_due": "1991-12-31",
        "every_years": "1",
        "counts_from": "calendar",
        "status": CONFIRMED,
        "note": "Read in an older copy of the law; the first year was not read.",
        "source": "CGS 8-37bb, laws9.com",
    },
    {
        "duty": "agencies_further_integration",
        "title": "Agencies further choice and integration",
        "who": "state",
        "statute": "CGS 8-37cc",
        "text": "Each state housing agency affirmatively promotes fair housing choice and racial and economic "
        "integration in all of its programs. A private person cannot sue for it (277 Conn. 238).",
        "from_date": "1991-10-01",
        "status": CONFIRMED,
        "note": "Read in an older copy of the law; the first year was not read.",
        "source": "CGS 8-37cc, laws9.com",
    },
]

COUNTS = [
    ("2022-06-01", 81, "The Register Citizen, 3 June 2022", "Filed by the deadline."),
    (
        "2022-09-15",
        114,
        "cthousingopportunity.org, quoting the Office of Policy and Management",
        "Middle of September.",
    ),
    ("2023-01-31", 133, "CT Mirror, 24 March 2023", "36 had not filed, data of January."),
    ("2023-05-17", 135, "The Day, 23 May 2023", "34 had not filed as of that week; the day is inferred."),
    ("2024-06-02", 158, "Planetizen, June 2024", "11 had not filed."),
]

OLR = "Office of Legislative Research, summary of Public Act 21-29"
KOHL, CARMODY, DESEGREGATE = (
    "kohllawfirm.com, 23 September 2021",
    "carmodylaw.com on Public Act 21-29",
    "desegregatect.org/hb6107",
)
ZONING = [
    (
        "further_fair_housing",
        "must",
        "further the purposes of the federal Fair Housing Act",
        "CGS 8-2",
        CONFIRMED,
        OLR,
    ),
    (
        "varied_housing",
        "must",
        "allow varied housing, for low and moderate incomes too",
        "CGS 8-2",
        CONFIRMED,
        OLR,
    ),
    (
        "disparities",
        "must",
        "address large differences in housing needs and in access to schools, jobs and other opportunity",
        "CGS 8-2",
        REPORTED,
        CARMODY,
    ),
    (
        "consolidated_plan",
        "must",
        "expressly allow housing that meets the needs in the state's consolidated plan",
        "CGS 8-2",
        REPORTED,
        DESEGREGATE,
    ),
    (
        "neighbors",
        "must",
        "consider the effect on neighboring towns and the planning region",
        "CGS 8-2",
        REPORTED,
        CARMODY,
    ),
    (
        "resources",
        "must",
        "protect historic, tribal, cultural and environmental resources",
        "CGS 8-2",
        CONFIRMED,
        OLR,
    ),
    ("efficient_review", "must", "provide for an efficient review of plans", "CGS 8-2", REPORTED, CARMODY),
    (
        "physical_character",
        "must",
        "judge by the physical features of a site; “character” only as written physical standards",
        "CGS 8-2",
        CONFIRMED,
        OLR,
    ),
    (
        "minimum_floor_area",
        "must_not",
        "ask for larger homes than the building, fire or health code does",
        "CGS 8-2",
        REPORTED,
        KOHL,
    ),
    (
        "multifamily_cap",
        "must_not",
        "limit how many multifamily homes there may be in the town",
        "CGS 8-2",
        REPORTED,
        KOHL,
    ),
    (
        "fees",
        "must_not",
        "charge larger residential projects fees out of proportion",
        "Public Act 21-29, section 2",
        CONFIRMED,
        OLR,
    ),
    (
        "income_source",
        "must_not",
        "treat people differently by where their lawful income comes from, or how high it is",
        "CGS 8-2",
        REPORTED,
        DESEGREGATE,
    ),
    (
        "accessory",
        "must",
        "allow one accessory apartment as of right on lots with a single-family house, unless the town opted out by "
        "the end of 2022",
        "CGS 8-2o",
        CONFIRMED,
        "CGS 8-2o, instalawyer.io",
    ),
    (
        "parking_2021",
        "must_not",
        "ask for more than one parking space for a studio or one bedroom, two for more, unless the town opted out by "
        "the end of 2022",
        "CGS 8-2, 8-2p",
        REPORTED,
        "mycitizensnews.com on Prospect's opt-out",
    ),
    (
        "middle_housing",
        "may",
        "allow duplexes to four-family homes, townhouses and cottage clusters as of right; each such home then "
        "counts a quarter point toward a moratorium",
        "CGS 8-2s",
        CONFIRMED,
        "CGS 8-2s, fastlaw.fun",
    ),
    (
        "business_land",
        "must",
        "decide two to nine homes on land zoned for business by summary review, without a hearing",
        "Public Act 25-1 of the November 2025 special session",
        REPORTED,
        "Report of a meeting in North Branford, 2025",
    ),
    (
        "parking_2026",
        "must_not",
        "ask for parking for buildings of 15 or fewer homes, outside of districts that a town may set",
        "Public Act 25-1 of the November 2025 special session",
        REPORTED,
        "Commercial Record, December 2025",
    ),
]
FROM_2021, FROM_2026 = "2021-10-01", "2026-07-01"
#: Where the first day was not read it is blank.
STARTS = {"accessory": "", "middle_housing": "", "business_land": FROM_2026, "parking_2026": FROM_2026}

CASETEXT_3, CASETEXT_7D = "CGS 8-3, casetext.com and laws9.com", "CGS 8-7d, casetext.com and instalawyer.io"
STEPS = [
    (
        "A proposal",
        "The commission proposes a change itself, or someone files a petition with it. The town's own rules say who "
        "may file, on which form, and what it costs.",
        "CGS 8-3",
        CONFIRMED,
        CASETEXT_3,
    ),
    (
        "The text is open to all",
        "A copy of the proposed rule lies with the town clerk for at least ten days before the hearing.",
        "CGS 8-3(a)",
        CONFIRMED,
        CASETEXT_3,
    ),
    (
        "Notice",
        "The hearing is announced in a newspaper at least twice: first 10 to 15 days before it, last at least two "
        "days before it.",
        "CGS 8-7d(a)",
        CONFIRMED,
        CASETEXT_7D,
    ),
    (
        "Public hearing",
        "It begins within 65 days of the petition and ends within 35 days of its beginning, unless the one who filed "
        "agrees to more. All papers are open to the public.",
        "CGS 8-7d(a)",
        CONFIRMED,
        CASETEXT_7D,
    ),
    (
        "Vote",
        "A change needs more than half of all members of the commission, not only of those present. They say on the "
        "record how it fits the town's plan of conservation and development.",
        "CGS 8-3(b)",
        CONFIRMED,
        CASETEXT_3,
    ),
    (
        "A protest can raise the bar",
        "Where enough owners of the land concerned, or of land nearby, sign a protest by the hearing, more than half "
        "of the members is not enough. How many owners and how many members is in the section: read it.",
        "CGS 8-3(b)",
        REPORTED,
        "CGS 8-3(b), casetext.com: only the beginning of that sentence was read",
    ),
    (
        "Decision in time",
        "The law sets the days after the hearing within which the commission decides: read them in the section.",
        "CGS 8-7d(a)",
        REPORTED,
        "CGS 8-7d, casetext.com: heading and beginning were read, not the number of days",
    ),
]

TIMELINE = [
    (
        "1968-04-11",
        "The Fair Housing Act makes it a duty to administer housing programs in a manner that affirmatively furthers "
        "fair housing; it stands unchanged.",
        "Pub. L. 90-284; 42 USC 3608",
        CONFIRMED,
        "82 Stat., page 127, wikisource.org; govregs.com",
    ),
    (
        "2015-07-16",
        "HUD's rule: places that receive its money assess segregation and access to opportunity, and set goals.",
        "HUD rule of 16 July 2015",
        REPORTED,
        "nlihc.org",
    ),
    (
        "2018-01-05",
        "HUD puts off the assessments until after October 2020.",
        "83 FR 683",
        CONFIRMED,
        "thefederalregister.org",
    ),
    (
        "2018-05-23",
        "HUD withdraws the tool for local governments' assessments.",
        "83 FR 23922",
        CONFIRMED,
        "thefederalregister.org",
    ),
    (
        "2018-08-18",
        "A federal court dismisses a suit against the withdrawal for want of standing.",
        "National Fair Housing Alliance v. Carson, D.D.C. 1:18-cv-01076",
        REPORTED,
        "nlihc.org",
    ),
    (
        "2020-08-07",
        "HUD replaces the rule by one that asks only for a general commitment.",
        "RIN 2529-AB01",
        CONFIRMED,
        "reginfo.gov, RIN 2529-AB01",
    ),
    (
        "2021-07-31",
        "An interim rule brings back the definitions and the certification of 2015, without the assessments.",
        "86 FR 30779",
        CONFIRMED,
        "federal.elaws.us; regulations.justia.com",
    ),
    (
        "2023-02-09",
        "HUD proposes a new rule with equity plans.",
        "HUD proposed rule of 9 February 2023",
        CONFIRMED,
        "usregs.ai",
    ),
    ("2025-01-16", "HUD withdraws that proposal.", "90 FR 4686", CONFIRMED, "usregs.ai"),
    (
        "2025-04-02",
        "An interim rule takes effect: any step reasonably related to fair housing is enough, no analysis is asked. "
        "The duty in the law itself stands.",
        "FR-6519-I-01, document 2025-03360",
        CONFIRMED,
        "frtracker.app",
    ),
    (
        "2025-05-02",
        "Nineteen attorneys general write against the rule.",
        "",
        REPORTED,
        "infobytes.orrick.com",
    ),
    (
        "2025-06-03",
        "HUD proposes to end its rules on affirmative fair housing marketing.",
        "90 FR 23491",
        CONFIRMED,
        "govinfo.gov",
    ),
]


def put(source: str, table: Table, rows: pd.DataFrame) -> None:
    columns = [c.name for c in table.columns]
    made = rows.reindex(columns=["geoid", *columns] if "geoid" in rows else columns).astype(object)
    warehouse.write(
        source, table, table.editions[0], made.where(made.notna(), "").assign(vintage="2022").astype(str)
    )


def main(filings: Path) -> None:
    law, federal = ct_housing_law, us_fair_housing
    put("ct_housing_law", law.DUTIES, pd.DataFrame(DUTIES).assign(checked_on=CHECKED))
    named = pd.read_csv(filings, dtype=str, keep_default_na=False)
    named = named[named.town_geoid != ""]
    codes = (
        pd.read_csv(warehouse.FOLDER / "census_geography.towns.2022.csv", dtype=str)
        .set_index("geoid")
        .geoid_2022
    )
    rows = named.assign(geoid=named.town_geoid.map(codes), duty=PLAN, said="not_filed")
    put("ct_housing_law", law.FILINGS, rows)
    counts = pd.DataFrame(COUNTS, columns=["as_of", "towns_filed", "source", "note"])
    put("ct_housing_law", law.COUNTS, counts.assign(duty=PLAN, towns=len(codes)))
    names = ["item", "kind", "text", "statute", "status", "source"]
    zoning = pd.DataFrame(ZONING, columns=names).assign(checked_on=CHECKED)
    zoning["from_date"] = [STARTS.get(item, FROM_2021) for item in zoning["item"]]
    put("ct_housing_law", law.ZONING, zoning)
    names = ["title", "text", "statute", "status", "source"]
    steps = pd.DataFrame(STEPS, columns=names).assign(checked_on=CHECKED)
    put("ct_housing_law", law.STEPS, steps.assign(step=range(1, len(steps) + 1)))
    names = ["date", "event", "citation", "status", "source"]
    put("us_fair_housing", federal.TIMELINE, pd.DataFrame(TIMELINE, columns=names).assign(checked_on=CHECKED))
    warehouse.write_checksums()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: tabulate_law.py FILINGS_CSV")
    main(Path(sys.argv[1]))
