# Two stages on the same distribution: the second holds the binary, both settings files and the
# libraries that the binary loads, nothing else. Swift's own libraries are linked in.

FROM swift:6.3-bookworm AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libcurl4-openssl-dev libsqlite3-dev zlib1g-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# The manifest first, so that the packages are fetched anew only when it changes.
COPY Package.swift ./
RUN swift package resolve
# Whatever folder the manifest names: .dockerignore lets nothing else in.
COPY . ./
# Optimized as one program: calls between the rooms are nearly half of what a request costs
# (docs/decisions/0026-what-a-request-costs.md).
RUN swift build -c release --product gatewayz-api --static-swift-stdlib \
        --experimental-lto-mode full -Xlinker -s \
    && binaries="$(swift build -c release --static-swift-stdlib --show-bin-path)" \
    && install -D "$binaries/gatewayz-api" /out/gatewayz-api \
    && install -D -s /usr/libexec/swift/linux/swift-backtrace-static /out/swift-backtrace-static

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        ca-certificates libcurl4 libsqlite3-0 libstdc++6 zlib1g \
    && rm -rf /var/lib/apt/lists/* /var/cache/debconf/* /var/lib/dpkg/*-old /var/log/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin gatewayz \
    && install -d -o 10001 /app/data
COPY --from=build /out/ /usr/local/bin/
COPY .env.staging .env.production /app/
# The settings files are looked for in the working directory; APP_ENV alone chooses between them.
WORKDIR /app
ENV SWIFT_BACKTRACE=enable=yes,sanitize=yes,interactive=no,color=no,\
swift-backtrace=/usr/local/bin/swift-backtrace-static
# A volume that Railway mounts belongs to root: set RAILWAY_RUN_UID=0 on a service that has one.
USER 10001
EXPOSE 8000
STOPSIGNAL SIGTERM
# For Docker and Compose; Railway asks /health itself, once, when it deploys (railway.toml).
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s --retries=3 \
    CMD ["/usr/local/bin/gatewayz-api", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/gatewayz-api"]
CMD ["serve"]
