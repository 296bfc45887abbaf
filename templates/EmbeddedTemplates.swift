/// The default templates, carried inside the program; a user's file of the same path replaces one.
package enum EmbeddedTemplates {
    /// Path below `templates/` and bytes, sorted by path.
    package static var files: [(path: String, bytes: [UInt8])] {
        [
            ("local/haproxy.cfg", PackageResources.haproxy_cfg),
            ("local/prometheus.yml", PackageResources.prometheus_yml),
            ("local/run", PackageResources.run),
        ]
    }
}
