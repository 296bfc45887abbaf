internal import Glibc

/// A limit of this process (getrlimit(2)).
package enum ResourceLimit: Sendable {
    case files, processes

    /// What it can be raised to without privileges; -1 where there is no limit.
    package var hard: Int {
        var limit = rlimit()
        let resource: __rlimit_resource_t =
            switch self {
            case .files: __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
            case .processes: __rlimit_resource_t(__RLIMIT_NPROC.rawValue)
            }
        guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_max != rlim_t.max else { return -1 }
        return Int(clamping: limit.rlim_max)
    }
}
