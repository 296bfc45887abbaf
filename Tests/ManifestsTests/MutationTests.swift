import Manifests
import Testing

@testable import Commands

/// A change of one value of the spec changes exactly what it should, and leaves every other document as it is.
@Suite struct MutationTests {
    /// One line for each: the value as `--set` takes it, then every place that differs.
    ///
    /// A place is a document, by its file's name, and the path of a value in it; of a text, the first word of the line.
    /// `~revision` is a name that is another one wherever it stands, `* path` a value of every object that has it,
    /// `+document` and `-document` one that comes or goes, with the object of a document that stays. What many places
    /// begin with is shortened as below.
    static let mutations = #"""
        service.name=invoice-api -> ~name, ~revision
        service.image=registry.example.com/app@sha256:2222222222222222222222222222222222222222222222222222222222222222 -> \#
            app.image, ~revision
        service.program=bin/other -> service &&
        service.arguments=[serve, --verbose] -> app.args.1, run set, service CMD, ~revision
        service.port=9000 -> app.env.PORT.value, app.ports.http.containerPort, service ENV, service EXPOSE, \#
            ~revision
        service.replicas.min=3 -> haproxy server, scrape.0.static_configs.2.labels.replica, \#
            scrape.0.static_configs.2.labels.revision, scrape.0.static_configs.2.targets.0, scaler.minReplicas, \#
            ~revision
        service.replicas.max=30 -> quota.pods, quota["limits.cpu"], quota["limits.memory"], \#
            quota["requests.cpu"], quota["requests.memory"], scaler.maxReplicas, ~revision
        service.replicas.cpuTarget=75% -> scaler.metrics.0.resource.target.averageUtilization, ~revision
        service.resources.cpu.request=300m -> app.resources.requests.cpu, limits.defaultRequest.cpu, \#
            quota["requests.cpu"], ~revision
        service.resources.cpu.limit=3 -> app.resources.limits.cpu, limits.default.cpu, quota["limits.cpu"], ~revision
        service.resources.memory.request=256Mi -> app.resources.requests.memory, limits.defaultRequest.memory, \#
            quota["requests.memory"], ~revision
        service.resources.memory.limit=1Gi -> app.resources.limits.memory, limits.default.memory, \#
            quota["limits.memory"], ~revision
        service.probes.startup.path=/up -> app.startupProbe.httpGet.path, ~revision
        service.probes.startup.period=10s -> app.startupProbe.failureThreshold, app.startupProbe.periodSeconds, \#
            ~revision
        service.probes.startup.timeout=1s -> app.startupProbe.timeoutSeconds, ~revision
        service.probes.startup.failures=9 -> ~revision
        service.probes.readiness.path=/ok -> app.readinessProbe.httpGet.path, haproxy option, \#
            alb["healthcheck-path"], ~revision
        service.probes.readiness.period=10s -> app.readinessProbe.periodSeconds, haproxy default-server, \#
            service HEALTHCHECK, ~revision
        service.probes.readiness.timeout=1s -> app.readinessProbe.timeoutSeconds, service HEALTHCHECK, ~revision
        service.probes.readiness.failures=9 -> app.readinessProbe.failureThreshold, haproxy default-server, \#
            service HEALTHCHECK, ~revision
        service.probes.liveness.path=/alive -> app.livenessProbe.httpGet.path, ~revision
        service.probes.liveness.period=10s -> app.livenessProbe.periodSeconds, ~revision
        service.probes.liveness.timeout=1s -> app.livenessProbe.timeoutSeconds, ~revision
        service.probes.liveness.failures=9 -> app.livenessProbe.failureThreshold, ~revision
        service.shutdown.drain=5s -> ~revision
        service.shutdown.grace=45s -> pod.terminationGracePeriodSeconds, haproxy hard-stop-after, ~revision
        service.shutdown.readyWithin=2m -> deployment spec.progressDeadlineSeconds, \#
            app.startupProbe.failureThreshold, service HEALTHCHECK, ~revision
        service.config.LOG_LEVEL=debug -> config data.LOG_LEVEL, ~config, ~revision
        service.config.NEW=1 -> config data.NEW, ~config, ~revision
        service.config={} -> nothing
        service.secrets.API_KEY=secretsmanager:expense/other#value -> secrets spec.data.0.remoteRef.key, \#
            ~revision, ~secrets
        service.secrets.API_KEY=secretsmanager:expense/key#other -> secrets spec.data.0.remoteRef.property, \#
            ~revision, ~secrets
        service.secrets.TOKEN_FILE=ssm:/expense/other -> secrets spec.data.1.remoteRef.key, ~revision, ~secrets
        service.secrets.MORE=generate:32 -> app.env.MORE.name, app.env.MORE.valueFrom.secretKeyRef.key, \#
            app.env.MORE.valueFrom.secretKeyRef.name, pod.volumes.secrets.projected.sources.1.secret.name, \#
            ~revision, ~secrets
        service.secrets.MORE_FILE=ssm:/expense/more -> app.env.MORE_FILE.name, app.env.MORE_FILE.value, \#
            secrets spec.data.2.remoteRef.key, secrets spec.data.2.secretKey, ~revision, ~secrets
        service.database.engine=none -> app.env.DATABASE_PATH.name, app.env.DATABASE_PATH.value, \#
            app.volumeMounts.data.mountPath, app.volumeMounts.data.name, pod.volumes.data.emptyDir.sizeLimit, \#
            pod.volumes.data.name, service #, service ENV, service RUN, service VOLUME, ~revision
        service.database.engine=mysql -> app.env.DATABASE_PATH.name, app.env.DATABASE_PATH.value, \#
            app.volumeMounts.data.mountPath, app.volumeMounts.data.name, pod.volumes.data.emptyDir.sizeLimit, \#
            pod.volumes.data.name, service #, service ENV, service RUN, service VOLUME, ~revision
        service.cache.engine=redis -> ~revision
        build.packages=[libmicrohttpd12=0.9.75-6] -> service libsqlite3-0=3.40.1-2+deb12u2
        build.config.NEW=1 -> service ENV
        build.healthcheck=[--ready] -> service ,
        build.healthcheck=[] -> service ,, service CMD, service HEALTHCHECK, service ]
        build.labels.vendor=somebody -> service LABEL, slipway LABEL
        build.labels.title=Expenses -> service LABEL
        build.toolchain.sources=[Package.swift, Sources, Tests, app] -> service !templates, slipway !templates
        build.tool.image=registry.example.com/slipway:2 -> nothing
        local.replicas=3 -> haproxy server, scrape.0.static_configs.2.labels.replica, \#
            scrape.0.static_configs.2.labels.revision, scrape.0.static_configs.2.targets.0
        local.ports.http=8999 -> haproxy bind
        local.ports.stats=8998 -> haproxy bind, scrape.1.static_configs.0.targets.0
        local.ports.prometheus=9999 -> nothing
        local.ports.replicas=20000 -> haproxy server, scrape.0.static_configs.0.targets.0, \#
            scrape.0.static_configs.1.targets.0
        local.tls=true -> haproxy bind
        local.metrics=false -> nothing
        kubernetes.namespace=invoices -> ~namespace
        kubernetes.context=other -> nothing
        kubernetes.host=other.example.com -> ingress spec.rules.0.host
        kubernetes.certificate=arn:aws:acm:eu-west-1:012345678901:certificate/a -> alb["certificate-arn"]
        kubernetes.secretStore=vault -> secrets spec.secretStoreRef.name
        jobs=[{name: retention, schedule: "0 4 * * *", path: /v1/jobs/retention}] -> jobs spec.schedule
        jobs=[{name: retention, schedule: "0 3 * * *", \#
            path: /v1/jobs/old}] -> jobs spec.jobTemplate.spec.template.spec.containers.call.args.7
        kubernetes.jobImage=registry.example.com/curl@sha256:4444444444444444444444444444444444444444444444444444444444444444 -> \#
            jobs spec.jobTemplate.spec.template.spec.containers.call.image
        kubernetes.role=arn:aws:iam::123456789012:role/expense -> serviceaccount ServiceAccount.metadata.annotations["eks.amazonaws.com/role-arn"]
        kubernetes.settle=10s -> app.lifecycle.preStop.sleep.seconds, pod.terminationGracePeriodSeconds, ~revision
        kubernetes.network.from=[10.0.0.0/24, 10.0.1.0/24, 10.9.2.0/24] -> policy.ingress.2.from.0.ipBlock.cidr
        kubernetes.network.namespaces=[ingress] -> policy.ingress.3.from.0.namespaceSelector.matchLabels["kubernetes.io/metadata.name"]
        kubernetes.network.to=[{cidr: 10.8.0.0/16, port: 3306}] -> policy.egress.1.to.0.ipBlock.cidr
        kubernetes.network.to=[{cidr: 10.9.0.0/16, port: 3307}] -> policy.egress.1.ports.0.port
        aws.account="012345678901" -> nothing
        aws.network.gateways=single -> nothing
        aws.database.instanceClass=db.m7g.xlarge -> nothing
        aws.database.storage=40Gi -> nothing
        aws.database.backupDays=7 -> nothing
        rollout.deadline=2h -> nothing
        rollout.steps=[{weight: 100%}] -> nothing
        monitoring.scrapeInterval=30s -> monitoring ServiceMonitor.spec.endpoints.0.interval, \#
            prometheus global.scrape_interval
        monitoring.retention=60d -> nothing
        monitoring.availability=99.5% -> alerts.rules.1.annotations.summary, alerts.rules.1.expr, \#
            alerts.rules.2.annotations.summary, alerts.rules.2.expr, alerts.rules.3.annotations.summary, \#
            alerts.rules.3.expr, alerts.rules.4.annotations.summary, alerts.rules.4.expr
        monitoring.latency=1s -> alerts.rules.5.annotations.summary, alerts.rules.5.expr
        compliance.owner=team-other -> * metadata.labels["slipway.dev/owner"], ~revision
        compliance.dataClass=restricted -> * metadata.labels["slipway.dev/data-class"], ~revision
        compliance.frameworks=[soc2] -> nothing
        compliance.exceptions=[] -> nothing
        tier=staging -> nothing
        """#

    private static let shortened = [
        "deployment spec.template.spec.containers.~name.": "app.", "deployment spec.template.spec.": "pod.",
        "scaling HorizontalPodAutoscaler.spec.": "scaler.", "namespace ResourceQuota.spec.hard": "quota",
        "namespace LimitRange.spec.limits.0.": "limits.", "network NetworkPolicy.spec.": "policy.",
        "prometheus scrape_configs.": "scrape.", "monitoring PrometheusRule.spec.groups.~name.": "alerts.",
        "ingress metadata.annotations[\"alb.ingress.kubernetes.io/": "alb[\"",
    ].sorted { $0.key.count > $1.key.count }

    private static func shortened(_ change: String) -> String {
        shortened.first { change.hasPrefix($0.key) }.map { $0.value + change.dropFirst($0.key.count) } ?? change
    }

    @Test func eachValueChangesExactlyWhatItDecides() throws {
        let project = Project(directory: Rendered.root)
        let before = try NamedDocuments(nil, in: project)
        let lines = Self.mutations.split(separator: "\n")
        #expect(lines.count >= 60 && Set(lines).count == lines.count)
        for line in lines {
            let arrow = try #require(line.firstRange(of: " -> "))
            let override = String(line[..<arrow.lowerBound])
            let expected = line[arrow.upperBound...].split(separator: ", ").map { String($0.drop { $0 == " " }) }
            let found = before.changes(to: try NamedDocuments(override, in: project)).map(Self.shortened)
            #expect(found.sorted() == (expected == ["nothing"] ? [] : expected.sorted()), "\(override)")
        }
    }
}
