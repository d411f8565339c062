"""The pages of the product below Airflow's API server: routes, login, permissions. Nothing else."""
