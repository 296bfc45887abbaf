internal import Glibc
internal import Synchronization

/// The switchboard behind the seams.
///
/// `SLIPWAY_FAULTS` holds faults separated by commas: `NAME@N=kill` ends the process with SIGKILL at the Nth time that
/// seam is reached, `NAME@N=error` lets it fail with EIO, and `any` as the name counts all seams together.
/// `SLIPWAY_SEAM_LOG=FILE` appends the name of each seam reached, one per line.
package enum Seams {
    enum Effect: String { case kill, error }

    struct Fault: Hashable {
        /// nil counts every seam.
        let seam: Seam?
        let hit: Int
        let effect: Effect
    }

    private struct Plan {
        let faults: [Fault]
        let log: Int32?
    }

    static let variable = "SLIPWAY_FAULTS"
    static let logVariable = "SLIPWAY_SEAM_LOG"

    private static let plan: Plan? = {
        let text = EnvironmentVariables.value(of: variable)
        let log = EnvironmentVariables.value(of: logVariable)
        guard text != nil || log != nil else { return nil }
        guard let faults = parse(text ?? "") else { FaultPlans.refuse(variable, text ?? "") }
        var descriptor: Int32?
        if let log {
            let opened = unsafe open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard opened >= 0 else { FaultPlans.refuse(logVariable, log) }
            descriptor = opened
        }
        return Plan(faults: faults, log: descriptor)
    }()
    private static let hits = Mutex<(total: Int, bySeam: [Seam: Int])>((0, [:]))

    static func parse(_ text: String) -> [Fault]? {
        var faults: [Fault] = []
        for part in text.split(separator: ",") {
            guard let at = part.lastIndex(of: "@"), let equals = part[at...].firstIndex(of: "="),
                let hit = Int(part[part.index(after: at)..<equals]), hit > 0,
                let effect = Effect(rawValue: String(part[part.index(after: equals)...]))
            else { return nil }
            let name = String(part[..<at])
            let seam = Seam(rawValue: name)
            guard seam != nil || name == "any" else { return nil }
            faults.append(Fault(seam: seam, hit: hit, effect: effect))
        }
        return faults
    }

    /// Tells that the program is at `seam`; returns at once unless a fault is planned there.
    ///
    /// Throws a ``SystemError`` with EIO where a test planned `error`.
    @inline(__always)
    package static func reach(_ seam: Seam) throws(SystemError) {
        guard let plan else { return }
        try strike(seam, plan)
    }

    private static func strike(_ seam: Seam, _ plan: Plan) throws(SystemError) {
        let (total, own) = hits.withLock { hits in
            hits.total += 1
            hits.bySeam[seam, default: 0] += 1
            return (hits.total, hits.bySeam[seam, default: 0])
        }
        if let log = plan.log {
            let line = Array("\(seam.rawValue)\n".utf8)
            _ = unsafe line.withUnsafeBytes { unsafe write(log, $0.baseAddress, $0.count) }
        }
        for fault in plan.faults where (fault.seam == nil ? total : fault.seam == seam ? own : 0) == fault.hit {
            switch fault.effect {
            case .kill: _ = kill(getpid(), SIGKILL)
            case .error: throw SystemError("reach", seam.rawValue, EIO, detail: "planned fault")
            }
        }
    }
}
