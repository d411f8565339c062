"""What one DAG tells the next: a doorbell, never the data.

The truth stands in our own stores (captures not settled, messages not sent), so a bell that is
missed or rings twice loses and doubles nothing; the sweep schedules look again anyway.
"""

from airflow.sdk import Asset

CAPTURES = Asset(name="zonereports_captures", uri="x-zonereports://archive/captures")
REPORTS = Asset(name="zonereports_reports", uri="x-zonereports://lake/reports")
