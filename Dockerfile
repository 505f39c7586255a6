# docker compose up --build runs this beside PostgreSQL; see docker-compose.yml and docs/operations.md.

FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
WORKDIR /source
COPY requirements.txt ./
RUN /venv/bin/pip install --require-hashes --requirement requirements.txt
COPY pyproject.toml LICENSE ./
COPY domain domain
COPY application application
COPY infrastructure infrastructure
COPY interfaces interfaces
RUN /venv/bin/pip install --no-deps --no-build-isolation . \
    && /venv/bin/pip uninstall --yes setuptools pip

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin samsyn \
    && install --directory --owner samsyn --group samsyn --mode 0700 /data
COPY --from=build /venv /venv
# TMPDIR: a migration, a check and a restore make read models aside, and /tmp may be memory.
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TMPDIR=/data \
    SAMSYN_DATABASE=sqlite:////data/samsyn.db
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
# Binds to loopback, and says so, until SAMSYN_HOST and SAMSYN_ALLOW_REMOTE say otherwise.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:' + os.environ.get('SAMSYN_PORT', '8000') + '/health', timeout=4)"]
ENTRYPOINT ["samsyn"]
CMD ["serve"]
