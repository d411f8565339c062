-- The level of each indicator, zone by zone and year by year: one number for each whole year.
-- Of several, the one of that year's own report counts, a result before an estimate; last year's
-- figure as told for comparison (status = 'prior') only where nothing else is there.
create or replace view series as
select
    province, prefecture, county, adcode, zone, code, cast(year(period_end) as integer) as year,
    value_norm, unit_norm, qualifier, status, report_year, quote, observation_id, document_id, url
from observations
where measure = 'level' and scope = 'zone' and status in ('actual', 'estimate', 'prior')
    and code is not null and value_norm is not null
    and period_start = make_date(year(period_end), 1, 1)
    and period_end = make_date(year(period_end), 12, 31)
qualify row_number() over (
    partition by adcode, zone, code, year(period_end)
    order by
        case status when 'actual' then 1 when 'estimate' then 2 else 3 end,
        year(period_end) = report_year desc, report_year desc, confidence desc, start,
        observation_id
) = 1;
