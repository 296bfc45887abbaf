import Diagnostics
import Manifests
import TestSupport
import Testing
import YAML

/// Objects find each other, in every environment and with everything a spec can ask for.
@Suite struct ClusterReferencesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let environment: String
        var overrides: [String] = []
        let testDescription: String

        static func all() throws -> [Case] {
            let everything = try Rendered.everything()
            let changes = [
                ("external secrets", ["kubernetes.secretSource=external-secrets", "kubernetes.secretStore=aws"]),
                ("rolling", ["rollout.strategy=rolling", "rollout.steps=[]"]),
                ("blue-green", ["rollout.strategy=blue-green", "rollout.steps=[]"]),
            ]
            return Rendered.environments.map { Case(environment: $0, testDescription: $0) }
                + [Case(environment: "prod", overrides: everything, testDescription: "everything")]
                + changes.map { Case(environment: "prod", overrides: everything + $0.1, testDescription: $0.0) }
        }

        var objects: ClusterObjects { get throws { try ClusterObjects(of: environment, overrides) } }
    }

    @Test(arguments: try Case.all()) func namesThatAreUsedAreThere(_ given: Case) throws {
        let objects = try given.objects
        let made =
            objects.every("ExternalSecret").compactMap { $0.text("spec.target.name") }
            + objects.every("SecretProviderClass").flatMap { $0.items("spec.secretObjects") }
            .compactMap { $0.text("secretName") } + ["expense-api-generated"]
        for object in objects.all {
            for name in object.found(under: "configMapRef").map({ $0.text("name") ?? "" }) {
                #expect(objects.named("ConfigMap", name)?.text("immutable") == "true", "ConfigMap \(name)")
            }
            let secrets = object.found(under: "secretKeyRef") + object.found(under: "secret")
            for name in secrets.map({ $0.text("name") ?? "" }) { #expect(made.contains(name), "Secret \(name)") }
            for name in object.found(under: "serviceAccountName") {
                #expect(objects.named("ServiceAccount", name.scalar?.text) != nil, "ServiceAccount \(name)")
            }
            for name in object.found(under: "secretProviderClass") {
                #expect(objects.named("SecretProviderClass", name.scalar?.text) != nil)
            }
            for reference in object.found(under: "roleRef") {
                #expect(objects.named(reference.text("kind") ?? "", reference.text("name")) != nil)
            }
            for reference in object.found(under: "scaleTargetRef") {
                #expect(objects.named(reference.text("kind") ?? "", reference.text("name")) != nil)
            }
        }
        for pod in objects.pods.compactMap({ $0.at("spec") }) {
            let volumes = pod.items("volumes").compactMap(\.itemName)
            let mounts = pod.items("containers").flatMap { $0.items("volumeMounts") }.compactMap(\.itemName)
            #expect(volumes.sorted() == mounts.sorted(), "each volume is there and is used")
        }
    }

    @Test(arguments: try Case.all()) func selectorsFindPods(_ given: Case) throws {
        let objects = try given.objects
        let labels = objects.pods.map { $0.at("metadata.labels") }
        for object in objects.all {
            let selectors =
                ["Service", "PodDisruptionBudget", "Deployment"].contains(object.text("kind"))
                ? [object.at("spec.selector.matchLabels") ?? object.at("spec.selector")]
                : object.text("kind") == "NetworkPolicy" && object.text("metadata.name") != "default-deny"
                    ? [object.at("spec.podSelector.matchLabels")] : []
            for selector in selectors {
                let found = labels.filter { selector?.selects($0) == true }.map {
                    $0?.text("[\"app.kubernetes.io/component\"]")
                }
                #expect(Set(found).count == 1, "\(object.text("kind") ?? "") \(object.text("metadata.name") ?? "")")
            }
        }
        // Every pod is spoken of by exactly one policy besides the one that refuses everything.
        let policies = objects.every("NetworkPolicy").compactMap { $0.at("spec.podSelector.matchLabels") }
        for label in labels { #expect(policies.filter { $0.selects(label) }.count == 1) }
        // What Prometheus reads, it reads once.
        let monitor = try #require(objects.named("ServiceMonitor")?.at("spec.selector.matchLabels"))
        #expect(objects.every("Service").filter { monitor.selects($0.at("metadata.labels")) }.count == 1)
    }

    @Test(arguments: try Case.all()) func portsAndRoutesLeadToTheService(_ given: Case) throws {
        let objects = try given.objects
        let container = try #require(objects.named("Deployment")?.at("spec.template.spec.containers.expense-api"))
        for service in objects.every("Service") {
            for port in service.items("spec.ports") {
                #expect(container.at("ports.\(port.text("targetPort") ?? "")") != nil)
            }
        }
        for route in objects.every("HTTPRoute") {
            for backend in route.found(under: "backendRefs").flatMap({ $0.sequence ?? [] }) {
                let service = objects.named("Service", backend.text("name"))
                #expect(service?.items("spec.ports").contains { $0.text("port") == backend.text("port") } == true)
            }
        }
        for job in objects.every("CronJob") {
            let pod = try #require(job.at("spec.jobTemplate.spec.template"))
            let address = try #require(pod.items("spec.containers.call.args").last?.scalar?.text)
            let host = address.dropFirst("http://".count).prefix { $0 != "/" }
            #expect(objects.named("Service", String(host)) != nil && address.hasPrefix("http://"))
            // Both sides of the way are open: out of the job, and into the service.
            let labels = pod.at("metadata.labels")
            let outward = objects.every("NetworkPolicy").filter {
                $0.at("spec.podSelector.matchLabels")?.selects(labels) == true
            }
            let goals = outward.flatMap { $0.items("spec.egress") }.compactMap { $0.at("to.0.podSelector.matchLabels") }
            #expect(goals.contains { $0.selects(objects.named("Deployment")?.at("spec.template.metadata.labels")) })
            let inward = try #require(objects.named("NetworkPolicy", "expense-api")).items("spec.ingress")
            #expect(inward.contains { $0.at("from.0.podSelector.matchLabels")?.selects(labels) == true })
        }
    }

    /// Drains can always go on, and never take all replicas where there are several.
    @Test(arguments: try Case.all()) func theBudgetFitsTheScaler(_ given: Case) throws {
        let objects = try given.objects
        let scaler = try #require(objects.named("HorizontalPodAutoscaler"))
        let budget = try #require(objects.named("PodDisruptionBudget"))
        let pods = objects.named("Deployment", scaler.text("spec.scaleTargetRef.name"))
        #expect(budget.at("spec.selector.matchLabels")?.selects(pods?.at("spec.template.metadata.labels")) == true)
        let (least, most) = (scaler.text("spec.minReplicas"), scaler.text("spec.maxReplicas"))
        #expect(least.flatMap { Int($0) } ?? 0 <= most.flatMap { Int($0) } ?? 0)
        #expect(budget.text("spec.maxUnavailable") == "1" && budget.at("spec.minAvailable") == nil)
        #expect((least == "1") == (given.environment == "dev"))
    }

    /// Who reaches the service from outside, under each strategy and each kind of way in.
    @Test(arguments: [
        ("rolling", "alb", "expense-api:http"), ("canary", "alb", "weighted:use-annotation"),
        ("blue-green", "alb", "expense-api-stable:http"), ("rolling", "nginx", "expense-api:http"),
        ("canary", "nginx", "expense-api-stable:http expense-api-canary:http"),
        ("blue-green", "nginx", "expense-api-stable:http"),
        ("rolling", "gateway", "expense-api:80"), ("canary", "gateway", "expense-api-stable:100 expense-api-canary:0"),
        ("blue-green", "gateway", "expense-api-stable:100"),
    ])
    func theWayInFollowsTheStrategy(_ strategy: String, _ way: String, backends: String) throws {
        let rollout = strategy == "canary" ? [] : ["rollout.strategy=\(strategy)", "rollout.steps=[]"]
        let entry = way == "gateway" ? "gateway={name: a, namespace: b}" : "ingressClass=\(way)"
        let objects = try ClusterObjects(of: "prod", rollout + ["kubernetes.\(entry)"])
        let found =
            objects.every("Ingress").flatMap { $0.found(under: "service") }
            .map { "\($0.text("name") ?? ""):\($0.text("port.name") ?? "")" }
            + objects.every("HTTPRoute").flatMap { $0.found(under: "backendRefs") }.flatMap { $0.sequence ?? [] }
            .map { "\($0.text("name") ?? ""):\($0.text("weight") ?? $0.text("port") ?? "")" }
        #expect(found.joined(separator: " ") == backends)
        let weighted = objects.named("Ingress")?.text(
            "metadata.annotations[\"alb.ingress.kubernetes.io/actions.weighted\"]")
        #expect((weighted != nil) == (strategy == "canary" && way == "alb"))
        let kinds = objects.every("Service").compactMap { $0.text("metadata.labels[\"app.kubernetes.io/component\"]") }
        let wanted = ["rolling": [], "canary": ["stable", "canary"], "blue-green": ["stable", "preview"]]
        #expect(kinds == ["server"] + (wanted[strategy] ?? []))
    }

    /// The deployer may do with every rendered kind what an apply does, and holds no right that could give it more.
    @Test(arguments: try Case.all()) func theDeployerHasTheRightsItNeeds(_ given: Case) throws {
        let objects = try given.objects
        let role = try #require(objects.named("Role"))
        var rights: [String: [String]] = [:]
        for rule in role.items("rules") {
            for resource in rule.items("resources") {
                let group = rule.text("apiGroups.0") ?? ""
                rights["\(group)/\(resource.scalar?.text ?? "")"] = rule.items("verbs").compactMap(\.scalar?.text)
            }
        }
        // An administrator applies these.
        let others = ["Namespace", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"]
        var used: Set<String> = []
        for object in objects.all where !others.contains(object.text("kind") ?? "") {
            let version = object.text("apiVersion") ?? ""
            let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
            let kind = (object.text("kind") ?? "").lowercased()
            let plural =
                kind.hasSuffix("y") ? "\(kind.dropLast())ies" : kind.hasSuffix("s") ? "\(kind)es" : "\(kind)s"
            used.insert("\(group)/\(plural)")
            #expect(rights["\(group)/\(plural)"]?.contains("patch") == true, "\(group)/\(plural)")
        }
        // Kinds that a change of the spec brings or takes away stay in, so that the deployer can take them away.
        let mayBeAbsent: Set = [
            "/configmaps", "batch/cronjobs", "batch/jobs", "networking.k8s.io/ingresses",
        ]
        let written = rights.filter { $0.value.contains("create") }.keys
        #expect(Set(written).subtracting(used).subtracting(mayBeAbsent) == ["coordination.k8s.io/leases"])
        let verbs = Set(
            (objects.every("Role") + objects.every("ClusterRole")).flatMap { $0.found(under: "verbs") }
                .flatMap { $0.sequence ?? [] }.compactMap(\.scalar?.text))
        #expect(verbs.isSubset(of: ["get", "list", "watch", "create", "patch", "update", "delete"]))
        for right in rights.keys {
            #expect(!right.contains("*") && !["/secrets", "/pods/exec"].contains(right))
            #expect(!right.hasPrefix("rbac.authorization.k8s.io"))
        }
        for role in objects.every("ClusterRole") {
            #expect(role.items("rules").allSatisfy { !$0.items("resourceNames").isEmpty })
        }
    }

    @Test(arguments: try Case.all()) func everyImageIsByDigest(_ given: Case) throws {
        let images = try given.objects.pods.flatMap { $0.found(under: "image") }.compactMap(\.scalar?.text)
        #expect(!images.isEmpty)
        for image in images { #expect(image.wholeMatch(of: /[^@]+@sha256:[0-9a-f]{64}/) != nil, "\(image)") }
    }

    /// What a pod is told of a secret is where it is, never what it is.
    @Test(arguments: try Case.all()) func secretsAreReferredTo(_ given: Case) throws {
        let objects = try given.objects
        let names = ["API_KEY", "TOKEN_FILE", "OTHER", "WHOLE_FILE", "OWN"]
        for map in objects.every("ConfigMap") {
            for name in names { #expect(map.at("data.\(name)") == nil) }
        }
        for pod in objects.pods {
            for variable in pod.found(under: "env").flatMap({ $0.sequence ?? [] })
            where names.contains(variable.itemName ?? "") {
                let value = variable.text("value")
                #expect(value == nil || value == "/run/secrets/expense-api/\(variable.itemName ?? "")")
            }
        }
    }
}
