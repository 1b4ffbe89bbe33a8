"""Make the clean tables of law: duties with dates, reported filings, zoning duties, the federal timeline.

    .venv/bin/python tools/tabulate_law.py FILINGS_CSV ADDRESSES_CSV

FILINGS_CSV: town_geoid, status, as_of, source of towns that the press named. ADDRESSES_CSV: citation, official_url,
status of official addresses and note. Everything else is written here, each row with the page on which it was read.
Run again when the law changes: add a row or an end date, never edit what held before. A day that was not read is a
period (`fairtown.data.periods`), and only what was read in the official text is confirmed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pandas as pd

from fairtown.concepts import Table
from fairtown.data import clean_tables, delimited
from fairtown.data.federal import us_fair_housing
from fairtown.states.connecticut.profile import STATE
from fairtown.states.connecticut.sources import ct_housing_law

CHECKED, RECHECKED = "2026-11-25", "2026-11-28"
PLAN = "affordable_housing_plan"
REPORTED, COPY, CONFIRMED = "reported", "copy", "confirmed"
#: The House passed the act on 12 November, the Senate the night after; some reports say that it holds from January.
LATE_2025 = "2025-11-13/2025-12-31"
ACT_2025_CITED = "Public Act 25-1 of the November 2025 special session"
ACT_2025 = "Public Act 25-1, November Special Session (House Bill 8002)"
OLR = "Office of Legislative Research, summary of Public Act 21-29, in a copy"
CTMIRROR = "CT Mirror, opinion on the act, ctmirror.org/?p=1150755"

DUTIES = [
    {
        "duty": "appeals_procedure",
        "title": "Affordable housing appeals",
        "who": "town",
        "statute": "CGS 8-30g",
        "text": "Where fewer than ten percent of homes are assisted, a developer of affordable homes whose plan is "
        "refused can appeal, and the town must show that the refusal protects something that clearly outweighs the "
        "need for such homes. A town that gains enough points for new affordable homes is free of it for four years; a "
        "town of 20,000 homes or more for five, the second time and after.",
        "from_date": "1990",
        "status": CONFIRMED,
        "note": "The law is of 1990; its first day was not read. The years of a moratorium are those of the official "
        "analysis of the act of 2017; the sentence of the law was not read.",
        "source": "CGS 8-30g; Office of Legislative Research, analysis of House Bill 6880 of 2017",
        "citation": "CGS 8-30g",
        "checked_on": RECHECKED,
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
        "to_date": LATE_2025,
        "first_due": "2022-06-01",
        "every_years": "5",
        "counts_from": "calendar",
        "status": REPORTED,
        "note": "Repealed by the special session of November 2025: the House passed the act on 12 November, the Senate "
        "the night after. The day on which the repeal took effect was not read; some reports say 1 January 2026.",
        "source": "Office of Policy and Management, Municipal Affordable Housing Plans (deadline); "
        + CTMIRROR
        + " (repeal)",
        "citation": "CGS 8-30j",
    },
    {
        "duty": "housing_growth_plan",
        "title": "Housing growth plan",
        "who": "town",
        "statute": "Public Act 25-1 of the November 2025 special session, sections 4 to 7",
        "text": "A town joins the housing growth plan of its council of governments, or makes its own, every five "
        "years. The Office of Policy and Management has 120 days to decide; a new Council on Housing Development "
        "hears appeals. Towns with a plan can win state grants and school building aid; there is no penalty.",
        "from_date": LATE_2025,
        "first_due": "2028-06-01",
        "every_years": "5",
        "counts_from": "calendar",
        "status": REPORTED,
        "note": "Since which day each section holds was not read. 1 June 2028 is reported for most regional drafts; "
        "the day by which a town chooses was not found.",
        "source": CTMIRROR + "; on-edgenews.com on House Bill 8002; Greenwich Sentinel, ?p=152189",
        "citation": ACT_2025,
    },
    {
        "duty": "state_needs_assessment",
        "title": "State housing needs assessment",
        "who": "state",
        "statute": "Public Act 25-1 of the November 2025 special session",
        "text": "The Office of Policy and Management finishes a study of how many homes the state needs, which the "
        "housing growth plans follow.",
        "from_date": LATE_2025,
        "first_due": "2026-12",
        "counts_from": "calendar",
        "status": REPORTED,
        "note": "Reported as December 2026, without a day.",
        "source": "newss.enegxi.com, 10 February 2026",
        "citation": ACT_2025,
    },
    {
        "duty": "zoning_update_2026",
        "title": "Zoning rules in line with the act of 2025",
        "who": "town",
        "statute": "Public Act 25-1 of the November 2025 special session, sections 11 to 21",
        "text": "Buildings of two to nine homes on land zoned for business are decided by summary review, without a "
        "hearing; no parking may be required for buildings of 15 or fewer homes, outside of districts that a town "
        "may set.",
        "from_date": LATE_2025,
        "first_due": "2026-07-01",
        "counts_from": "calendar",
        "status": REPORTED,
        "note": "Read in reports of town meetings and in the press, not in the act.",
        "source": "Commercial Record, December 2025; reports of meetings in Willington, Berlin and North Branford",
        "citation": ACT_2025,
    },
    {
        "duty": "plan_of_conservation_and_development",
        "title": "Plan of conservation and development",
        "who": "town",
        "statute": "CGS 8-23",
        "text": "Every town renews its plan of conservation and development at least every ten years and tells the "
        "Office of Policy and Management within 60 days. A town whose plan has lapsed cannot get discretionary state "
        "money over $25,000 unless that is waived.",
        "from_date": "../2015-07-01",
        "every_years": "10",
        "counts_from": "adoption",
        "status": REPORTED,
        "note": "The years run from each town's last adoption. The state's inventory (data.ct.gov, u9ig-zqhu) was "
        "not at hand. The version that was read holds since July 2015; the duty is older. Read on the agency's page.",
        "source": "Office of Policy and Management, Municipal Plans of Conservation and Development (Public Act "
        "24-132)",
        "citation": "CGS 8-23",
    },
    {
        "duty": "unit_report",
        "title": "Yearly report of homes permitted and torn down",
        "who": "town",
        "statute": "CGS 8-3l",
        "text": "Every town tells the Department of Economic and Community Development by 31 March how many homes it "
        "permitted and how many were torn down in the year before. A town that has not filed 60 days after a notice "
        "gets no discretionary money of the department until the next deadline, unless that is waived.",
        "from_date": "../2023-12-31",
        "first_due": "2024-03-31",
        "every_years": "1",
        "counts_from": "calendar",
        "status": COPY,
        "note": "Since when it holds was not read. The counts of 2018 to 2022 were due by 31 December 2023; notices go "
        "out since 1 April 2024.",
        "source": "CGS 8-3l, in a copy of 2026",
        "citation": "CGS 8-3l",
        "checked_on": RECHECKED,
    },
    {
        "duty": "accessory_apartments",
        "title": "Accessory apartments as of right",
        "who": "town",
        "statute": "CGS 8-2o (Public Act 21-29)",
        "text": "On every lot with a single-family house one accessory apartment is allowed as of right, at least as "
        "large as the lesser of 30 percent of the house and 1,000 square feet, with no more than one parking space "
        "required. A town could opt out before 1 January 2023 by two thirds of its legislative body.",
        "from_date": "2021-10-01/2023-01-01",
        "status": COPY,
        "note": "The first day of this part was not read: not before the act, and not after the opt-out. The date of "
        "the opt-out and the two thirds are reported. Which towns opted out is not at hand.",
        "source": "CGS 8-2o, in a copy; pullcom.com on Public Act 21-29",
        "citation": "CGS 8-2o",
    },
    {
        "duty": "accessory_dwelling_units_2026",
        "title": "Accessory dwelling units in every town",
        "who": "town",
        "statute": "Public Act 26-7 (House Bill 5288)",
        "text": "The rule on accessory apartments holds for towns that zone under a special act too; the law now "
        "calls them accessory dwelling units.",
        "from_date": "2026-10-01",
        "status": COPY,
        "note": "What it does to towns that opted out was not read.",
        "source": "Public Act 26-7, in a copy",
        "citation": "Public Act 26-7 (House Bill 5288)",
        "checked_on": RECHECKED,
    },
    {
        "duty": "zoning_duties",
        "title": "Zoning that furthers fair housing",
        "who": "town",
        "statute": "CGS 8-2 (Public Act 21-29)",
        "text": "Zoning regulations must further the purposes of the Fair Housing Act and allow varied housing, and "
        "must not do certain things: see the checklist.",
        "from_date": "2021-10-01",
        "status": COPY,
        "note": "",
        "source": OLR,
        "citation": "CGS 8-2",
    },
    {
        "duty": "agency_report",
        "title": "Yearly report of housing agencies",
        "who": "state",
        "statute": "CGS 8-37bb",
        "text": "Each state housing agency reports by 31 December whom its programs served, by income and by race, "
        "and what it did for fair housing choice and integration; the housing finance authority also by census "
        "tract.",
        "from_date": "../1991-12-31",
        "first_due": "1991-12-31",
        "every_years": "1",
        "counts_from": "calendar",
        "status": COPY,
        "note": "Read in an older copy of the law, whose chapter (127c) was redone when the Department of Housing "
        "began. Since when it holds was not read.",
        "source": "CGS 8-37bb, in a copy",
        "citation": "CGS 8-37bb",
        "checked_on": RECHECKED,
    },
    {
        "duty": "agencies_further_integration",
        "title": "Agencies further choice and integration",
        "who": "state",
        "statute": "CGS 8-37cc",
        "text": "Each state housing agency affirmatively promotes fair housing choice and racial and economic "
        "integration in all of its programs. A private person cannot sue for it (277 Conn. 238).",
        "from_date": "1991",
        "status": COPY,
        "note": "Read in an older copy of the law, of chapter 127c. The duty came with Public Act 91-362, section 2; "
        "its first day was not read.",
        "source": "CGS 8-37cc, in a copy",
        "citation": "CGS 8-37cc",
        "checked_on": RECHECKED,
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
        COPY,
        OLR,
    ),
    (
        "varied_housing",
        "must",
        "allow varied housing, for low and moderate incomes too",
        "CGS 8-2",
        COPY,
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
        COPY,
        OLR,
    ),
    ("efficient_review", "must", "provide for an efficient review of plans", "CGS 8-2", REPORTED, CARMODY),
    (
        "physical_character",
        "must",
        "judge by the physical features of a site; “character” only as written physical standards",
        "CGS 8-2",
        COPY,
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
        COPY,
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
        COPY,
        "CGS 8-2o, in a copy",
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
        COPY,
        "CGS 8-2s, in a copy",
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

COPIES_OF_8_3, COPIES_OF_8_7D = "CGS 8-3, in two copies", "CGS 8-7d, in two copies"
STEPS = [
    (
        "A proposal",
        "The commission proposes a change itself, or someone files a petition with it. The town's own rules say who "
        "may file, on which form, and what it costs.",
        "CGS 8-3",
        COPY,
        COPIES_OF_8_3,
    ),
    (
        "The text is open to all",
        "A copy of the proposed rule lies with the town clerk for at least ten days before the hearing.",
        "CGS 8-3(a)",
        COPY,
        COPIES_OF_8_3,
    ),
    (
        "Notice",
        "The hearing is announced in a newspaper at least twice: first 10 to 15 days before it, last at least two "
        "days before it.",
        "CGS 8-7d(a)",
        COPY,
        COPIES_OF_8_7D,
    ),
    (
        "Public hearing",
        "It begins within 65 days of the petition and ends within 35 days of its beginning, unless the one who filed "
        "agrees to more. All papers are open to the public.",
        "CGS 8-7d(a)",
        COPY,
        COPIES_OF_8_7D,
    ),
    (
        "Vote",
        "A change needs more than half of all members of the commission, not only of those present. They say on the "
        "record how it fits the town's plan of conservation and development.",
        "CGS 8-3(b)",
        COPY,
        COPIES_OF_8_3,
    ),
    (
        "A protest can raise the bar",
        "Where enough owners of the land concerned, or of land nearby, sign a protest by the hearing, more than half "
        "of the members is not enough. How many owners and how many members is in the section: read it.",
        "CGS 8-3(b)",
        REPORTED,
        "CGS 8-3(b), in a copy: only the beginning of that sentence was read",
    ),
    (
        "Decision in time",
        "The law sets the days after the hearing within which the commission decides: read them in the section.",
        "CGS 8-7d(a)",
        REPORTED,
        "CGS 8-7d, in a copy: heading and beginning were read, not the number of days",
    ),
]

#: Day, event, citation, how sure, where it was read, and the name of its official address where it has another one.
TIMELINE = [
    (
        "1968-04-11",
        "The Fair Housing Act makes it a duty to administer housing programs in a manner that affirmatively furthers "
        "fair housing; it stands unchanged.",
        "Pub. L. 90-284; 42 USC 3608",
        COPY,
        "82 Stat., page 127, and the United States Code, in copies",
        "42 USC 3608",
    ),
    (
        "2015-07-16",
        "HUD's rule: places that receive its money assess segregation and access to opportunity, and set goals.",
        "80 FR 42272",
        COPY,
        "a copy of the printed rule; nlihc.org",
        "",
    ),
    (
        "2018-01-05",
        "HUD puts off the assessments until after October 2020.",
        "83 FR 683",
        COPY,
        "two copies of the Federal Register",
        "",
    ),
    (
        "2018-05-23",
        "HUD sends local governments back to the analysis of impediments that it asked for before 2015.",
        "document 2018-11145",
        CONFIRMED,
        "federalregister.gov",
        "",
    ),
    (
        "2018-05-23",
        "HUD withdraws the tool for local governments' assessments.",
        "83 FR 23922",
        CONFIRMED,
        "govinfo.gov",
        "",
    ),
    (
        "2018-08",
        "A federal court dismisses a suit against the withdrawal for want of standing.",
        "National Fair Housing Alliance v. Carson, D.D.C. 1:18-cv-01076",
        REPORTED,
        "nlihc.org; the day of the decision was not seen",
        "",
    ),
    (
        "2020-08-07",
        "HUD replaces the rule by one that asks only for a general commitment.",
        "85 FR 47899",
        COPY,
        "a copy of the Federal Register",
        "",
    ),
    (
        "2021-07-31",
        "An interim rule brings back the definitions and the certification of 2015, without the assessments.",
        "86 FR 30779 (RIN 2529-AB01)",
        COPY,
        "two copies of the Federal Register",
        "86 FR 30779",
    ),
    (
        "2023-02-09",
        "HUD proposes a new rule with equity plans.",
        "HUD proposed rule of 9 February 2023",
        COPY,
        "a copy of the Federal Register",
        "",
    ),
    ("2025-01-16", "HUD withdraws that proposal.", "90 FR 4686", COPY, "a copy of the Federal Register", ""),
    (
        "2025-04-02",
        "An interim rule takes effect: any step reasonably related to fair housing is enough, no analysis is asked. "
        "The duty in the law itself stands.",
        "FR-6519-I-01, document 2025-03360",
        COPY,
        "a copy of the Federal Register",
        "document 2025-03360",
    ),
    (
        "2025-05-02",
        "Nineteen attorneys general write against the rule.",
        "",
        REPORTED,
        "infobytes.orrick.com",
        "",
    ),
    (
        "2025-06-03",
        "HUD proposes to end its rules on affirmative fair housing marketing.",
        "90 FR 23491",
        CONFIRMED,
        "govinfo.gov",
        "",
    ),
]
#: How an address was seen, by the beginning of its words in ADDRESSES_CSV.
SEEN = {"verified": "verified", "chapter verified": "chapter", "pattern": "pattern"}
SUPPLEMENT = re.compile(r"https://cga\.ct\.gov/2026/sup/\S+\.htm")


class Addresses:
    """Official addresses of laws by how they are cited."""

    def __init__(self, path: Path) -> None:
        table = delimited.read(path.name, path.read_bytes())
        rows = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
        self.rows = {row["citation"]: row for row in rows if row["row"] == "address"}

    def of(self, citation: str) -> dict[str, str]:
        """Return the columns of addresses of a citation, blank where none is known."""
        row = self.rows.get(citation) or self._alike(citation)
        if row is None or not row["official_url"]:
            return {"url": "", "url_status": "", "supplement_url": ""}
        status = next(own for label, own in SEEN.items() if row["status"].startswith(label))
        also = SUPPLEMENT.search(row["note"])
        return {
            "url": row["official_url"],
            "url_status": status,
            "supplement_url": f"{also[0]}" if also else "",
        }

    def _alike(self, citation: str) -> dict[str, str] | None:
        """Return the row of a section for one of its subsections, or of an act for one of its sections."""
        section = re.sub(r"\(.*", "", citation.split(",")[0]).strip()
        return next((row for name, row in self.rows.items() if name.split(" (")[0] == section), None)

    def joined(self, rows: pd.DataFrame, citations: pd.Series) -> pd.DataFrame:
        """Return rows with the columns of addresses."""
        return rows.join(pd.DataFrame([self.of(c) for c in citations], index=rows.index))


def put(source: str, table: Table, rows: pd.DataFrame) -> None:
    columns = [c.name for c in table.columns]
    filled = rows.reindex(columns=["geoid", *columns] if "geoid" in rows else columns).astype(object)
    rows = filled.where(filled.notna(), "").assign(vintage="2022").astype(str)
    clean_tables.write(source, table, table.editions[0], rows, STATE.folder)


def main(filings: Path, addresses: Path) -> None:
    law, federal, official = ct_housing_law, us_fair_housing, Addresses(addresses)
    duties = pd.DataFrame(DUTIES).fillna({"checked_on": CHECKED})
    put("ct_housing_law", law.DUTIES, official.joined(duties, duties.citation))
    table = delimited.read(filings.name, filings.read_bytes())
    named = pd.DataFrame(table.rows, columns=table.columns)
    named = named[named.town_geoid != ""]
    codes = (
        pd.read_csv(STATE.folder / "census_geography.towns.2022.csv", dtype=str).set_index("geoid").geoid_2022
    )
    rows = named.assign(geoid=named.town_geoid.map(codes), duty=PLAN, said="not_filed")
    put("ct_housing_law", law.FILINGS, rows)
    counts = pd.DataFrame(COUNTS, columns=["as_of", "towns_filed", "source", "note"])
    put("ct_housing_law", law.COUNTS, counts.assign(duty=PLAN, towns=len(codes)))
    names = ["item", "kind", "text", "statute", "status", "source"]
    zoning = pd.DataFrame(ZONING, columns=names).assign(checked_on=CHECKED)
    zoning["from_date"] = [STARTS.get(item, FROM_2021) for item in zoning["item"]]
    put(
        "ct_housing_law",
        law.ZONING,
        official.joined(zoning, zoning.statute.replace(ACT_2025_CITED, ACT_2025)),
    )
    names = ["title", "text", "statute", "status", "source"]
    steps = pd.DataFrame(STEPS, columns=names).assign(checked_on=CHECKED)
    steps = official.joined(steps, steps.statute)
    put("ct_housing_law", law.STEPS, steps.assign(step=range(1, len(steps) + 1)))
    names = ["date", "event", "citation", "status", "source", "address"]
    timeline = pd.DataFrame(TIMELINE, columns=names).assign(checked_on=RECHECKED)
    cited = timeline.address.where(timeline.address != "", timeline.citation)
    put("us_fair_housing", federal.TIMELINE, official.joined(timeline, cited))
    clean_tables.write_checksums(STATE.folder)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: tabulate_law.py FILINGS_CSV ADDRESSES_CSV")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
