"""Airflow on this machine, without anything to install or configure: SQLite and loopback."""
