((if build and service.program))
# The image of ((service.name)) for ((environment)). Rendered by Slipway from templates/docker/service.Dockerfile.
# The context is the project's directory, of which service.Dockerfile.dockerignore lets in what is needed.

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
((for word in build.toolchain.command))
        ((word | shell)) \
((end))
    && "$@" \
    && install -D -m 0755 -- ((service.program | shell)) /out/((service.name))
((else))
# The program as it was built. Its mode is set here, so that none of the machine that built it counts.
FROM ((build.base)) AS program
COPY [((service.program | json)), "/src/program"]
RUN install -D -m 0755 /src/program /out/((service.name))
((end))

FROM ((build.base))
((if build.packages))
# One layer, without what tells one build from the next: lists, caches, logs, copies of what was before.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
((for package in build.packages))
        ((package)) \
((end))
    && apt-get clean \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/cache/ldconfig/aux-cache \
        /var/lib/dpkg/*-old /var/log/*
((end))
((if service.database.engine == "sqlite"))
# Where the data is kept: the volume can be written where all else is read-only.
RUN install -d -m 0750 -o 10001 -g 10001 /var/lib/((service.name))
ENV DATABASE_PATH="/var/lib/((service.name))/data.sqlite3"
VOLUME ["/var/lib/((service.name))"]
((end))
COPY --from=program /out/((service.name)) /usr/local/bin/((service.name))
((for entry in build.config))
ENV ((entry.key))=((entry.value | json))
((end))
ENV BIND_ADDRESS="0.0.0.0"
ENV PORT="((service.port))"
((if build.labels.title))
LABEL org.opencontainers.image.title=((build.labels.title | json))
((else))
LABEL org.opencontainers.image.title="((service.name))"
((end))
((if build.labels.description))
LABEL org.opencontainers.image.description=((build.labels.description | json))
((end))
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
USER 10001:10001
EXPOSE ((service.port))
STOPSIGNAL SIGTERM
((if build.healthcheck))
HEALTHCHECK --interval=((service.probes.readiness.period | seconds))s --timeout=((service.probes.readiness.timeout | seconds))s --start-period=((service.shutdown.readyWithin | seconds))s --retries=((service.probes.readiness.failures)) \
    CMD ["/usr/local/bin/((service.name))" \
((for word in build.healthcheck))
        , ((word | json)) \
((end))
    ]
((else))
HEALTHCHECK NONE
((end))
ENTRYPOINT ["/usr/local/bin/((service.name))"]
((if service.arguments))
CMD ((service.arguments | json))
((end))
((end))
