"""What a quiet visit asks of the database does not grow with the number of sites and reports."""

from sqlalchemy import event

from replica import Replica
from replica.counties import COUNTIES

SMALL = {"site_switches"}
"""A row for each time that a person switched a site; asked once a batch."""


def test_no_statement_of_a_quiet_visit_looks_at_a_whole_table(platform):
    with Replica(counties=COUNTIES[:1]) as replica:
        pipeline = platform(replica)
        pipeline.crawl()
        pipeline.publish()
        asked = []

        def note(_connection, _cursor, statement, parameters, *_):
            if statement.lower().startswith(("select", "update", "delete")):
                asked.append((statement, parameters))

        (key,) = replica.sites
        batch = platform(replica)
        engines = batch.state.engine, batch.state._reading
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        (check,) = batch.crawl([key])
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
    assert check.answer == "nothing new"
    assert len(asked) > 5
    whole = []
    with batch.state.read() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"explain query plan {statement}", parameters)
            steps = [str(row[3]) for row in plan]
            whole += [
                (step, statement)
                for step in steps
                if step.startswith("SCAN") and not SMALL & set(step.split())
            ]
    assert whole == []
