# One image for every process of the platform. The first stage has pip and may compile; the second
# gets what it installed, and has no package manager for Python and no compiler.
FROM python:3.11.9-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install --no-cache-dir --compile -r /tmp/requirements.txt
WORKDIR /opt/zonereports
COPY pyproject.toml requirements.in README.md ./
COPY include include
RUN /opt/venv/bin/pip install --no-cache-dir --no-deps -e . \
    && /opt/venv/bin/python -m compileall -q include \
    && /opt/venv/bin/pip uninstall --yes pip

FROM python:3.11.9-slim-bookworm

RUN useradd --no-create-home --home-dir /airflow --shell /usr/sbin/nologin --uid 50000 zonereports \
    && install -d -o zonereports -g zonereports /data /airflow /objects /demo-sites \
    && pip uninstall --yes pip setuptools wheel
COPY --from=build /opt/venv /opt/venv
WORKDIR /opt/zonereports
# Owned by root: who gets into a process cannot change the code.
COPY --from=build /opt/zonereports ./
COPY dags dags
COPY plugins plugins
COPY embedded embedded
COPY replica replica

USER 50000:50000
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/opt/zonereports/include:/opt/zonereports \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ZONEREPORTS_HOME=/data
VOLUME /data
# Alone it runs everything on SQLite; docker-compose.yaml gives each container its own command, and
# its own health check.
EXPOSE 8080
HEALTHCHECK --interval=60s --timeout=30s --start-period=120s --retries=5 \
    CMD ["python", "-m", "embedded.health", "apiserver"]
CMD ["python", "-m", "embedded", "run"]
