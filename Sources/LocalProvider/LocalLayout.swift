/// Where things are in the directory of one environment.
struct LocalLayout: Sendable, Hashable {
    /// Absolute, without a slash at the end.
    let root: String

    /// The scan directory of s6-svscan: links into ``services``.
    var scan: String { "\(root)/scan" }
    var services: String { "\(root)/services" }
    var logs: String { "\(root)/logs" }
    var secrets: String { "\(root)/secrets" }
    var volumes: String { "\(root)/volumes" }
    var releases: String { "\(root)/releases" }
    var routers: String { "\(root)/routers" }
    var metrics: String { "\(root)/metrics" }
    var certificates: String { "\(root)/certificates" }
    /// What was applied, one file per resource.
    var records: String { "\(root)/resources" }
    /// Half-made things; whatever is here is of no use after a kill.
    var temporary: String { "\(root)/tmp" }
    /// The key of the fingerprints; made with the first secret.
    var fingerprintKey: String { "\(root)/fingerprint.key" }
    /// The digests of released files, so that they are computed once; see `FileDigests`.
    var digests: String { "\(root)/digests" }

    func service(_ name: String) -> String { "\(services)/\(name)" }
    func log(_ service: String) -> String { "\(logs)/\(service)" }
    func secret(_ name: String) -> String { "\(secrets)/\(name)" }
    func volume(_ name: String) -> String { "\(volumes)/\(name)" }
    func release(_ name: String) -> String { "\(releases)/\(name)" }
    func router(_ name: String) -> String { "\(routers)/\(name)" }
    func metrics(_ name: String) -> String { "\(metrics)/\(name)" }
    func certificate(_ name: String) -> String { "\(certificates)/\(name).pem" }

    /// Directories made on the first need, removed by ``LocalProvider/uninstall()``.
    var directories: [String] {
        [scan, services, logs, secrets, volumes, releases, routers, metrics, certificates, records, temporary]
    }
}
