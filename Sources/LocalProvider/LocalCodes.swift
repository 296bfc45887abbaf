package import Diagnostics

/// The problems of an environment on this machine, E0601 to E0659.
package enum LocalCodes {
    package static let unknownKind = DiagnosticCode(
        "E0601", "resource the local provider does not have",
        """
        The local provider keeps supervisor, secret, volume, release, replica, router, certificate and metrics \
        resources, whose names consist of letters, digits, dots, dashes and underscores (at most 128, no dot first).
        """)
    package static let attributeInvalid = DiagnosticCode(
        "E0602", "resource attribute missing or wrong",
        """
        A change carries everything that is needed to make it. Here an attribute is absent, has another type, is out \
        of its range, or is unknown to the local provider. Most often the plan is of another version, or a template \
        is wrong.
        """)
    package static let toolMissing = DiagnosticCode(
        "E0603", "program not installed",
        """
        Local environments run under s6, behind HAProxy, watched by Prometheus; development certificates are made \
        with OpenSSL. The program named was not found on PATH, /usr/sbin or /sbin, or the library named cannot be loaded.
        """)
    package static let directoryUnusable = DiagnosticCode(
        "E0604", "environment directory cannot be used",
        """
        A local environment lives in one directory that belongs to you and that nobody else may write to. Everything \
        in it is private (0700 and 0600), because the secrets of the environment are kept there.
        """)
    package static let supervisorFailed = DiagnosticCode(
        "E0605", "supervisor does not run", runbook: "local-supervisor.md",
        """
        One s6-svscan per environment starts every process and starts it again when it dies. It did not come up, did \
        not answer, or did not stop in time.
        """)
    package static let programChanged = DiagnosticCode(
        "E0606", "program is not the one that was planned", exit: .stalePlan,
        """
        A plan holds the SHA-256 of the program it starts, so that what was reviewed is what runs. The file has \
        changed since the plan was made, most often through a new build.
        """)
    package static let replicaNotReady = DiagnosticCode(
        "E0607", "replica did not become ready", runbook: "local-replica-not-ready.md",
        """
        A new replica gets no traffic before its readiness path answers 200. This one did not in the time allowed, \
        or its process kept ending. It was stopped and taken away; the replicas before it were not touched and serve on.
        """)
    package static let portTaken = DiagnosticCode(
        "E0608", "port is taken",
        """
        The plan gives this resource a port of 127.0.0.1 on which another process listens. Ports are chosen when the \
        plan is made; something took the port in between.
        """)
    package static let doesNotStop = DiagnosticCode(
        "E0609", "process does not stop", runbook: "local-supervisor.md",
        """
        A process got SIGTERM, then after its grace SIGKILL, and is still there: it hangs in the kernel, or belongs to \
        another user. Nothing of it was removed.
        """)
    package static let routerConfigRefused = DiagnosticCode(
        "E0610", "HAProxy refuses its configuration", runbook: "local-router.md",
        """
        Every configuration passes `haproxy -c` before it is used, unless the HAProxy that runs has loaded all of it but \
        plain servers. This one does not; HAProxy goes on with the former.
        """)
    package static let routerFailed = DiagnosticCode(
        "E0611", "HAProxy does not do its work", runbook: "local-router.md",
        """
        HAProxy did not start, did not load its configuration, or does not see its servers as up. A configuration that \
        could not be loaded was put back to the former one.
        """)
    package static let routerCommandFailed = DiagnosticCode(
        "E0612", "HAProxy refuses a runtime command", runbook: "local-router.md",
        """
        Weights and server states are set through HAProxy's runtime API on its master socket. The socket was not \
        there, or HAProxy answered with an error; the message holds its words.
        """)
    package static let routerNotDrained = DiagnosticCode(
        "E0613", "old servers still answer requests", exit: .timedOut, runbook: "local-router.md",
        """
        A server that is taken out, and after a reload the old worker, finishes the requests it has. Until then the old \
        replicas are not stopped. A `hard-stop-after` in the configuration bounds this time.
        """)
    package static let metricsConfigRefused = DiagnosticCode(
        "E0614", "Prometheus refuses its configuration",
        """
        Prometheus checks a configuration when it loads it, and `promtool check config` one that it is to start with. \
        This one was refused; a Prometheus that runs goes on with the former.
        """)
    package static let metricsFailed = DiagnosticCode(
        "E0615", "Prometheus does not do its work",
        "Prometheus did not start, did not become ready, or did not load its configuration; its log says why.")
    package static let certificateFailed = DiagnosticCode(
        "E0616", "development certificate cannot be made",
        "The openssl program did not make or read the self-signed certificate of the environment; the message says why."
    )
    package static let fileFailed = DiagnosticCode(
        "E0617", "environment file cannot be used",
        "The operating system refused to read, write or remove a file of the environment.")
    package static let referenceMissing = DiagnosticCode(
        "E0618", "resource that is needed is not there",
        """
        A replica needs its release, and a release the secrets and volumes it names; they are made before it. One of \
        them is not in the environment's directory.
        """)
    package static let recordUnreadable = DiagnosticCode(
        "E0619", "environment record cannot be read",
        """
        What was applied is recorded beside it, in `resources/`. The record named is damaged or of a newer version. \
        The resource can be deleted and made again; nothing else refers to the record.
        """)
    package static let processFailed = DiagnosticCode(
        "E0620", "program cannot be run",
        "A program the local provider uses could not be started, or did not end in time.")
    package static let notEmpty = DiagnosticCode(
        "E0621", "environment is not empty",
        "The directory of an environment is removed once all its resources are deleted; some are still there.")
    package static let templateMissing = DiagnosticCode(
        "E0622", "document missing",
        """
        The local provider needs local/haproxy.cfg, local/run and, with local.metrics, local/prometheus.yml. A \
        template of the user's replaced one of them and makes no document for this environment.
        """)
    package static let programMissing = DiagnosticCode(
        "E0623", "nothing to run",
        """
        On this machine a service runs as a program, which service.program names, or in a container of service.image.
        """)

    package static let containerStays = DiagnosticCode(
        "E0624", "container does not go", runbook: "local-containers.md",
        """
        The container of a replica is removed once the replica is stopped. The engine did not remove it, or did not \
        answer; the replica's directory stays, so that the next run tries again.
        """)

    package static let secretUnsafe = DiagnosticCode(
        "E0625", "secret would be read by the container engine",
        """
        The variables of a service are handed to its container by their names, from those of the container engine. One \
        that the engine reads itself, such as HOME or DOCKER_HOST, is given on its command line instead, where no \
        secret may stand.
        """)

    package static let routerNotSplit = DiagnosticCode(
        "E0626", "router does not share traffic as told", runbook: "rollout-router.md",
        """
        During a rollout HAProxy looks the weight up in a map for each request. It was given a weight, and its map or \
        its own counters of requests say something else.
        """)

    package static let metricsMissing = DiagnosticCode(
        "E0627", "no metrics to judge by",
        """
        Analyses of a rollout ask the Prometheus that runs beside the service. With local.metrics: false there is none.
        """)

    package static let all = [
        unknownKind, attributeInvalid, toolMissing, directoryUnusable, supervisorFailed, programChanged,
        replicaNotReady, portTaken, doesNotStop, routerConfigRefused, routerFailed, routerCommandFailed,
        routerNotDrained, metricsConfigRefused, metricsFailed, certificateFailed, fileFailed, referenceMissing,
        recordUnreadable, processFailed, notEmpty, templateMissing, programMissing, containerStays,
        secretUnsafe, routerNotSplit, metricsMissing,
    ]
}
