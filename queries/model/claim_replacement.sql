-- relation: claim_replacement
-- grain: one row per replaced claim and claim that replaces it
-- kept: state
--
-- A paid replacement (7) or a void (8) that names another claim of its member and provider group
-- replaces it (claim_link). Of several
-- replacements of one claim, chains included, the latest (paid date, claim number) holds and
-- replaces the others. A void replaces only the claim it names: the claims that it had replaced
-- do not come back. A claim that names itself, or is denied, pended or reversed, replaces
-- nothing. Several replacements of a claim that the store does not hold are of one claim where they
-- agree in member, group and days. is_latest marks the claim that takes the place of the replaced one.
--
-- A replacement or void is read from its latest rows: the latest version, load or, in a
-- ledger, payment date.
with recursive instruction_row as (
  select
    payer, claim_id, instruction, original_claim_id, claim_status, received_date,
    rank() over (
      partition by payer, claim_id, instruction
      order by
        case when history = 'snapshot' then claim_version end desc nulls last,
        case when history = 'ledger' then paid_date end desc nulls last,
        load_number desc
    ) as place
  from distinct_row
  where instruction is not null and claim_status <> 'PENDED'
),
told as (
  select
    payer, claim_id, instruction,
    coalesce(max(original_claim_id) filter (where place = 1), max(original_claim_id)) as original_claim_id,
    count(*) filter (where place = 1 and claim_status <> 'PAID') = 0 as is_paid,
    max(received_date) filter (where place = 1) as received_date
  from instruction_row
  group by payer, claim_id, instruction
  having max(original_claim_id) is not null
),
instruction as (
  select told.*, claim_link.party
  from told
  join claim_link
    on told.payer = claim_link.payer
   and told.claim_id = claim_link.claim_id
   and told.original_claim_id = claim_link.original_claim_id
  where claim_link.stands_for in ('the claim', 'not in the store')
),
final_line as (
  select payer, claim_id, cast(sum(paid_cents) as bigint) as paid_cents
  from settled_line
  where state = 'standing'
  group by payer, claim_id
),
named as (
  select payer, claim_id from instruction
  union
  select payer, original_claim_id as claim_id from instruction
),
paid_on as (
  select
    distinct_row.payer, distinct_row.claim_id, max(distinct_row.paid_date) as paid_date,
    count(*) filter (where not distinct_row.is_reversal) as payments
  from distinct_row
  join named
    on distinct_row.payer = named.payer
   and distinct_row.claim_id = named.claim_id
  where distinct_row.claim_status = 'PAID'
  group by distinct_row.payer, distinct_row.claim_id
),
replacement as (
  select instruction.payer, instruction.claim_id, instruction.original_claim_id, instruction.party, paid_on.paid_date
  from instruction
  join final_line
    on instruction.payer = final_line.payer
   and instruction.claim_id = final_line.claim_id
  left join paid_on
    on instruction.payer = paid_on.payer
   and instruction.claim_id = paid_on.claim_id
  where instruction.instruction = 'replacement'
),
-- a replacement that was paid once stays a link of its chain when it was replaced and taken back
passed_on as (
  select instruction.payer, instruction.claim_id, instruction.original_claim_id, instruction.party
  from instruction
  join paid_on
    on instruction.payer = paid_on.payer
   and instruction.claim_id = paid_on.claim_id
   and paid_on.payments > 0
  where instruction.instruction = 'replacement'
),
void as (
  select instruction.payer, instruction.claim_id, instruction.original_claim_id, paid_on.paid_date
  from instruction
  left join paid_on
    on instruction.payer = paid_on.payer
   and instruction.claim_id = paid_on.claim_id
  where instruction.instruction = 'void' and instruction.is_paid
),
-- every claim that a replacement stands over, through chains; union ends a circle. party: what those
-- that name an ancestor outside the store have to agree in
chain as (
  select payer, claim_id, original_claim_id as ancestor, coalesce(party, '') as party
  from replacement
  union
  select chain.payer, chain.claim_id, passed_on.original_claim_id as ancestor, coalesce(passed_on.party, '') as party
  from chain
  join passed_on
    on chain.payer = passed_on.payer
   and chain.ancestor = passed_on.claim_id
),
-- the claim a family of replacements goes back to; a circle has none and takes its smallest id
family as (
  select
    chain.payer,
    chain.claim_id,
    coalesce(
      min(case when passed_on.claim_id is null then chain.ancestor || '|' || chain.party end),
      min(chain.ancestor)
    ) as family_id
  from chain
  left join passed_on
    on chain.payer = passed_on.payer
   and chain.ancestor = passed_on.claim_id
  group by chain.payer, chain.claim_id
),
ranked as (
  select
    family.payer, family.claim_id, family.family_id,
    row_number() over (
      partition by family.payer, family.family_id
      order by
        case when named_by.original_claim_id is null then 0 else 1 end,
        replacement.paid_date desc nulls last,
        replacement.claim_id desc
    ) as place
  from family
  join replacement
    on family.payer = replacement.payer
   and family.claim_id = replacement.claim_id
  left join (select distinct payer, original_claim_id from replacement) as named_by
    on family.payer = named_by.payer
   and family.claim_id = named_by.original_claim_id
),
winner as (
  select payer, family_id, claim_id
  from ranked
  where place = 1
),
pair as (
  select payer, ancestor as claim_id, claim_id as replaced_by, 'replacement' as kind
  from chain
  where ancestor <> claim_id
  union
  select family.payer, family.claim_id, winner.claim_id as replaced_by, 'replacement' as kind
  from family
  join winner
    on family.payer = winner.payer
   and family.family_id = winner.family_id
  where family.claim_id <> winner.claim_id
  union
  select payer, original_claim_id as claim_id, claim_id as replaced_by, 'void' as kind
  from void
),
-- in a circle the winner does not stand replaced by those it has replaced
final_pair as (
  select pair.*
  from pair
  where pair.kind = 'void'
     or not exists (
       select 1
       from winner
       where winner.payer = pair.payer
         and winner.claim_id = pair.claim_id
     )
)
select
  final_pair.payer,
  final_pair.claim_id,
  final_pair.replaced_by,
  final_pair.kind,
  paid_on.paid_date as replacing_paid_date,
  instructed.received_date as replacing_received_date,
  coalesce(replacing.paid_cents, 0) as replacing_paid_cents,
  coalesce(replaced.paid_cents, 0) as replaced_paid_cents,
  row_number() over (
    partition by final_pair.payer, final_pair.claim_id
    order by
      case when winner.claim_id is not null then 0 when final_pair.kind = 'void' then 1 else 2 end,
      paid_on.paid_date desc nulls last,
      final_pair.replaced_by desc
  ) = 1 as is_latest
from final_pair
left join paid_on
  on final_pair.payer = paid_on.payer
 and final_pair.replaced_by = paid_on.claim_id
left join final_line as replacing
  on final_pair.payer = replacing.payer
 and final_pair.replaced_by = replacing.claim_id
left join final_line as replaced
  on final_pair.payer = replaced.payer
 and final_pair.claim_id = replaced.claim_id
left join winner
  on final_pair.payer = winner.payer
 and final_pair.replaced_by = winner.claim_id
left join (
  select payer, claim_id, max(received_date) as received_date
  from instruction
  group by payer, claim_id
) as instructed
  on final_pair.payer = instructed.payer
 and final_pair.replaced_by = instructed.claim_id
