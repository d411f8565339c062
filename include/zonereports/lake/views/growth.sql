-- Growth on the year before as it follows from the two levels, beside the growth that the report
-- states; in percent. What is far apart is a correction, another basis (comparable prices) or an
-- error of the source: a person looks at the two quotes.
create or replace view growth as
with stated as (
    select * from observations
    where measure = 'yoy' and scope = 'zone' and status in ('actual', 'estimate')
        and code is not null and value_norm is not null
        and period_start = make_date(year(period_end), 1, 1)
        and period_end = make_date(year(period_end), 12, 31)
    qualify row_number() over (
        partition by adcode, zone, code, year(period_end)
        order by status, year(period_end) = report_year desc, report_year desc, confidence desc,
            start, observation_id
    ) = 1
)
select
    n.province, n.prefecture, n.county, n.adcode, n.zone, n.code, n.year, n.unit_norm,
    b.value_norm as level_before, n.value_norm as level,
    case when b.value_norm > 0 then 100 * (n.value_norm / b.value_norm - 1) end as computed,
    s.value_norm as stated,
    case when b.value_norm > 0
        then s.value_norm - 100 * (n.value_norm / b.value_norm - 1) end as difference,
    b.quote as quote_before, n.quote, s.quote as stated_quote,
    b.observation_id as before_id, n.observation_id, s.observation_id as stated_id
from series n
join series b
    on b.adcode is not distinct from n.adcode and b.zone is not distinct from n.zone
    and b.code = n.code and b.year = n.year - 1 and b.unit_norm is not distinct from n.unit_norm
left join stated s
    on s.adcode is not distinct from n.adcode and s.zone is not distinct from n.zone
    and s.code = n.code and year(s.period_end) = n.year;
