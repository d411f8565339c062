# One image for every process of the platform.
FROM python:3.11.9-slim-bookworm

RUN useradd --create-home --uid 50000 zonereports
WORKDIR /opt/zonereports
COPY requirements.txt .
RUN pip install --no-cache-dir --compile -r requirements.txt
COPY pyproject.toml requirements.in README.md ./
COPY include include
COPY dags dags
COPY plugins plugins
COPY embedded embedded
COPY replica replica
RUN pip install --no-cache-dir --no-deps -e . \
    && install -d -o zonereports -g zonereports /data /airflow

USER zonereports
ENV PYTHONPATH=/opt/zonereports/include:/opt/zonereports \
    PYTHONUNBUFFERED=1 \
    ZONEREPORTS_HOME=/data
VOLUME /data
# Alone it runs everything on SQLite; docker-compose.yaml gives each container its own command.
EXPOSE 8080
CMD ["python", "-m", "embedded", "run"]
