internal import Glibc
internal import Synchronization

/// The file system calls a fault can strike.
enum IOCall {
    case open, create, read, write, sync, rename, link, remove, make, examine, change, close
}

/// What the hook decided for one call.
enum IOFault {
    /// The call fails with this error number and does nothing.
    case error(Int32)
    /// A write transfers half of the bytes asked for.
    case short
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

        var fault: IOFault {
            switch self {
            case .EIO, .fsync: .error(Glibc.EIO)
            case .ENOSPC: .error(Glibc.ENOSPC)
            case .EDQUOT: .error(Glibc.EDQUOT)
            case .EINTR: .error(Glibc.EINTR)
            case .EXDEV: .error(Glibc.EXDEV)
            case .short: .short
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

    /// The fault for this call, or nil: one load where no fault is planned.
    static func fault(for call: IOCall) -> IOFault? {
        guard let plan, plan.kind.calls.contains(call) else { return nil }
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        return number == plan.first || (plan.persists && number > plan.first) ? plan.kind.fault : nil
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
