# Build the environment from the lock, then copy it alone: the image carries no compiler.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements/build.txt requirements/run.txt requirements/
RUN python -m venv /opt/qingfeng \
 && /opt/qingfeng/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt \
 && /opt/qingfeng/bin/pip install --no-cache-dir --require-hashes --no-build-isolation -r requirements/run.txt
COPY . .
RUN /opt/qingfeng/bin/pip install --no-cache-dir --no-build-isolation --no-deps .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 qingfeng && install -d -o qingfeng -m 700 /data
COPY --from=build /opt/qingfeng /opt/qingfeng
ENV PATH=/opt/qingfeng/bin:$PATH QINGFENG_HOME=/data MPLCONFIGDIR=/tmp/matplotlib
USER qingfeng
VOLUME /data
ENTRYPOINT ["qingfeng"]
CMD ["run"]
