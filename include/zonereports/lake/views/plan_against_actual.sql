-- What a zone planned for a year beside what its report on that year says: a row per target, with
-- null where no result is known. A target of at_most is met from below, every other from above.
create or replace view plan_against_actual as
with targets as (
    select * from observations
    where status = 'target' and scope = 'zone' and code is not null and value_norm is not null
        and period_end is not null
),
results as (
    select * from observations
    where status in ('actual', 'estimate') and scope = 'zone' and value_norm is not null
),
paired as (
    select
        t.province, t.prefecture, t.county, t.adcode, t.zone, t.code, t.measure,
        cast(year(t.period_end) as integer) as year, t.unit_norm,
        t.value_norm as planned, t.qualifier as planned_qualifier, t.quote as planned_quote,
        t.report_year as planned_in, t.observation_id as target_id,
        r.value_norm as actual, r.status as actual_status, r.quote as actual_quote,
        r.report_year as reported_in, r.observation_id as result_id
    from targets t
    left join results r
        on r.adcode is not distinct from t.adcode and r.zone is not distinct from t.zone
        and r.code = t.code and r.measure = t.measure
        and r.unit_norm is not distinct from t.unit_norm
        and r.period_start = t.period_start and r.period_end = t.period_end
        and r.report_year > t.report_year
    qualify row_number() over (
        partition by t.observation_id
        order by r.status, year(r.period_end) = r.report_year desc, r.report_year desc,
            r.confidence desc, r.start, r.observation_id
    ) = 1
)
select
    *,
    actual - planned as difference,
    case when measure = 'level' and planned <> 0 then actual / planned end as ratio,
    case when planned_qualifier = 'at_most' then actual <= planned else actual >= planned end as met
from paired;
