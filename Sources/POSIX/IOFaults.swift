internal import Glibc
internal import Synchronization

/// The file system calls a fault can strike.
enum IOCall {
    case open, create, read, write, sync, rename, link, remove, make, examine, change, close
}

/// Faults planned by `SLIPWAY_IO_FAULTS=N:KIND[:persist]`, for the tests that prove no I/O error corrupts anything.
///
/// `KIND` is `EIO`, `ENOSPC`, `EDQUOT`, `EINTR`, `EXDEV`, `short` or `fsync`. The fault strikes the Nth call that such
/// a fault can strike in reality (`EXDEV` only renames, `short` only writes, …), once or, with `persist`, from there.
/// Calls of other kinds are not counted, so that a loop over N ends as soon as a run passes without a fault.
enum IOFaults {
    struct Plan {
        let first: Int
        let kind: Kind
        let persists: Bool
    }

    enum Kind: String, CaseIterable {
        case EIO, ENOSPC, EDQUOT, EINTR, EXDEV, short, fsync

        var calls: Set<IOCall> {
            switch self {
            case .EIO:
                [.open, .create, .read, .write, .sync, .rename, .link, .remove, .make, .examine, .change, .close]
            case .ENOSPC, .EDQUOT: [.create, .write, .sync, .rename, .link, .make]
            case .EINTR: [.open, .create, .read, .write, .sync]
            case .EXDEV: [.rename, .link]
            case .short: [.write]
            case .fsync: [.sync]
            }
        }

        /// The error number of a struck call; nil for a write that is merely short.
        var error: Int32? {
            switch self {
            case .EIO, .fsync: Glibc.EIO
            case .ENOSPC: Glibc.ENOSPC
            case .EDQUOT: Glibc.EDQUOT
            case .EINTR: Glibc.EINTR
            case .EXDEV: Glibc.EXDEV
            case .short: nil
            }
        }
    }

    static let variable = "SLIPWAY_IO_FAULTS"

    private static let plan: Plan? = {
        guard let text = EnvironmentVariables.value(of: variable) else { return nil }
        guard let plan = parse(text) else { FaultPlans.refuse(variable, text) }
        return plan
    }()
    private static let count = Atomic<Int>(0)

    static func parse(_ text: String) -> Plan? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || (parts.count == 3 && parts[2] == "persist"),
            let first = Int(parts[0]), first > 0, let kind = Kind(rawValue: String(parts[1]))
        else { return nil }
        return Plan(first: first, kind: kind, persists: parts.count == 3)
    }

    /// The error number with which this call is to fail, or nil: one load where no fault is planned.
    static func error(for call: IOCall) -> Int32? {
        guard let plan, let error = plan.kind.error, plan.kind.calls.contains(call), isStruck(plan) else { return nil }
        return error
    }

    /// Whether this write is to transfer only half of what it is given.
    static func shortensWrite() -> Bool {
        guard let plan, plan.kind == .short else { return false }
        return isStruck(plan)
    }

    private static func isStruck(_ plan: Plan) -> Bool {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        return number == plan.first || (plan.persists && number > plan.first)
    }
}

/// What both kinds of fault plan share.
enum FaultPlans {
    /// Ends the process: a fault plan that is not understood must not turn into a run without faults.
    static func refuse(_ variable: String, _ text: String) -> Never {
        StandardStream.error.write("slipway: \(variable) is not understood: \(text)\n")
        exit(64)
    }
}
