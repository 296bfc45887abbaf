# The image of Slipway itself, for pipelines. Rendered by Slipway from templates/docker/slipway.Dockerfile.
# The context is the project's directory, of which slipway.Dockerfile.dockerignore lets in what is needed.

# The program as it was built. Its mode is set here, so that none of the machine that built it counts.
FROM docker.io/library/debian:bookworm-slim@sha256:db86eac88c11059ee09e3bd8b8c93760cefb8a37d703a402d1c67bc5b77ae38d AS program
COPY [".build/release/slipway", "/src/program"]
RUN install -D -m 0755 /src/program /out/slipway

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
