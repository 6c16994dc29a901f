# One image for every process: web server (the default), worker, clock, and the one-shot jobs.

FROM python:3.13-slim AS build
# The version that bzpeer/bootstrap.py fetches; a test holds the two together.
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
WORKDIR /app
ENV UV_PROJECT_ENVIRONMENT=/opt/venv \
    UV_PYTHON=/usr/local/bin/python3 \
    UV_PYTHON_DOWNLOADS=never \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy
# The packages first: they change less often than the code. Neither the tools of development nor embedded servers.
COPY pyproject.toml uv.lock .python-version ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked --no-default-groups
COPY . .
# Nothing is asked of these servers, and this key signs nothing: collecting files only needs settings that can be read.
RUN DATABASE_URL=postgresql://nobody@localhost/none REDIS_URL=redis://localhost/0 \
    SECRET_KEY=only-while-the-image-is-built-0123456789-abcdefghijklmnopqrstuvwxyz \
    /opt/venv/bin/python manage.py collectstatic --no-input \
    && /opt/venv/bin/python -m compileall -q bzpeer profiles works graph \
    && chmod -R a+rX /app /opt/venv

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin bzpeer
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=bzpeer.settings \
    GRANIAN_INTERFACE=wsgi \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    GRANIAN_WORKERS=2 \
    GRANIAN_BLOCKING_THREADS=4 \
    GRANIAN_BLOCKING_THREADS_IDLE_TIMEOUT=600 \
    GRANIAN_WEBSOCKETS=false \
    GRANIAN_RESPAWN_FAILED_WORKERS=true \
    GRANIAN_WORKERS_KILL_TIMEOUT=10
USER 10001:10001
EXPOSE 8000
# Asks under a name that ALLOWED_HOSTS lists, since any other is turned away.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web\nhost = os.environ.get('ALLOWED_HOSTS', '').split(',')[0].strip().lstrip('.*') or 'localhost'\nurl = f\"http://127.0.0.1:{os.environ['GRANIAN_PORT']}/healthz\"\nweb.urlopen(web.Request(url, headers={'Host': host}), timeout=4)"]
CMD ["granian", "bzpeer.wsgi:application"]
