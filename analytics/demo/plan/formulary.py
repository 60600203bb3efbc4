"""The codes of home infusion: per diems, drugs, supplies, and their prices.

Per diem prices are near Medicaid's averages of 2018 to 2024, drug prices near the Medicare
payment limits of the last quarter of 2025; prices are cents per unit, a per diem's unit is a day.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Drug:
    """A drug code, two packages of it, and what a day (or a visit) of it takes."""

    code: str
    cents: float
    units: int
    ndc: tuple[str | None, str | None] = (None, None)
    ndc_unit: str = "UN"
    ndc_quantity: float = 1.0  # per day or visit
    modifier: str | None = None


@dataclass(frozen=True)
class Therapy:
    """One kind of home infusion episode.

    `every` is None for daily therapies billed as spans; else the days between two infusions,
    each billed as a per diem of one day. `visits` are nursing visits a week (or, with `every`,
    per infusion), `hours` the share of visits with additional hours.
    """

    name: str
    per_diem: str  # an S code; of a Medicare therapy the visit codes "initial/subsequent"
    drugs: tuple[str, ...]
    days: tuple[int, int]
    weight: float
    diagnoses: tuple[str, str]
    every: int | None = None
    visits: int = 1
    hours: float = 0.12
    partner: str | None = None  # a therapy given on the same days, paid second (SH)


#: Cents a unit of the codes that are not drugs.
PRICE: dict[str, int] = {
    "S9500": 12_454,
    "S9501": 14_127,
    "S9502": 17_299,
    "S9503": 18_850,
    "S9494": 12_040,
    "S9364": 22_200,
    "S9365": 20_500,
    "S9366": 24_150,
    "S9367": 27_300,
    "S9348": 19_200,
    "S9325": 9_900,
    "S9326": 11_500,
    "S9329": 10_800,
    "S9330": 13_600,
    "S9338": 6_956,
    "S9346": 7_800,
    "S9347": 14_500,
    "S9351": 9_750,
    "S9357": 10_400,
    "S9359": 12_050,
    "S9373": 10_900,
    "S9374": 11_864,
    "S9379": 10_417,
    "S9490": 9_120,
    "S9537": 6_050,
    "S9340": 3_150,
    "S9342": 3_480,
    "S5498": 3_120,
    "S5501": 4_468,
    "S9208": 8_900,
    "S5035": 6_500,
    "99601": 8_853,
    "99602": 9_271,
    "G0068": 4_180,
    "G0069": 6_090,
    "G0070": 6_320,
    "G0088": 4_870,
    "G0089": 7_050,
    "G0090": 7_310,
    "A4221": 2_480,
    "A4222": 4_610,
    "A4305": 2_150,
    "A4212": 480,
    "A4216": 60,
    "A4230": 1_390,
    "A6257": 190,
    "A4220": 6_900,
    "B4035": 1_160,
    "B4224": 2_270,
    "E0781": 26_800,
    "K0552": 310,
    "S1015": 520,
    "S9430": 2_900,
}

#: A drug code that no table lists: a made-up number among those of drugs.
UNLISTED_DRUG = "J1001"

DRUGS: dict[str, Drug] = {
    d.code: d
    for d in (
        Drug("J0696", 43, 8, ("00143985725", "00143985625"), "UN", 2),
        Drug("J1335", 986, 2, ("00143939810", "00409351022"), "UN", 1),
        Drug("J0878", 2.8, 500, ("00143937801", "16714089201"), "UN", 1),
        Drug("J0692", 122.2, 8, ("00409973510", "25021012120"), "UN", 2),
        Drug("J0690", 79.8, 12, ("00143926225", "00143992390"), "UN", 6),
        Drug("J2185", 42.1, 30, ("00143943110", "00409022210"), "UN", 3),
        Drug("J2543", 107.1, 16, ("00338963824", "00338963812"), "UN", 4),
        Drug("B4185", 1_150, 5),
        Drug("J2260", 145.4, 8, ("00143932610", "00143937410"), "ML", 40),
        Drug("J2270", 218.2, 6, ("00409113403", "00409113405"), "ML", 2.5),
        Drug("J1569", 4_531.4, 60, ("00944270004", "00944270003"), "ML", 300),
        Drug("J7030", 194.9, 1, ("00264580200", "00264780000"), "ML", 1000),
        Drug("J2405", 9.1, 24, ("00409475503", "00404993002"), "ML", 12),
        Drug("J0256", 545.7, 420, ("00053720302", "00053720202"), "UN", 5),
        Drug("J1442", 99.6, 300, ("55513053010", "55513020910"), "ML", 1),
        Drug("J2919", 21, 200, ("00009001820", "00009003906"), "UN", 1),
        Drug("J3285", 5_470.7, 2, ("00703066601", "00703067601"), "ML", 0.8),
        Drug("J1786", 4_319.1, 280, ("58468466301", "58468466301"), "UN", 7),
        Drug("J1745", 3_109, 50, ("57894003001", "57894016001"), "UN", 5),
        Drug("J1756", 22.9, 200, ("00517234010", "00517231005"), "ML", 10),
        Drug("B4150", 62, 15),
        Drug("J0133", 3.7, 420, ("55150015520", "63323032510"), "ML", 42),
        Drug("J9190", 199, 3, ("16729027638", "25021021598"), "ML", 30),
        Drug("J1559", 1_433.7, 100, ("44206045404", "44206045202"), "ML", 50, "JB"),
    )
}

#: Therapies billed with S codes.
PER_DIEM_THERAPIES: tuple[Therapy, ...] = (
    Therapy("antibiotic every 24 hours", "S9500", ("J0696", "J1335", "J0878"), (7, 42), 24,
            ("M86161", "R7881"), partner="hydration"),
    Therapy("antibiotic every 12 hours", "S9501", ("J0692",), (7, 42), 9, ("J15211", "R7881"),
            partner="hydration"),
    Therapy("antibiotic every 8 hours", "S9502", ("J0690", "J2185"), (10, 42), 12,
            ("M86161", "T814XXA"), partner="nausea"),
    Therapy("antibiotic every 6 hours", "S9503", ("J2543",), (7, 28), 5, ("K651", "T814XXA")),
    Therapy("parenteral nutrition", "S9366", ("B4185",), (28, 280), 7, ("K912", "K5000"),
            partner="antibiotic every 24 hours"),
    Therapy("parenteral nutrition, large volume", "S9367", ("B4185",), (28, 200), 2,
            ("K912", "K5660"), partner="nausea"),
    Therapy("inotrope", "S9348", ("J2260",), (30, 250), 4, ("I5022", "I5084"), visits=2),
    Therapy("pain", "S9326", ("J2270",), (7, 60), 4, ("G893", "C7951"), visits=2,
            partner="hydration"),
    Therapy("immune globulin", "S9338", ("J1569",), (60, 330), 7, ("D839", "G6181"), every=28,
            hours=0.9),
    Therapy("hydration", "S9374", ("J7030",), (3, 14), 8, ("O210", "E860"), visits=2),
    Therapy("nausea", "S9351", ("J2405",), (5, 30), 4, ("O210", "R112")),
    Therapy("alpha-1", "S9346", ("J0256",), (90, 330), 2, ("E8801", "J439"), every=7),
    Therapy("growth factor", "S9537", ("J1442",), (3, 10), 3, ("D701", "C50911"), visits=2),
    Therapy("steroid", "S9490", ("J2919",), (3, 5), 3, ("G35", "M329"), visits=3),
    Therapy("pulmonary hypertension", "S9347", ("J3285",), (60, 300), 2, ("I2721", "I270")),
    Therapy("enzyme replacement", "S9357", ("J1786",), (90, 330), 2, ("E7522", "D7589"), every=14,
            hours=0.5),
    Therapy("anti-TNF", "S9359", ("J1745",), (56, 330), 3, ("K5090", "M0579"), every=56,
            hours=0.4),
    Therapy("iron", "S9379", ("J1756",), (14, 35), 4, ("D509", "N186"), every=7),
    Therapy("catheter care", "S5501", (), (14, 90), 6, ("Z452", "Z4801")),
    Therapy("tube feeding", "S9342", ("B4150",), (30, 300), 6, ("R1310", "R6339"), visits=0),
)  # fmt: skip

#: Medicare home infusion therapy: visits by G codes, the drug and its pump billed apart.
VISIT_THERAPIES: tuple[Therapy, ...] = (
    Therapy("inotrope", "G0088/G0068", ("J2260",), (30, 200), 6, ("I5022", "I5084"), visits=2),
    Therapy("pain", "G0088/G0068", ("J2270",), (14, 60), 4, ("G893", "C7951")),
    Therapy("antiviral", "G0088/G0068", ("J0133",), (14, 28), 4, ("B004", "B020"), visits=2),
    Therapy("pulmonary hypertension", "G0088/G0068", ("J3285",), (60, 300), 3, ("I2721", "I270")),
    Therapy("immune globulin under the skin", "G0089/G0069", ("J1559",), (60, 330), 5,
            ("D839", "D801"), every=7),
    Therapy("chemotherapy", "G0090/G0070", ("J9190",), (28, 168), 5, ("C189", "C20"), every=14),
)  # fmt: skip
