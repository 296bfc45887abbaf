package import Diagnostics
internal import POSIX
package import Planning

/// Whether a plan still describes the world: a comparison of what it was made from with what is there now.
package enum Staleness {
    /// Throws where the plan has expired.
    package static func requireCurrent(_ plan: Plan, now: Int) throws(Failure) {
        guard now <= plan.expiresAt else {
            throw Failure(
                PlanningCodes.expired, "The plan held until \(utc(plan.expiresAt)); it is \(utc(now)).",
                help: "make a new plan, and have it reviewed")
        }
    }

    /// Throws a `Failure` that names everything that changed since `plan` was made; `fresh` is the same plan made now.
    package static func check(_ plan: Plan, against fresh: Plan, now: Int) throws(Failure) {
        try requireCurrent(plan, now: now)
        guard plan.environment == fresh.environment, plan.provider == fresh.provider else {
            throw Failure(
                PlanningCodes.wrongEnvironment,
                "The plan is for \(plan.environment) on \(plan.provider), not \(fresh.environment) on \(fresh.provider).",
                help: "apply it where it was made for, or make a new plan")
        }
        let changed = differences(from: plan.basis, to: fresh.basis)
        guard changed.isEmpty else { throw stale(changed) }
        // The same basis must lead to the same plan; where it does not, something unnamed decided too.
        guard plan.digest == fresh.digest else { throw stale(["the plan made now does something else"]) }
    }

    private static func utc(_ seconds: Int) -> String { WallTime(seconds: Int64(seconds)).description }

    private static func stale(_ changed: [String]) -> Failure {
        Failure(
            changed.map { change in
                Diagnostic(
                    PlanningCodes.stale, "Since the plan was made, \(change).",
                    help: "make a new plan, and have it reviewed")
            })
    }

    private static func differences(from before: Plan.Basis, to now: Plan.Basis) -> [String] {
        var changed: [String] = []
        if before.toolVersion != now.toolVersion {
            changed.append("Slipway changed from \(before.toolVersion) to \(now.toolVersion)")
        }
        if before.lineage != now.lineage {
            changed.append(
                now.lineage.isEmpty ? "the state was removed" : "the state became one of another history")
        } else if before.serial != now.serial {
            changed.append("the state moved from serial \(before.serial) to \(now.serial)")
        }
        for path in Set(before.inputs.keys).union(now.inputs.keys).sorted() {
            switch (before.inputs[path], now.inputs[path]) {
            case (nil, _): changed.append("\(path) was added")
            case (_, nil): changed.append("\(path) was removed")
            case (let old, let new): if old != new { changed.append("\(path) was changed") }
            }
        }
        if before.observed != now.observed {
            changed.append("what is really there changed: `slipway status ENV` shows it")
        }
        return changed
    }
}
