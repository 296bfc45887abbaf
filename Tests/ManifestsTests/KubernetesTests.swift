import Diagnostics
import Manifests
import POSIX
import Templates
import Testing
import YAML

/// The Kubernetes documents of every environment fit each other, and hold to the predicates of a restricted workload.
@Suite struct KubernetesTests {
    static let secrets = [
        "service.secrets.API_KEY=secretsmanager:expense/key#value", "service.secrets.TOKEN_FILE=ssm:/expense/token",
        "kubernetes.secretStore=aws", "kubernetes.network.to=[{cidr: 10.9.0.0/16, port: 3306}]",
    ]

    @Test(arguments: Rendered.environments) func everyObjectIsNamedAndLabelled(_ environment: String) throws {
        let objects = try ClusterObjects(of: environment)
        let kinds = objects.all.compactMap { $0.text("kind") }
        #expect(kinds.count == objects.all.count)
        let identities = objects.all.map { "\($0.text("kind") ?? "")/\($0.text("metadata.name") ?? "")" }
        #expect(Set(identities).count == identities.count)
        for object in objects.all {
            let name = try #require(object.text("metadata.name"))
            #expect(name.utf8.count <= 63 && name.wholeMatch(of: /[a-z]([a-z0-9-]*[a-z0-9])?/) != nil, "\(name)")
            #expect(object.text("metadata.labels[\"app.kubernetes.io/name\"]") == "expense-api")
            #expect(object.text("metadata.labels[\"slipway.dev/environment\"]") == environment)
            for pair in object["metadata"]?["labels"]?.mapping ?? [] {
                #expect((pair.value.scalar?.text.utf8.count ?? 64) <= 63 && pair.value.scalar?.kind == .string)
            }
            let namespace = object.text("metadata.namespace")
            let isOfTheCluster = ["Namespace", "ClusterRole", "ClusterRoleBinding"].contains(object.text("kind"))
            #expect(isOfTheCluster ? namespace == nil : namespace == "expense-\(environment)")
        }
    }

    @Test(arguments: Rendered.environments) func objectsReferToEachOther(_ environment: String) throws {
        let objects = try ClusterObjects(of: environment, Self.secrets)
        let deployment = try #require(objects.named("Deployment")), service = try #require(objects.named("Service"))
        let pod = try #require(deployment.at("spec.template"))
        let labels = try #require(pod.at("metadata.labels"))
        let container = try #require(pod.at("spec.containers.expense-api"))
        let selectors = [
            deployment.at("spec.selector.matchLabels"), service.at("spec.selector"),
            try #require(objects.named("PodDisruptionBudget")).at("spec.selector.matchLabels"),
            try #require(objects.named("NetworkPolicy", "expense-api")).at("spec.podSelector.matchLabels"),
            pod.at("spec.topologySpreadConstraints.0.labelSelector.matchLabels"),
        ]
        for selector in selectors {
            let pairs = try #require(selector?.mapping)
            #expect(!pairs.isEmpty)
            for pair in pairs { #expect(labels[pair.name] == pair.value, "\(pair.name)") }
        }
        let ports = container.at("ports")?.sequence?.compactMap(\.itemName)
        #expect(service.text("spec.ports.0.targetPort").map { ports?.contains($0) == true } == true)
        #expect(container.text("ports.http.containerPort") == container.text("env.PORT.value"))
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
            #expect(ports?.contains(container.text("\(probe).httpGet.port") ?? "") == true)
        }
        let scaler = try #require(objects.named("HorizontalPodAutoscaler"))
        #expect(scaler.text("spec.scaleTargetRef.name") == deployment.text("metadata.name"))
        #expect(deployment.at("spec.replicas") == nil)
        let config = try #require(container.text("envFrom.0.configMapRef.name"))
        #expect(objects.named("ConfigMap", config)?.text("immutable") == "true")
        let secret = try #require(objects.named("ExternalSecret"))
        #expect(pod.text("spec.volumes.secrets.projected.sources.0.secret.name") == secret.text("spec.target.name"))
        #expect(secret.at("spec.data")?.sequence?.compactMap { $0.text("secretKey") } == ["API_KEY", "TOKEN_FILE"])
        #expect(secret.text("spec.data.0.remoteRef.property") == "value")
        #expect(container.text("env.TOKEN_FILE.value") == "/run/secrets/expense-api/TOKEN_FILE")
        #expect(container.text("env.API_KEY.valueFrom.secretKeyRef.name") == secret.text("spec.target.name"))
        #expect(container.at("env.API_KEY.value") == nil)
        #expect(objects.named("ServiceAccount", pod.text("spec.serviceAccountName")) != nil)
        for mount in container.at("volumeMounts")?.sequence ?? [] {
            #expect(pod.at("spec.volumes.\(mount.itemName ?? "")") != nil)
        }
        #expect((objects.named("Ingress") == nil) == (environment == "dev"))
    }

    /// Exactly what the spec declares, and names.
    @Test(arguments: Rendered.environments) func onlyDeclaredFlowsAreOpen(_ environment: String) throws {
        let objects = try ClusterObjects(of: environment, Self.secrets)
        let deny = try #require(objects.named("NetworkPolicy", "default-deny"))
        #expect(deny.at("spec.podSelector")?.mapping?.isEmpty == true)
        #expect(deny.at("spec.ingress") == nil && deny.at("spec.egress") == nil)
        let policy = try #require(objects.named("NetworkPolicy", "expense-api"))
        let ranges = ["dev": 0, "staging": 3, "prod": 4]
        #expect(policy.at("spec.ingress")?.sequence?.count == ranges[environment])
        let outward = try #require(policy.at("spec.egress")?.sequence)
        #expect(outward.count == 2)
        #expect(outward[0].text("to.0.podSelector.matchLabels.k8s-app") == "kube-dns")
        #expect(outward[1].text("to.0.ipBlock.cidr") == "10.9.0.0/16" && outward[1].text("ports.0.port") == "3306")
        for object in [deny, policy] {
            #expect(object.at("spec.policyTypes")?.sequence?.compactMap(\.scalar?.text) == ["Ingress", "Egress"])
        }
    }

    @Test(arguments: Rendered.environments) func podsAreRestricted(_ environment: String) throws {
        let pod = try #require(try ClusterObjects(of: environment).named("Deployment")?.at("spec.template.spec"))
        let container = try #require(pod.at("containers.0"))
        let wanted = [
            "securityContext.runAsNonRoot": "true", "securityContext.seccompProfile.type": "RuntimeDefault",
            "automountServiceAccountToken": "false",
            "containers.0.securityContext.allowPrivilegeEscalation": "false",
            "containers.0.securityContext.privileged": "false",
            "containers.0.securityContext.readOnlyRootFilesystem": "true",
            "containers.0.securityContext.capabilities.drop.0": "ALL",
        ]
        for (path, value) in wanted { #expect(pod.text(path) == value, "\(path)") }
        #expect((pod.text("securityContext.runAsUser").flatMap { Int($0) } ?? 0) >= 10_000)
        for path in ["hostNetwork", "hostPID", "hostIPC"] { #expect(pod.at(path) == nil) }
        for path in ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"] {
            #expect(container.text("resources.\(path)") != nil)
        }
        let namespace = try #require(try ClusterObjects(of: environment).named("Namespace"))
        #expect(namespace.text("metadata.labels[\"pod-security.kubernetes.io/enforce\"]") == "restricted")
    }

    /// Killed only after it was told to leave, served on, and had its time to finish.
    @Test(arguments: ["0s", "5s", "1500ms", "2m"]) func graceCoversTheWholeWayOut(settle: String) throws {
        let objects = try ClusterObjects(of: "prod", ["kubernetes.settle=\(settle)", "service.shutdown.grace=20s"])
        let pod = try #require(objects.named("Deployment")?.at("spec.template.spec"))
        let sleep = try #require(pod.text("containers.0.lifecycle.preStop.sleep.seconds").flatMap { Int($0) })
        let grace = try #require(pod.text("terminationGracePeriodSeconds").flatMap { Int($0) })
        #expect(grace >= sleep + 19 && grace <= sleep + 20)
    }

    /// They are in no store, and made when the environment is applied.
    @Test func generatedSecretsAreMountedFromASecretOfTheirOwn() throws {
        let objects = try ClusterObjects(of: "prod", ["service.secrets.K_FILE=generate:32"])
        #expect(objects.named("ExternalSecret") == nil)
        let pod = try #require(objects.named("Deployment")?.at("spec.template.spec"))
        #expect(pod.at("volumes.secrets.projected.sources")?.sequence?.count == 1)
        #expect(pod.text("volumes.secrets.projected.sources.0.secret.name") == "expense-api-generated")
        #expect(pod.text("containers.0.env.K_FILE.value") == "/run/secrets/expense-api/K_FILE")
        let plain = try ClusterObjects(of: "prod", ["service.secrets.K=generate:32"]).named("Deployment")
        #expect(plain?.at("spec.template.spec.volumes.secrets") == nil)
        #expect(plain?.text("spec.template.spec.containers.0.env.K.valueFrom.secretKeyRef.key") == "K")
    }

    @Test(arguments: [("60%", "60"), ("60.5%", "61"), ("0.2%", "1"), ("100%", "100")])
    func theScalerGetsWholePercents(written: String, target: String) throws {
        let scaler = try ClusterObjects(of: "prod", ["service.replicas.cpuTarget=\(written)"]).named(
            "HorizontalPodAutoscaler")
        #expect(scaler?.text("spec.metrics.0.resource.target.averageUtilization") == target)
    }

    @Test func theQuotaHasRoomForTwoFullRevisions() throws {
        let quota = try #require(try ClusterObjects(of: "prod", ["service.replicas.max=9"]).named("ResourceQuota"))
        #expect(quota.text("spec.hard.pods") == "20")
        #expect(quota.text("spec.hard[\"requests.cpu\"]") == "5")
        #expect(quota.text("spec.hard[\"limits.memory\"]") == "10Gi")
    }

    @Test(arguments: [
        (["service.secrets.K=ssm:/a"], "kubernetes: K of service.secrets has no store to come from"),
        (["kubernetes.settle=6m"], "kubernetes.settle: every replica would take 6m to leave"),
        (["kubernetes.namespace=default"], "kubernetes.namespace: default belongs to the cluster"),
    ])
    func whatCannotWorkIsRefused(overrides: [String], detail: String) throws {
        let failure = #expect(throws: Failure.self) { try Rendered.documents(of: "prod", overrides) }
        #expect(failure?.diagnostics.map(\.detail) == [detail])
    }

    @Test func whatTemplatesSeeIsDocumented() throws {
        let text = String(
            decoding: try FileSystem.read("\(Rendered.root)/docs/templates.md", limit: 1 << 20), as: UTF8.self)
        guard case .object(let root) = Manifests.shape else { throw NoShape() }
        for computed in root where ["machine", "cluster"].contains(computed.name) {
            guard case .object(let fields) = computed.shape else { throw NoShape() }
            #expect(!fields.isEmpty)
            for field in fields {
                let isThere = text.contains("`\(computed.name).\(field.name)`") || text.contains("`.\(field.name)`")
                #expect(isThere, "docs/templates.md does not tell of \(computed.name).\(field.name)")
            }
        }
    }

    struct NoShape: Error {}

    /// `slipway why` has an answer for every value.
    @Test(arguments: Rendered.environments) func everyLeafKnowsItsTemplate(_ environment: String) throws {
        var leaves = 0
        func look(_ node: Node, _ path: [String], _ root: Node) {
            if let pairs = node.mapping, !pairs.isEmpty {
                for pair in pairs { look(pair.value, path + [pair.name], root) }
            } else if let items = node.sequence, !items.isEmpty {
                for (index, item) in items.enumerated() { look(item, path + [String(index)], root) }
            } else {
                leaves += 1
                #expect(node.mark.file.hasPrefix("templates/") && node.mark.line > 0, "\(NodePath(path)) \(node.mark)")
                #expect(root.at(NodePath(NodePath(path).description)?.parts ?? [])?.mark == node.mark)
            }
        }
        var lines = 0
        let overrides = environment == "prod" ? [[], try Rendered.everything()] : [[]]
        for document in try overrides.flatMap({ try Rendered.documents(of: environment, $0) }) {
            if let root = document.root { look(root, [], root) }
            guard case .text(let origins) = document.content else { continue }
            // Every line of a text is a leaf.
            #expect(origins.count == document.bytes.split(separator: 10, omittingEmptySubsequences: false).count - 1)
            for origin in origins {
                lines += 1
                #expect(origin.template.file.hasPrefix("templates/") && origin.template.line > 0)
            }
        }
        print("\(environment): \(leaves) leaves and \(lines) lines explained")
        #expect(leaves > 100 && lines > 50)
    }
}
