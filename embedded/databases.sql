-- Airflow's database and the one of Celery's results; ours is made by POSTGRES_USER.
create database airflow;
create database celery;
