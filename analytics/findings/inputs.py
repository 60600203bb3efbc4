"""The input of an audit: the relations a check can read, as of a day, under the policies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from analytics import content
from analytics.engine.duckdb import Engine
from analytics.engine.sql_text import literal
from analytics.findings import pricing
from analytics.load.final_action import register_loads, without_rows
from analytics.policy.governing import Policies, Scope, scope_key
from analytics.sql.views import Relations, in_order, load_reference, load_words, read_model
from analytics.store.folder import StoreFolder
from analytics.store.manifest import Manifest
from analytics.store.relations import create_view, relation_sql
from analytics.store.repeated_rows import DEDUPLICATED, deduplicated

#: The day a row of a table became known; an audit as of an earlier day does not see it.
KNOWN_ON = {
    "visit_note": "received_date",
    "record_request": "requested_date",
    "recovery": "recovered_date",
    "disposition": "decided_date",
}
#: The words of the unread rows that do not say whose they are, each once.
_WORDS = r"""
    select distinct load_number, source_row, payer, trim(word, ' "') as word
    from (
      select load_number, source_row, payer, unnest(string_split_regex(said, '[,;|\t]')) as word
      from (
        select load_number, source_row, payer, unnest(json_extract_string(raw_row, '$.*')) as said
        from unread_row
        where claim_id is null or member_id is null
      ) as whole
    ) as split
    where trim(word, ' "') <> ''
"""
_LINE_TABLES = ("claim_line", "superseded_line", "denied_line")
_IN_FORCE = (
    "policy_scope",
    "policy_period_id",
    "effective_from",
    "effective_to",
    "policy_id",
    "level",
    "citation",
    "policy_effective_from",
    "strength",
    "monitor_checks",
)


def create_audit_relations(
    engine: Engine,
    folder: StoreFolder,
    manifest: Manifest,
    policies: Policies,
    as_of: date,
    number: int,
) -> Relations:
    """Make every relation a check can read, save the model views, which come when asked for.

    Loaded tables are cut to what was known as of that day; lines carry their policy_scope; each
    subject's periods are in policy_<subject>, all of them in policy_in_force. Returns what makes
    further views, and knows which relations have no row.
    """
    register_loads(engine, manifest)
    load_reference(engine)
    load_words(engine)
    pricing.set_parameters(engine, as_of, number)
    # an audit reads loads and the final action, never the findings of earlier runs
    queries = relation_sql(folder, replace(manifest, runs=[]))
    for table, column in KNOWN_ON.items():
        queries[table] = (
            f"select * from ({queries[table]}) as loaded "
            f"where {column} is null or {column} <= (select as_of from audit_parameter)"
        )
    # all rows of a feed show the days it covers; each note counts once as documentation
    queries["loaded_visit_note"] = queries["visit_note"]
    for table in DEDUPLICATED:
        queries[table] = deduplicated(table, queries[table], len(manifest.loads_of(table)))
    queries["loaded_recovery"] = queries.pop("recovery")
    contracts, loaded = _contract_expression(policies), _contract_loaded(policies)
    for table in _LINE_TABLES:
        queries[table] = (
            f"select * replace ({contracts} as contract), {loaded} as contract_loaded, "
            "payer || '|' || line_of_business || '|' "
            f"|| coalesce({contracts}, '') as policy_scope from ({queries[table]}) as stored"
        )
    for name, query in queries.items():
        create_view(engine, name, query)
    relations = Relations(engine, _without_rows(manifest))
    relations.make(in_order(read_model(content.AUDIT), ["recovery", "scope_row", "unread_row"]))
    if not engine.table("unread_word", _WORDS):
        relations.empty.add("unread_word")
    relations.make(in_order(read_model(content.AUDIT), ["touched_line"]))
    _govern(engine, policies)
    pricing.empty(engine, "check_result", pricing.CHECK_RESULT)
    engine.table("governed_line", "select cast(null as varchar) as line_id where false")
    relations.make(in_order(read_model(), ["day_number"]))
    pricing.paid_lines(relations)
    return relations


def _without_rows(manifest: Manifest) -> set[str]:
    """The relations that have no row by what was loaded and what its final action holds."""
    empty = without_rows(manifest)
    empty |= {name for name, rows in manifest.state["rows"].items() if not rows}
    if not any(load["rejected"] for load in manifest.active):
        empty.add("rejected_row")
    return empty | {f"loaded_{name}" for name in ("visit_note", "recovery") if name in empty}


def _contract_expression(policies: Policies) -> str:
    """SQL for the contracts of a line, joined by '+'; null where it is under none.

    Those of contract_party are in the final action; policy files that name their
    providers add theirs here.
    """
    cases: dict[str, list[str]] = {}
    for contract, payer, tin, npi, lines_of_business in policies.parties():
        tests = [f"payer = {literal(payer)}"] if payer != "*" else []
        tests += [f"provider_group = {literal(tin)}"] if tin else []
        tests += [f"billing_npi = {literal(npi)}"] if npi else []
        if lines_of_business:
            listed = ", ".join(literal(name) for name in lines_of_business)
            tests.append(f"line_of_business in ({listed})")
        cases.setdefault(contract, []).append("(" + " and ".join(tests) + ")")
    if not cases:
        return "contract"
    named = ", ".join(
        f"case when {' or '.join(tests)} then {literal(contract)} end"
        for contract, tests in sorted(cases.items())
    )
    return f"nullif(concat_ws('+', contract, {named}), '')"


def _contract_loaded(policies: Policies) -> str:
    """SQL: has each contract that contract_party puts a line under a policy file of its payer?

    Null where it puts it under none; a file that names its providers itself is there.
    """
    cases = "".join(
        f" when payer = {literal(payer)} then list_has_all("
        f"[{', '.join(literal(name) for name in names)}], string_split(contract, '+'))"
        for payer, names in sorted(policies.contracts().items())
    )
    return f"case when contract is null then null{cases} else false end"


def _govern(engine: Engine, policies: Policies) -> None:
    """Make policy_<subject> for every subject over the scopes of the lines, and of all subjects
    policy_in_force and policy_citation: what single checks cite instead of their table."""
    by_key: dict[str, tuple[Scope, list[str]]] = {}
    for text, payer, line_of_business, contract in engine.rows(
        "select * from scope_row order by policy_scope"
    ):
        # one contract can be named twice, by contract_party and by its file
        contracts = tuple(sorted(set(contract.split("+")))) if contract else ()
        scope = Scope(payer, line_of_business, contracts)
        by_key.setdefault(scope_key(scope), (scope, []))[1].append(text)
    scopes = [scope for scope, _ in by_key.values()]
    spellings = ", ".join(
        f"({literal(key)}, {literal(text)})" for key, (_, texts) in by_key.items() for text in texts
    )
    engine.table(
        "scope_spelling",
        f"select * from (values {spellings or '(null, null)'}) as spelling(key, policy_scope)",
    )
    for subject in policies.subjects:
        engine.register("governing", policies.govern(subject, scopes))
        engine.table(
            f"policy_{subject}",
            "select scope_spelling.policy_scope, governing.* exclude (policy_scope) "
            "from governing join scope_spelling on governing.policy_scope = scope_spelling.key",
        )
    engine.table(
        "policy_citation",
        " union ".join(
            "select policy_period_id, unnest(map_keys(citations)) as check_id, "
            f"unnest(map_values(citations)) as citation from policy_{subject}"
            for subject in policies.subjects
        ),
    )
    columns = ", ".join(f"p.{name}" for name in _IN_FORCE)
    engine.table(
        "policy_in_force",
        " union all ".join(
            f"select {literal(subject)} as subject, {columns}, "
            "cast(to_json(p) as varchar) as parameters, s.payer, s.line_of_business, s.contract "
            f"from policy_{subject} as p join scope_row as s on p.policy_scope = s.policy_scope"
            for subject in policies.subjects
        ),
    )
