# The image of Slipway itself, for pipelines. Rendered by Slipway from templates/docker/slipway.Dockerfile.
# The context is the project's directory, of which slipway.Dockerfile.dockerignore lets in what is needed.

FROM docker.io/library/swift:6.3.1-bookworm@sha256:1c78fedbf38b30a2b65505750be1042f353cddf9a340b4bc49bcdac2f039592a AS program
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        libcurl4-openssl-dev=7.88.1-10+deb12u15 \
        libexpat1-dev=2.5.0-1+deb12u5 \
        libmicrohttpd-dev=0.9.75-6 \
        libs6-dev=2.11.3.2-1 \
        libsqlite3-dev=3.40.1-2+deb12u2 \
        libssl-dev=3.0.22-1~deb12u2 \
        libyaml-dev=0.2.5-1 \
        skalibs-dev=2.13.1.1-1 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN set -- \
        'swift' \
        'build' \
        '--configuration' \
        'release' \
        '--static-swift-stdlib' \
        '--product' \
        'slipway' \
    && "$@" \
    && install -D -m 0755 -- '.build/release/slipway' /out/slipway

FROM docker.io/library/debian:bookworm-slim@sha256:db86eac88c11059ee09e3bd8b8c93760cefb8a37d703a402d1c67bc5b77ae38d
# One layer, without what tells one build from the next: lists, caches, logs, copies of what was before.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        ca-certificates=20250419~deb12u2 \
        libcurl4=7.88.1-10+deb12u15 \
        libexpat1=2.5.0-1+deb12u5 \
        libssl3=3.0.22-1~deb12u2 \
        libyaml-0-2=0.2.5-1 \
    && apt-get clean \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/cache/ldconfig/aux-cache \
        /var/lib/dpkg/*-old /var/log/*
COPY --from=program /out/slipway /usr/local/bin/slipway
LABEL org.opencontainers.image.title="slipway"
LABEL org.opencontainers.image.description="Plans and carries out deployments without downtime."
LABEL org.opencontainers.image.source="https://github.com/example/slipway"
LABEL org.opencontainers.image.vendor="team-expense"
LABEL org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim@sha256:db86eac88c11059ee09e3bd8b8c93760cefb8a37d703a402d1c67bc5b77ae38d"
# The project is mounted here.
WORKDIR /project
USER 10001:10001
STOPSIGNAL SIGTERM
# A command that ends by itself has no health.
HEALTHCHECK NONE
ENTRYPOINT ["/usr/local/bin/slipway"]
CMD ["help"]
