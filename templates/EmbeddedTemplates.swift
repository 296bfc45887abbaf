/// The default templates, carried inside the program; a user's file of the same path replaces one.
package enum EmbeddedTemplates {
    /// Path below `templates/` and bytes, sorted by path.
    package static var files: [(path: String, bytes: [UInt8])] {
        [
            ("docker/service.Dockerfile", PackageResources.service_Dockerfile),
            ("docker/service.Dockerfile.dockerignore", PackageResources.service_Dockerfile_dockerignore),
            ("docker/slipway.Dockerfile", PackageResources.slipway_Dockerfile),
            ("docker/slipway.Dockerfile.dockerignore", PackageResources.slipway_Dockerfile_dockerignore),
            ("kubernetes/_container.yaml", PackageResources._container_yaml),
            ("kubernetes/_deployer.yaml", PackageResources._deployer_yaml),
            ("kubernetes/_dns.yaml", PackageResources._dns_yaml),
            ("kubernetes/_environment.yaml", PackageResources._environment_yaml),
            ("kubernetes/_labels.yaml", PackageResources._labels_yaml),
            ("kubernetes/_mounts.yaml", PackageResources._mounts_yaml),
            ("kubernetes/_pod.yaml", PackageResources._pod_yaml),
            ("kubernetes/_port.yaml", PackageResources._port_yaml),
            ("kubernetes/_volumes.yaml", PackageResources._volumes_yaml),
            ("kubernetes/config.yaml", PackageResources.config_yaml),
            ("kubernetes/deployment.yaml", PackageResources.deployment_yaml),
            ("kubernetes/httproute.yaml", PackageResources.httproute_yaml),
            ("kubernetes/ingress.yaml", PackageResources.ingress_yaml),
            ("kubernetes/jobs.yaml", PackageResources.jobs_yaml),
            ("kubernetes/migration.yaml", PackageResources.migration_yaml),
            ("kubernetes/monitoring.yaml", PackageResources.monitoring_yaml),
            ("kubernetes/namespace.yaml", PackageResources.namespace_yaml),
            ("kubernetes/network.yaml", PackageResources.network_yaml),
            ("kubernetes/rbac.yaml", PackageResources.rbac_yaml),
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
