/// How the environment runs on Kubernetes.
package struct KubernetesSection: SpecSection {
    package let namespace: Name
    package let context: String?
    package let host: HostName?
    package let ingressClass: Name
    package let certificate: String?
    package let secretStore: Name?
    package let settle: Duration
    package let network: ClusterNetworkSection

    package init(_ fields: inout Fields) {
        namespace = fields.value("namespace", "The namespace that holds everything of this environment.")
        context = fields.optional("context", "The context of the kubeconfig file; the current one without it.")
        host = fields.optional("host", "The host name under which the service is reached from outside.")
        ingressClass = fields.value(
            "ingressClass", "The class of the Ingress; alb is the AWS Load Balancer Controller.",
            default: .value(Name(known: "alb")))
        certificate = fields.optional("certificate", "The ARN of the certificate of host, for the class alb.")
        secretStore = fields.optional(
            "secretStore", "The ClusterSecretStore of External Secrets from which service.secrets are read.")
        settle = fields.value(
            "settle", "How long a replica that leaves still takes requests, until no balancer sends it any.",
            default: .value(.seconds(5)))
        network = fields.section("network", "Who may reach the service and whom it may reach; all else is refused.")
        fields.require(
            !["default", "kube-system", "kube-public", "kube-node-lease"].contains(namespace.text), at: "namespace",
            EnvironmentCodes.rule, "\(namespace) belongs to the cluster", help: "write a namespace of its own")
        fields.require(
            certificate == nil || host != nil, at: "certificate", EnvironmentCodes.rule,
            "a certificate is for a host, and there is none", help: "give host, or take certificate away")
        fields.require(
            settle <= .seconds(300), at: "settle", EnvironmentCodes.rule,
            "every replica would take \(settle.written) to leave", help: "write 5m or less")
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
