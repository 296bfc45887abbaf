/// How the environment runs on Kubernetes.
package struct KubernetesSection: SpecSection {
    package let namespace: Name
    package let context: String?
    package let host: HostName?

    package init(_ fields: inout Fields) {
        namespace = fields.value("namespace", "The namespace that holds everything of this environment.")
        context = fields.optional("context", "The context of the kubeconfig file; the current one without it.")
        host = fields.optional("host", "The host name under which the service is reached from outside.")
        fields.require(
            !["default", "kube-system", "kube-public", "kube-node-lease"].contains(namespace.text), at: "namespace",
            EnvironmentCodes.rule, "\(namespace) belongs to the cluster", help: "write a namespace of its own")
    }
}
