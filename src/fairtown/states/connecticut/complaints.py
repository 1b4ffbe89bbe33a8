"""Housing discrimination in Connecticut: the Commission's 300 days, groups that state law adds, and who helps.

Read in stored pages on 28 November 2026; no number was called. Numbers that were not seen on a page of the office, or
only long ago, are left out. Staff confirm each row by a call (docs/help.md).
"""

from datetime import date

from fairtown.states.complaints import Agency, Complaints, TimeLimit

READ = date(2026, 11, 28)
COMMISSION_PAGE = (
    "https://portal.ct.gov/chro/complaint-process/fair-housing/if-you-feel-you-have-been-treated-unfairly"
)

LIMITS = (
    TimeLimit(
        code="commission",
        what="A complaint with the state's Commission on Human Rights and Opportunities (CHRO)",
        count=300,
        unit="days",
        law="CGS 46a-82",
        url="https://www.cga.ct.gov/current/pub/chap_814c.htm#sec_46a-82",
        status="confirmed",
        source="portal.ct.gov/chro, page of the Commission on fair housing complaints",
        checked_on=READ,
        office="chro",
    ),
)

#: CGS 46a-64c(a)(1), in a copy of the statutes of 2023; page of the Commission.
PROTECTED = (
    "ancestry",
    "marital status",
    "age",
    "lawful source of income, such as a housing voucher, child support or disability pay",
    "sexual orientation",
    "gender identity or expression",
    "being a veteran",
    "being a victim of domestic violence",
)

AGENCIES = (
    Agency(
        code="cfhc",
        name="Connecticut Fair Housing Center",
        needs=("lawyer", "complaint", "voucher"),
        what_for="Looks into housing discrimination and gives free legal help, in the whole state.",
        phone="860-247-4400",
        tty="888-247-4401",
        web="https://www.ctfairhousing.org/",
        seen_in="ctfairhousing.org, own pages; TTY in a copy of its guide for renters",
        seen_on=READ,
    ),
    Agency(
        code="chro",
        name="Connecticut Commission on Human Rights and Opportunities (CHRO)",
        needs=("complaint", "voucher"),
        what_for="Takes complaints of housing discrimination under state law. It costs nothing.",
        phone="860-541-3403",
        other_phone="800-477-5737 ext. 3403",
        tty="860-541-3459",
        address="450 Columbus Boulevard, Hartford 06103",
        web=COMMISSION_PAGE,
        seen_in="portal.ct.gov/chro, own page",
        seen_on=READ,
        note="The 800 number works from inside Connecticut.",
    ),
    Agency(
        code="slsct",
        name="Statewide Legal Services of Connecticut",
        needs=("lawyer", "eviction"),
        what_for="The first door to free legal aid for people with low income.",
        phone="800-453-3320",
        other_phone="860-344-0380",
        web="https://www.slsct.org/",
        seen_in="slsct.org and nhlegal.org, own pages",
        seen_on=READ,
        note="Income up to 125 percent of the poverty line. One page says Monday to Friday 9 to 12 and 1 to 2, and to "
        "text APPLY to 860-300-3845: confirm before printing.",
    ),
    Agency(
        code="right_to_counsel",
        name="Right to Counsel",
        needs=("eviction",),
        what_for="A free lawyer for tenants with low income who are being evicted.",
        phone="800-559-1565",
        seen_in="nhlegal.org; ctmirror.org of 13 January 2023",
        seen_on=READ,
        note="Which places are covered was not seen.",
    ),
    Agency(
        code="211",
        name="2-1-1, United Way of Connecticut",
        needs=("shelter",),
        what_for="Tells you where to find shelter, food and other help. Free and private.",
        phone="2-1-1",
        web="https://www.211ct.org/",
        seen_in="ctbythenumbers.info; ctpublic.org of February 2025; wshu.org of 12 March 2026",
        seen_on=READ,
        note="Hours were in doubt in 2025: do not print any before a call.",
    ),
    Agency(
        code="oca",
        name="Open Communities Alliance",
        needs=("voucher",),
        what_for="Trouble using a housing voucher in mostly white areas, and zoning that keeps people out.",
        web="https://www.ctoca.org/know_your_rights",
        seen_in="ctoca.org, own page",
        seen_on=READ,
        note="A phone number was not seen on that page.",
    ),
    Agency(
        code="disrightsct",
        name="Disability Rights Connecticut",
        needs=("disability",),
        what_for="Protects the rights of people with disabilities.",
        web="https://disrightsct.org/program-and-services",
        seen_in="disrightsct.org, own page",
        seen_on=READ,
        note="The main number was not seen. 860-297-4300 was that of the office before it (2009): do not use it.",
    ),
    Agency(
        code="ctlegal",
        name="Connecticut Legal Services",
        needs=("lawyer",),
        what_for="Free legal aid. Discrimination by race, disability or source of income is among its main work.",
        web="https://ctlegal.org/about_us/",
        seen_in="ctlegal.org, own pages",
        seen_on=READ,
        note="A phone number was not seen. A leaflet of 2020 is in English and Spanish.",
    ),
    Agency(
        code="ghla",
        name="Greater Hartford Legal Aid",
        needs=("lawyer",),
        what_for="Free legal aid in Hartford County.",
        web="https://ghla.org/about",
        seen_in="ghla.org, own page",
        seen_on=READ,
        note="A phone number was not seen.",
    ),
    Agency(
        code="nhlegal",
        name="New Haven Legal Assistance Association",
        needs=("lawyer",),
        what_for="Free legal aid in the New Haven area.",
        address="426 State Street, New Haven",
        web="https://nhlegal.org/get-help/",
        seen_in="nhlegal.org, own page",
        seen_on=READ,
        note="Apply through Statewide Legal Services; people of 60 and over and people without papers may call. The "
        "number seen, 203-946-4811, is of about 2016: call it before printing it.",
    ),
)

CAUTIONS = (
    "A lawsuit under state law in Connecticut's Superior Court may have to begin within one year. We have not "
    "confirmed this date in the current law, so ask a lawyer early.",
)

COMPLAINTS = Complaints(LIMITS, PROTECTED, AGENCIES, CAUTIONS)
