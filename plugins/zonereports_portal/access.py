"""Who may look and who may act, as Airflow's own auth manager says.

What Airflow does not promise to keep (its security module) is used here and nowhere else.
"""

from typing import Annotated

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.base_user import BaseUser
from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails
from airflow.api_fastapi.core_api.security import get_user
from fastapi import Depends, HTTPException

SHOWN_BY = "publish_reports"
"""Who may see this DAG may see what it published."""
SWITCHED_BY = "crawl_sites"
"""Who may run this DAG may say which sites it visits."""
DECIDED_BY = "publish_reports"
"""Who may run this DAG may decide about the rows that it refused."""
SENT_BY = "send_alerts"
"""Who may run this DAG may have a message sent again."""


def may_look(user: BaseUser) -> bool:
    """Whether the pages may be read."""
    return get_auth_manager().is_authorized_dag(
        method="GET", details=DagDetails(id=SHOWN_BY), user=user
    )


def may_run(dag_id: str, user: BaseUser) -> bool:
    """Whether a user may do what a DAG does."""
    return get_auth_manager().is_authorized_dag(
        method="POST",
        access_entity=DagAccessEntity.RUN,
        details=DagDetails(id=dag_id),
        user=user,
    )


def reader(user: Annotated[BaseUser, Depends(get_user)]) -> BaseUser:
    """The user of a request, who may read. 401 without login, 403 without the permission."""
    if not may_look(user):
        raise HTTPException(403, f"reading needs permission to see the DAG {SHOWN_BY}")
    return user


Reader = Annotated[BaseUser, Depends(reader)]


def login_page(back_to: str) -> str:
    """Where a person without login is sent."""
    return get_auth_manager().get_url_login(next_url=back_to)
