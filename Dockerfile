# syntax=docker/dockerfile:1
# Countersign in one image: `countersign serve` by default, `countersign work` for a worker of its own.

FROM python:3.11-slim AS build
WORKDIR /srv/countersign
COPY tools/install.sh tools/install.sh
COPY requirements/app.txt requirements/ocr.txt requirements/
COPY pyproject.toml LICENSE ./
COPY app app
RUN tools/install.sh app .venv

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /srv/countersign --shell /usr/sbin/nologin countersign \
    && install -d -o countersign -g countersign -m 0750 /srv/countersign/var
WORKDIR /srv/countersign
# The same folder as in the build: a virtual environment and an editable install know where they stand.
COPY --from=build /srv/countersign/.venv .venv
COPY pyproject.toml LICENSE ./
COPY app app
# Reading a file starts a process; it is there sooner when nothing has to be compiled first.
RUN .venv/bin/python -m compileall -q app
COPY migrations migrations
COPY questionnaires questionnaires
COPY static static
COPY templates templates
ENV PATH=/srv/countersign/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER countersign
VOLUME /srv/countersign/var
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=4 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["countersign", "serve", "--host", "0.0.0.0", "--port", "8000"]
