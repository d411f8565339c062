-- What the captured pages had told until a moment, in the reading of today:
--   from observations_as_of(timestamptz '2025-03-31 00:00:00+00')
-- A version counts from the capture that brought it until the capture of the next one. What was
-- learned later is masked: is_latest and known_to are as they were then.
create or replace macro documents_as_of(moment) as table
select * replace (
    coalesce(known_to > moment, true) as is_latest,
    case when known_to <= moment then known_to end as known_to
)
from main.documents
where known_from <= moment;

create or replace macro observations_as_of(moment) as table
select * replace (cast(null as timestamptz) as known_to)
from (from main.observations union all by name from main.observations_history)
where known_from <= moment and coalesce(known_to > moment, true);

create or replace macro findings_as_of(moment) as table
select * replace (cast(null as timestamptz) as known_to)
from (from main.findings union all by name from main.findings_history)
where known_from <= moment and coalesce(known_to > moment, true);
