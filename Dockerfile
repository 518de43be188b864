# Build the environment from the lock, then copy it alone: the image carries no compiler and no sources.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements/build.txt requirements/run.txt requirements/
RUN python -m venv /opt/qingfeng \
 && /opt/qingfeng/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt \
 && /opt/qingfeng/bin/pip install --no-cache-dir --require-hashes --no-build-isolation -r requirements/run.txt
COPY . .
RUN /opt/qingfeng/bin/pip install --no-cache-dir --no-build-isolation --no-deps .

FROM python:3.12-slim
RUN useradd --no-create-home --home-dir /data --uid 10001 qingfeng \
 && install -d -o qingfeng -m 700 /data
COPY --from=build /opt/qingfeng /opt/qingfeng
# The fonts (Noto SC) are in the environment. All that is written goes to /data and /tmp: the rest may be read-only.
ENV PATH=/opt/qingfeng/bin:$PATH \
    QINGFENG_HOME=/data \
    QINGFENG_WATCH=127.0.0.1:9090 \
    MPLCONFIGDIR=/tmp/matplotlib \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-m", "bot.healthcheck"]
ENTRYPOINT ["qingfeng"]
CMD ["run"]
