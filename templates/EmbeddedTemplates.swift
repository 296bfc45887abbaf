/// The default templates, carried inside the program; a user's file of the same path replaces one.
package enum EmbeddedTemplates {
    /// Path below `templates/` and bytes, sorted by path.
    package static var files: [(path: String, bytes: [UInt8])] {
        [
            ("kubernetes/_labels.yaml", PackageResources._labels_yaml),
            ("kubernetes/config.yaml", PackageResources.config_yaml),
            ("kubernetes/deployment.yaml", PackageResources.deployment_yaml),
            ("kubernetes/ingress.yaml", PackageResources.ingress_yaml),
            ("kubernetes/monitoring.yaml", PackageResources.monitoring_yaml),
            ("kubernetes/namespace.yaml", PackageResources.namespace_yaml),
            ("kubernetes/network.yaml", PackageResources.network_yaml),
            ("kubernetes/scaling.yaml", PackageResources.scaling_yaml),
            ("kubernetes/secrets.yaml", PackageResources.secrets_yaml),
            ("kubernetes/service.yaml", PackageResources.service_yaml),
            ("kubernetes/serviceaccount.yaml", PackageResources.serviceaccount_yaml),
            ("local/haproxy.cfg", PackageResources.haproxy_cfg),
            ("local/prometheus.yml", PackageResources.prometheus_yml),
            ("local/run", PackageResources.run),
        ]
    }
}
