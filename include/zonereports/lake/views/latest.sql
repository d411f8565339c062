-- The newest result of each zone for each indicator and measure: what it says of itself, for the
-- period that ends last. A report's own year beats a later report's look back.
create or replace view latest as
select
    province, prefecture, county, adcode, zone, code, measure, value_norm, unit_norm, value, unit,
    qualifier, status, period, period_start, period_end, report_year, quote, observation_id,
    document_id, url
from observations
where scope = 'zone' and status in ('actual', 'estimate') and code is not null
    and period_end is not null
qualify row_number() over (
    partition by adcode, zone, code, measure
    order by period_end desc, period_start, status, year(period_end) = report_year desc,
        report_year desc, confidence desc, start, observation_id
) = 1;
