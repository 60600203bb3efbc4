"""X12 files to load, made of segments as they are written down in the tests: one a line.

All names and numbers are made up. `interchange` wraps transactions in ISA, GS and back; other
delimiters than `*^:~` are put in at the end.
"""

from __future__ import annotations

VERSIONS = {"837P": "005010X222A1", "837I": "005010X223A2", "835": "005010X221A1"}

PROVIDER = """
HL*1**20*1
NM1*85*2*HOME INFUSION ONE*****XX*1234567893
N3*1 MAIN ST
REF*EI*123456789
NM1*87*2
"""
SUBSCRIBER = """
HL*2*1*22*0
SBR*P*18*GROUP7******HM
NM1*IL*1*ROE*RICHARD****MI*M0001
DMG*D8*19600101*M
NM1*PR*2*PLAN ONE*****PI*P1
"""
LINE = """
LX*1
SV1*HC:S9500:SH*300.00*UN*3*12**1
DTP*472*RD8*20260105-20260107
"""
BILL = (
    """
CLM*PCN-1*300***12:B:1*Y*A*Y*Y
HI*ABK:L03.115
"""
    + LINE
)
STAY = """
CLM*PCN-2*500***32:A:1**A*Y*Y
DTP*434*RD8*20260101-20260131
DTP*435*DT*202601010830
HI*ABK:A419
LX*1
SV2*0640*HC:S9501*500*UN*5
DTP*472*D8*20260105
"""
PAYMENT = """
BPR*I*700*C*ACH************20260201
TRN*1*CHECK1*1999999999
N1*PR*PLAN ONE
N1*PE*HOME INFUSION ONE*XX*1234567893
LX*1
"""
PAID = """
CLP*PCN-1*1*300*250*50*HM*PAYER-1
NM1*QC*1*ROE*RICHARD****MI*M0001
SVC*HC:S9500:SH*300*250**3
DTM*150*20260105
DTM*151*20260107
CAS*CO*45*30**253*20
REF*6R*LINE-1
AMT*B6*270
"""


def segments(*parts: str) -> list[str]:
    """The segments of parts of text, one a line."""
    return [line.strip() for part in parts for line in part.strip().splitlines() if line.strip()]


def transaction(kind: str, *parts: str, control: str = "0001") -> str:
    """The segments of one transaction, ST and SE around them."""
    body = segments(*parts)
    start = f"ST*{kind[:3]}*{control}*{VERSIONS[kind]}"
    return "\n".join([start, *body, f"SE*{len(body) + 2}*{control}"])


def bills(*parts: str, kind: str = "837P", control: str = "0001") -> str:
    """An 837 of one provider and one subscriber with these claims."""
    head = "BHT*0019*00*1*20260110*0900*CH"
    return transaction(kind, head, PROVIDER, SUBSCRIBER, *parts, control=control)


def remittance(*parts: str, control: str = "0001") -> str:
    """An 835 with these claims and provider adjustments."""
    return transaction("835", PAYMENT, *parts, control=control)


def interchange(
    *transactions: str, delimiters: str = "*^:~", line_break: str = "\n", usage: str = "P"
) -> str:
    """One interchange of one group as text; `delimiters`: element, repetition, component, end."""
    isa = (
        "ISA*00*          *00*          *ZZ*CLEARINGHOUSE  *ZZ*PLAN           *260110*0900*^*00501"
        f"*000000001*0*{usage}*:"
    )
    version = segments(*transactions)[0].split("*")[-1]
    group = f"GS*HC*CLEARINGHOUSE*PLAN*20260110*0900*1*X*{version}"
    all_of_it = [isa, group, *segments(*transactions), "GE*1*1", "IEA*1*000000001"]
    changed = str.maketrans("*^:~", delimiters)
    return "".join(f"{segment}~".translate(changed) + line_break for segment in all_of_it)
