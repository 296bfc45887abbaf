/// How the environment runs on Kubernetes.
package struct KubernetesSection: SpecSection {
    package enum SecretSource: String, SpecChoice {
        case externalSecrets = "external-secrets"
        case csi
    }

    package let namespace: Name
    package let context: String?
    package let host: HostName?
    package let ingressClass: Name
    package let certificate: String?
    package let gateway: GatewaySection?
    package let secretSource: SecretSource
    package let secretStore: Name?
    package let role: String?
    package let deployer: DeployerSection?
    package let jobImage: ImageReference?
    package let settle: Duration
    package let quota: ClusterQuotaSection?
    package let network: ClusterNetworkSection

    package init(_ fields: inout Fields) {
        namespace = fields.value("namespace", "The namespace that holds everything of this environment.")
        context = fields.optional("context", "The context of the kubeconfig file; the current one without it.")
        host = fields.optional("host", "The host name under which the service is reached from outside.")
        ingressClass = fields.value(
            "ingressClass", "The class of the Ingress; alb is the AWS Load Balancer Controller.",
            default: .value(Name(known: "alb")))
        certificate = fields.optional("certificate", "The ARN of the certificate of host, for the class alb.")
        gateway = fields.optionalSection(
            "gateway", "The Gateway through which host is reached; an HTTPRoute then takes the place of the Ingress.")
        secretSource = fields.value(
            "secretSource",
            "What fetches service.secrets: the External Secrets operator, or the Secrets Store CSI driver with AWS.",
            default: .value(.externalSecrets))
        secretStore = fields.optional(
            "secretStore", "The ClusterSecretStore of External Secrets from which service.secrets are read.")
        role = fields.optional("role", "The ARN of the IAM role that the service account of the service takes on.")
        deployer = fields.optionalSection(
            "deployer", "Who deploys, and gets the rights for it; without it nobody is given any.")
        jobImage = fields.optional("jobImage", "An image whose entry point is curl, by digest; it calls jobs.")
        settle = fields.value(
            "settle", "How long a replica that leaves still takes requests, until no balancer sends it any.",
            default: .value(.seconds(5)))
        quota = fields.optionalSection(
            "quota", "The most the namespace may take; room for two full revisions without it.")
        network = fields.section("network", "Who may reach the service and whom it may reach; all else is refused.")
        checkRules(&fields)
    }

    private func checkRules(_ fields: inout Fields) {
        fields.require(
            !["default", "kube-system", "kube-public", "kube-node-lease"].contains(namespace.text), at: "namespace",
            EnvironmentCodes.rule, "\(namespace) belongs to the cluster", help: "write a namespace of its own")
        fields.require(
            certificate == nil || host != nil, at: "certificate", EnvironmentCodes.rule,
            "a certificate is for a host, and there is none", help: "give host, or take certificate away")
        fields.require(
            gateway == nil || host != nil, at: "gateway", EnvironmentCodes.rule,
            "a route is for a host, and there is none", help: "give host, or take gateway away")
        fields.require(
            gateway == nil || certificate == nil, at: "certificate", EnvironmentCodes.rule,
            "the certificate is the Gateway's own", help: "take certificate away")
        fields.require(
            settle <= .seconds(300), at: "settle", EnvironmentCodes.rule,
            "every replica would take \(settle.written) to leave", help: "write 5m or less")
        fields.require(
            jobImage == nil || jobImage?.digest != nil, at: "jobImage", EnvironmentCodes.rule,
            "a tag moves, and a cluster would run what nobody reviewed", help: "write it with @sha256: and the digest")
    }
}

/// The Gateway that a route belongs to (Gateway API, "HTTPRoute").
package struct GatewaySection: SpecSection {
    package let name: Name
    package let namespace: Name
    package let https: Name
    package let http: Name?

    package init(_ fields: inout Fields) {
        name = fields.value("name", "The Gateway's name.")
        namespace = fields.value("namespace", "The namespace it lives in.")
        https = fields.value(
            "https", "Its listener with TLS.", default: .value(Name(known: "https")))
        http = fields.optional("http", "Its listener without TLS, from which clients are sent to https.")
    }
}

/// Who applies the objects (Kubernetes, "Using RBAC Authorization", subjects).
package struct DeployerSection: SpecSection {
    package enum Kind: String, SpecChoice {
        case user = "User"
        case group = "Group"
        case serviceAccount = "ServiceAccount"
    }

    package let kind: Kind
    package let name: String
    package let namespace: Name?

    package init(_ fields: inout Fields) {
        kind = fields.value("kind", "What kind of account it is.", default: .value(.group))
        name = fields.value("name", "Its name.")
        namespace = fields.optional("namespace", "The namespace of a ServiceAccount.")
        fields.require(
            !name.isEmpty && !name.hasPrefix("system:masters"), at: "name", EnvironmentCodes.rule,
            name.isEmpty ? "a name is needed" : "\(name) may do everything already",
            help: "write the account or group of the pipeline, such as expense-deployers")
        fields.require(
            (kind == .serviceAccount) == (namespace != nil), at: kind == .serviceAccount ? "kind" : "namespace",
            EnvironmentCodes.rule,
            kind == .serviceAccount ? "a ServiceAccount has a namespace" : "only a ServiceAccount has a namespace",
            help: kind == .serviceAccount ? "give namespace" : "take namespace away, or write kind: ServiceAccount")
    }
}

/// A quota of the user's own (Kubernetes, "Resource Quotas").
package struct ClusterQuotaSection: SpecSection {
    package let pods: Int?
    package let cpuRequests: CPUQuantity?
    package let cpuLimits: CPUQuantity?
    package let memoryRequests: ByteSize?
    package let memoryLimits: ByteSize?

    package init(_ fields: inout Fields) {
        pods = fields.optional("pods", "The most pods.", in: 1...100_000)
        cpuRequests = fields.optional("cpuRequests", "Processors set aside for all of them.")
        cpuLimits = fields.optional("cpuLimits", "The most processors of all of them.")
        memoryRequests = fields.optional("memoryRequests", "Memory set aside for all of them.")
        memoryLimits = fields.optional("memoryLimits", "The most memory of all of them.")
    }
}

/// The flows of a NetworkPolicy beside DNS.
package struct ClusterNetworkSection: SpecSection {
    package let from: [CIDR]
    package let namespaces: [Name]
    package let to: [ClusterFlowSection]

    package init(_ fields: inout Fields) {
        from = fields.list(
            "from", "Address ranges that may reach the service, such as the subnets of its load balancer.",
            count: 0...50)
        namespaces = fields.list(
            "namespaces",
            "Namespaces whose pods may reach it, such as those of an ingress controller or of Prometheus.",
            count: 0...50)
        to = fields.sections("to", "What the service may reach.")
    }
}

/// One address range and port that the service may reach over TCP.
package struct ClusterFlowSection: SpecSection {
    package let cidr: CIDR
    package let port: Port

    package init(_ fields: inout Fields) {
        cidr = fields.value("cidr", "The address range.")
        port = fields.value("port", "The port.")
    }
}
