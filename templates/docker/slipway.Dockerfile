((if build and build.tool))
# The image of Slipway itself, for pipelines. Rendered by Slipway from templates/docker/slipway.Dockerfile.
# The context is the project's directory, of which slipway.Dockerfile.dockerignore lets in what is needed.

((if build.compile and build.toolchain))
FROM ((build.toolchain.base)) AS program
((if build.toolchain.packages))
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
((for package in build.toolchain.packages))
        ((package)) \
((end))
    && rm -rf /var/lib/apt/lists/*
((end))
WORKDIR /src
COPY . .
RUN set -- \
((for word in build.tool.command))
        ((word | shell)) \
((end))
    && "$@" \
    && install -D -m 0755 -- ((build.tool.program | shell)) /out/slipway
((else))
# The program as it was built. Its mode is set here, so that none of the machine that built it counts.
FROM ((build.base)) AS program
COPY [((build.tool.program | json)), "/src/program"]
RUN install -D -m 0755 /src/program /out/slipway
((end))

FROM ((build.base))
((if build.tool.packages))
# One layer, without what tells one build from the next: lists, caches, logs, copies of what was before.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
((for package in build.tool.packages))
        ((package)) \
((end))
    && apt-get clean \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/cache/ldconfig/aux-cache \
        /var/lib/dpkg/*-old /var/log/*
((end))
COPY --from=program /out/slipway /usr/local/bin/slipway
LABEL org.opencontainers.image.title="slipway"
LABEL org.opencontainers.image.description="Plans and carries out deployments without downtime."
((if build.labels.source))
LABEL org.opencontainers.image.source=((build.labels.source | json))
((end))
((if build.labels.documentation))
LABEL org.opencontainers.image.documentation=((build.labels.documentation | json))
((end))
((if build.labels.licenses))
LABEL org.opencontainers.image.licenses=((build.labels.licenses | json))
((end))
((if build.labels.vendor))
LABEL org.opencontainers.image.vendor=((build.labels.vendor | json))
((end))
LABEL org.opencontainers.image.base.name="((build.base))"
# The project is mounted here.
WORKDIR /project
USER 10001:10001
STOPSIGNAL SIGTERM
# A command that ends by itself has no health.
HEALTHCHECK NONE
ENTRYPOINT ["/usr/local/bin/slipway"]
CMD ["help"]
((end))
