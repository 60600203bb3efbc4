"""Every refusal of a policy file: exit code 4, file, line and what would be right."""

import re

import pytest

from analytics.errors import ContentError, UsageError
from analytics.policy.governing import Scope, read_policies

NOT_CHECKED = """[
  { sentence = "See the manual.", why = "it was not to be had" },
  { sentence = "And so on.", why = "no check reads it" },
]"""

WHOLE = """\
policy_id = "plan"
payer = "PLAN"
level = "payer"
title = "Title"
source = "Source"
jurisdiction = "OH"
lines_of_business = ["MEDICAID"]
not_checked = [
  { sentence = "See the manual.", why = "it was not to be had" },
  { sentence = "And so on.", why = "no check reads it" },
]

[[period]]
effective_from = 2025-01-01
citation = "Edition 1"

[period.place_of_service]
citation = "Place"
families = ["nursing"]
accepted = ["12"]
doubtful = ["13"]

[[period]]
effective_from = 2026-01-01
effective_to = 2026-12-31

[period.concurrent_therapy]
citation = "Modifiers"
required = true
sh_percent = 50
sj_percent = 25.5

[period.documentation]
citation = "Records"
citations = { "NUR-13" = "Audits" }
required = true

[period.code_family]
citation = "Codes"
accepted_families = { MEDICAID = ["s_code"] }

[period.lookback]
citation = "Recovery"
months = 12

[period.letter_threshold]
citation = "Letters"
facility = 5000.00

[period.letters]
citation = "Letters"
response_days = 60
appeal_days = 60
"""

# What is replaced, by what (the offending line carries "<-"), and what the message says.
REFUSALS = {
    "syntax": ('payer = "PLAN"', "payer = PLAN # <-", "not TOML: Invalid value"),
    "twice": ('payer = "PLAN"', 'payer = "PLAN"\npayer = "B" # <-', "not TOML: Cannot overwrite"),
    "unknown key": ('jurisdiction = "OH"', 'jurisdicton = "OH" # <-', "mean 'jurisdiction'"),
    "unknown in period": ('citation = "Edition 1"', 'cite = "E" # <-', "unknown key 'cite' in the"),
    "unknown subject": (
        "[period.documentation]",
        "[period.documentations] # <-",
        "did you mean 'documentation'",
    ),
    "unknown parameter": ("sh_percent = 50", "sh_percnt = 50 # <-", "did you mean 'sh_percent'"),
    "far from any": (
        "sh_percent = 50",
        "zzz = 50 # <-",
        "known: citation, citations, disabled_checks",
    ),
    "no citation": (
        '[period.documentation]\ncitation = "Records"',
        "[period.documentation] # <-",
        "subject documentation lacks 'citation'",
    ),
    "no parameter": (
        '[period.lookback]\ncitation = "Recovery"\nmonths = 12',
        '[period.lookback] # <-\ncitation = "Recovery"',
        "subject lookback lacks 'months': calendar months from the first payment",
    ),
    "no first day": (
        "[[period]]\neffective_from = 2025-01-01",
        "[[period]] # <-",
        "the period lacks 'effective_from'",
    ),
    "level": ('level = "payer"', 'level = "payor" # <-', "level is 'payor'; did you mean 'payer'"),
    "strength": (
        'citation = "Records"',
        'citation = "Records"\nstrength = "hard" # <-',
        "strength is 'hard'; known: automated, lead, records",
    ),
    "line of business": ('["MEDICAID"]\n', '["MEDICADE"] # <-\n', "did you mean 'MEDICAID'"),
    "unknown line of business": ('["MEDICAID"]\n', '["UNKNOWN"] # <-\n', "known: CHIP, COMMERCIAL"),
    "no line of business": ('["MEDICAID"]\n', "[] # <-\n", "leave the key out to mean all"),
    "tins of no contract": (
        'jurisdiction = "OH"',
        'billing_tins = ["123456789"] # <-',
        "belongs to level contract, not payer",
    ),
    "policy_id": ('policy_id = "plan"', 'policy_id = "a+b" # <-', "must be made of letters"),
    "quoted day": ("2025-01-01", '"2025-01-01" # <-', "must be a day without quotes"),
    "time of day": ("2025-01-01", "2025-01-01T00:00:00 # <-", "must be a day without quotes"),
    "ends before it begins": (
        "effective_to = 2026-12-31",
        "effective_to = 2025-12-31 # <-",
        "effective_to 2025-12-31 is before effective_from 2026-01-01",
    ),
    "overlap": (
        "effective_from = 2025-01-01\n",
        "effective_from = 2025-01-01\neffective_to = 2026-01-01\n",
        "the period from 2026-01-01 overlaps the one on line 13",
    ),
    "same first day": ("2026-01-01\n", "2025-01-01 # <-\n", "overlaps the one on line 13"),
    "percent above 100": ("sh_percent = 50", "sh_percent = 150 # <-", "between 0 and 100"),
    "percent below 0": ("sh_percent = 50", "sh_percent = -1 # <-", "between 0 and 100"),
    "percent in quotes": ("sh_percent = 50", 'sh_percent = "50" # <-', "a number without quotes"),
    "percent true": ("sh_percent = 50", "sh_percent = true # <-", "a number without quotes"),
    "percent nan": ("sh_percent = 50", "sh_percent = nan # <-", "an ordinary number"),
    "percent decimals": ("25.5", "25.1234567 # <-", "at most 6 decimals"),
    "sj above sh": ("25.5", "50.5 # <-", "sj_percent 50.5 is above sh_percent 50"),
    "amount": ("5000.00", "5000.001 # <-", "at most 2 decimals"),
    "negative amount": ("5000.00", "-1 # <-", "an amount of 0 or more"),
    "part of a month": ("months = 12", "months = 12.5 # <-", "a whole number"),
    "boolean": (
        "required = true\n\n[period.code_family]",
        'required = "yes" # <-\n\n[period.code_family]',
        "must be true or false",
    ),
    "list": ('accepted = ["12"]', 'accepted = "12" # <-', "must be a list of texts"),
    "list of numbers": ('accepted = ["12"]', "accepted = [12] # <-", "each must be text in quotes"),
    "twice in a list": ('["12"]', '["12", "12"] # <-', "names '12' twice"),
    "empty list": ('["12"]', "[] # <-", "must name at least one"),
    "place of service": ('["12"]', '["2"] # <-', "accepted names an unknown '2'; did you mean"),
    "family": ('["nursing"]', '["nursin"] # <-', "did you mean 'nursing'"),
    "no family": ('["nursing"]', '["home_infusion"] # <-', "known: catheter_per_diem, drug, "),
    "map": ('{ MEDICAID = ["s_code"] }', '["s_code"] # <-', "must be a map by line of business"),
    "map key": ("{ MEDICAID =", "{ MEDICADE = ", "names an unknown line of business 'MEDICADE'"),
    "map value": ('{ MEDICAID = ["s_code"] }', '{ MEDICAID = ["s"] } # <-', "unknown 's'"),
    "word": (
        "sh_percent = 50",
        'ordering = "dearest" # <-\nsh_percent = 50',
        "known: first_billed, highest_rate",
    ),
    "subject no table": (
        'citation = "Edition 1"',
        "documentation = true # <-",
        "subject documentation must be a table of keys",
    ),
    "doubtful and accepted": (
        'doubtful = ["13"]',
        'doubtful = ["13", "12"] # <-',
        "doubtful names '12', which accepted names too; leave it in one of the two",
    ),
    "money taken back before the dispute ends": (
        "appeal_days = 60",
        "appeal_days = 61 # <-",
        "appeal_days 61 is above response_days 60",
    ),
    "contract of no contract": (
        'jurisdiction = "OH"',
        'contract = "C-77" # <-',
        "contract belongs to level contract, not payer",
    ),
    "not checked without why": (
        ', why = "no check reads it" },',
        " }, # <-",
        "an entry of not_checked lacks 'why': why no check reads them",
    ),
    "not checked without sentence": (
        'sentence = "And so on.", why = "no check reads it" },',
        'why = "no check reads it" }, # <-',
        "an entry of not_checked lacks 'sentence': the words of the document",
    ),
    "not checked and more": (
        '"no check reads it" },',
        '"no check reads it", because = "x" }, # <-',
        "unknown key 'because' in an entry of not_checked",
    ),
    "not checked, no table": (
        NOT_CHECKED,
        '["See the manual."] # <-',
        "an entry of not_checked must be a table of keys",
    ),
    "not checked, no list": (
        NOT_CHECKED,
        '"none" # <-',
        "not_checked must be a list, like",
    ),
    "citations, no table": ('{ "NUR-13" = "Audits" }', '"Audits" # <-', "must be a table by check"),
    "citations of none": ('{ "NUR-13" = "Audits" }', "{} # <-", "must be a table by check"),
    "citations of no check": ('"NUR-13" =', '"NUR" = ', "names 'NUR'; each name is the id of"),
    "citations without text": ('"Audits" }', '"" } # <-', "citations of NUR-13 must not be empty"),
    "citation of no field": (
        'citation = "Codes"',
        'citation = "{descripter}" # <-',
        "names {descripter}; did you mean 'descriptor'",
    ),
    "text with a blank": ('source = "Source"', 'source = "Source " # <-', "nor begin or end"),
}


def test_the_whole_file_is_read(read):
    assert [p["policy_id"] for p in read(WHOLE).describe()] == ["plan"]


@pytest.mark.parametrize("old, new, says", REFUSALS.values(), ids=REFUSALS)
def test_a_policy_file_is_refused_with_its_line(read, old, new, says):
    assert old in WHOLE
    text = WHOLE.replace(old, new, 1)
    with pytest.raises(ContentError, match=re.escape(says)) as refusal:
        read(text)
    file, line = re.match(r"(.+):(\d+): ", str(refusal.value)).groups()
    assert file.endswith("policy_0.toml")
    if "<-" in text:
        assert "<-" in text.splitlines()[int(line) - 1]
    assert refusal.value.exit_code == 4


@pytest.mark.parametrize("key", ["policy_id", "payer", "level", "title", "source"])
def test_a_key_of_the_file_may_not_be_missing(read, key):
    text = re.sub(rf"^{key} = .*\n", "", WHOLE, flags=re.MULTILINE)
    with pytest.raises(ContentError, match=f"policy_0.toml:1: the policy lacks '{key}': "):
        read(text)


def test_a_file_needs_a_period(read):
    with pytest.raises(ContentError, match="the policy lacks 'period': at least one"):
        read(WHOLE.partition("[[period]]")[0])


def test_a_single_period_table_is_refused(read):
    with pytest.raises(ContentError, match=r"period must be written \[\[period\]\]"):
        read(WHOLE.partition("[[period]]")[0] + "[period]\neffective_from = 2026-01-01\n")


def test_an_inner_map_key_is_found_on_the_line_of_its_table(read):
    with pytest.raises(ContentError, match=":40: accepted_families names"):
        read(WHOLE.replace("{ MEDICAID =", "{ MEDICADE ="))


def test_a_contract_names_its_payer_and_whole_numbers(read, claim_life):
    with pytest.raises(ContentError, match=r":2: a contract names its payer"):
        read(claim_life("c", 1, level="contract", payer="*"))
    for keys in ('billing_tins = ["12345678"]', 'billing_npis = ["123456789"]'):
        with pytest.raises(ContentError, match=r":6: billing_.* numbers of (9|10) digits"):
            read(claim_life("c", 1, level="contract", keys=keys))


def test_a_contract_is_named_without_the_signs_that_join_names(read, claim_life):
    for name in ("C+77", "C|77"):
        with pytest.raises(ContentError, match=r":6: contract must be without '\+' and '\|'"):
            read(claim_life("c", 1, level="contract", keys=f'contract = "{name}"'))


def test_a_contract_may_be_silent_but_must_say_so(read):
    """policy_files.md, not_checked: "A contract file may hold nothing but its names"."""
    head = 'policy_id = "c"\npayer = "PLAN"\nlevel = "contract"\ntitle = "T"\nsource = "S"\n'
    said = 'not_checked = [{ sentence = "All of it.", why = "it speaks of other services" }]\n'
    (file,) = read(head + 'contract = "C-77"\n' + said).files.values()
    assert (file.periods, file.contract_name) == ((), "C-77")
    with pytest.raises(ContentError, match="the policy lacks 'period': at least one"):
        read(head + 'contract = "C-77"\n')
    with pytest.raises(ContentError, match="the policy lacks 'period': at least one"):
        read(head.replace("contract", "payer") + said)


def test_two_files_of_one_folder_may_not_share_an_id(read, claim_life):
    with pytest.raises(ContentError, match=r"policy_1.toml: policy_id 'a' is taken by policy_0"):
        read(claim_life("a", 1), claim_life("a", 2, first="2027-01-01"))


OVERLAPS = {
    "same payer": ({}, {}, True),
    "other payer": ({}, {"payer": "OTHER"}, False),
    "any payer": ({}, {"payer": "*"}, False),
    "other level": ({}, {"level": "mandate"}, False),
    "one names the line of business": ({}, {"keys": 'lines_of_business = ["CHIP"]'}, False),
    "both name it": (
        {"keys": 'lines_of_business = ["CHIP", "MEDICAID"]'},
        {"keys": 'lines_of_business = ["COMMERCIAL", "CHIP"]'},
        True,
    ),
    "each names another": (
        {"keys": 'lines_of_business = ["CHIP"]'},
        {"keys": 'lines_of_business = ["MEDICAID"]'},
        False,
    ),
    "contracts of one tax number": (
        {"level": "contract", "keys": 'billing_tins = ["111111111", "222222222"]'},
        {"level": "contract", "keys": 'billing_tins = ["222222222"]'},
        True,
    ),
    "contracts of one npi": (
        {"level": "contract", "keys": 'billing_npis = ["1111111111"]'},
        {"level": "contract", "keys": 'billing_npis = ["1111111111"]'},
        True,
    ),
    "files of one contract": (
        {"level": "contract", "keys": 'contract = "C-77"'},
        {"level": "contract", "keys": 'contract = "C-77"'},
        True,
    ),
    "files of two contracts": (
        {"level": "contract", "keys": 'contract = "C-77"'},
        {"level": "contract", "keys": 'contract = "C-78"'},
        False,
    ),
    "contracts of different parties": (
        {"level": "contract", "keys": 'billing_tins = ["111111111"]'},
        {"level": "contract", "keys": 'billing_tins = ["222222222"]'},
        False,
    ),
    "one ends before the other begins": ({"last": "2026-06-30"}, {"first": "2026-07-01"}, False),
    "they share a day": ({"last": "2026-07-01"}, {"first": "2026-07-01"}, True),
}


@pytest.mark.parametrize("one, other, refused", OVERLAPS.values(), ids=OVERLAPS)
def test_files_at_one_place_of_precedence_may_not_overlap(read, claim_life, one, other, refused):
    texts = claim_life("a", 1, **one), claim_life("b", 2, **other)
    if not refused:
        assert len(read(*texts).describe()) == 2
        return
    with pytest.raises(
        ContentError, match=r"policy_1.toml:7: this period and policy_0.toml:7 both .*claim_life"
    ):
        read(*texts)


def test_two_contracts_that_meet_in_one_scope_are_refused_there(read, claim_life):
    policies = read(
        claim_life("a", 1, level="contract", keys='billing_tins = ["111111111"]'),
        claim_life("b", 2, level="contract", keys='billing_npis = ["1111111111"]'),
    )
    assert policies.govern("claim_life", [Scope("PLAN", "CHIP", ("a",))]).num_rows == 1
    with pytest.raises(ContentError, match="both speak on claim_life on 2026-01-01"):
        policies.govern("claim_life", [Scope("PLAN", "CHIP", ("a", "b"))])


def test_an_unknown_subject_is_refused_with_the_nearest(read):
    with pytest.raises(ContentError, match="no policy subject 'claim_lif'; did you mean 'claim_li"):
        read(WHOLE).govern("claim_lif", [])


def test_a_folder_must_be_there_and_hold_policies(tmp_path):
    with pytest.raises(UsageError, match="no folder of policy files"):
        read_policies([tmp_path / "nowhere"])
    with pytest.raises(UsageError, match="no policy file"):
        read_policies([tmp_path])


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "a.toml").write_bytes(b'policy_id = "caf\xe9"')
    with pytest.raises(ContentError, match="not UTF-8"):
        read_policies([tmp_path])


SUBJECT_REFUSALS = {
    "type": ('type = "text"', 'type = "txt" # <-', "type is 'txt'; did you mean 'text'"),
    "no meaning": ('[s.p]\nmeaning = "P"', "[s.p] # <-", "lacks 'meaning'"),
    "unknown": ('meaning = "P"', 'meaning = "P"\ndefualt = 1 # <-', "did you mean 'default'"),
    "default": ('meaning = "P"', 'meaning = "P"\ndefault = 1 # <-', "must be text in quotes"),
    "default not a value": (
        'meaning = "P"',
        'meaning = "P"\nvalues = ["a"]\ndefault = "b" # <-',
        "names an unknown 'b'",
    ),
    "values of a number": (
        'type = "text"',
        'type = "integer" # <-\nvalues = ["1"]',
        "values are for the types list, text, map",
    ),
    "reference table": (
        'meaning = "P"',
        'meaning = "P"\nvalues_from = "nowhere.code" # <-',
        "does not exist: 'nowhere'",
    ),
    "reference column": (
        'meaning = "P"',
        'meaning = "P"\nvalues_from = "modifier.modifer" # <-',
        "did you mean 'modifier'",
    ),
    "at_most": ('meaning = "P"', 'meaning = "P"\nat_most = "q"', "no parameter of s"),
    "apart_from itself": ('meaning = "P"', 'meaning = "P"\napart_from = "p"', "no other list of s"),
    "name taken": ("[s.p]", "[s.citation] # <-", "has the name of a column every policy has"),
}


@pytest.mark.parametrize("old, new, says", SUBJECT_REFUSALS.values(), ids=SUBJECT_REFUSALS)
def test_a_subjects_file_is_refused_with_its_line(tmp_path, write, old, new, says):
    text = '[s]\nmeaning = "S"\n[s.p]\nmeaning = "P"\ntype = "text"\n'.replace(old, new, 1)
    write("subjects.toml", text)
    with pytest.raises(ContentError, match=re.escape(says)) as refusal:
        read_policies([tmp_path])
    line = re.search(r"subjects.toml:(\d+): ", str(refusal.value))[1]
    if "<-" in text:
        assert "<-" in text.splitlines()[int(line) - 1]
