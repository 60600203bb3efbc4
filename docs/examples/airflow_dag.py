"""Airflow: `recoup schedule` every night, on a worker that has the store's disk.

An example for Airflow 2.x. Recoup's tests parse it and do not run it: Airflow is not installed
with Recoup.
"""

from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG(
    dag_id="recoup_nightly",
    schedule="15 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,  # a night that was missed is made up for by the next one
    max_active_runs=1,
) as dag:
    BashOperator(
        task_id="recoup_schedule",
        # 3: a file could not be loaded, all else was done. Shown as skipped, not as failed; the
        # line "load" of the log names the file.
        skip_on_exit_code=3,
        bash_command="/opt/recoup/bin/recoup schedule /srv/recoup/recoup.toml",
    )
