internal import Diagnostics
internal import HTTPTransport
internal import JSON
internal import POSIX
internal import RolloutPlans
internal import Rollouts
internal import Synchronization

/// Tells others of each change of a rollout, each of them one after the other, and never holds the rollout up.
final class Notifier: Sendable {
    private static let limit = Duration.seconds(5)

    private let targets: [RolloutPlan.Notification]
    private let rollout: String
    private let directory: String
    /// The last of the chain of each target; the next begins after it.
    private let last: Mutex<[Int: Task<Void, Never>]> = Mutex([:])
    private let underWay = Atomic<Int>(0)
    /// Whether nobody is told any more.
    private let isOver = Atomic<Bool>(false)

    init(_ targets: [RolloutPlan.Notification], rollout: String, in directory: String) {
        self.targets = targets
        self.rollout = rollout
        self.directory = directory
    }

    func tell(_ event: RolloutEvent, _ before: Phase, _ after: Rollout, _ plan: RolloutPlan) {
        guard !targets.isEmpty else { return }
        let message: JSONValue = [
            "rollout": .string(rollout), "environment": .string(plan.environment), "at": .string(WallTime.now.precise),
            "from": .string(before.name), "phase": .string(after.phase.name), "step": .integer(after.step),
            "steps": .integer(plan.schedule.steps.count), "weight": .string(after.weight.description),
            "stable": .string(plan.stable.id), "canary": .string(plan.canary.id), "event": event.json,
            "actor": event.actor.map { .string($0) } ?? .null,
            "reason": after.reason.map { .string($0) } ?? .null,
        ]
        let bytes = message.bytes()
        for (index, target) in targets.enumerated() {
            underWay.add(1, ordering: .relaxed)
            last.withLock { last in
                let earlier = last[index]
                last[index] = Task.detached { [self] in
                    await earlier?.value
                    if !isOver.load(ordering: .relaxed) {
                        // Whoever does not listen is not waited for, and a failure to tell is none of the rollout.
                        try? await Blocking.run { () throws(Failure) in
                            Self.send(bytes, to: target, in: self.directory)
                        }
                    }
                    underWay.subtract(1, ordering: .relaxed)
                }
            }
        }
    }

    /// Waits until everything was told, and no longer than one of them may take.
    func settle() async {
        let deadline = Deadline.after(Self.limit)
        while underWay.load(ordering: .relaxed) > 0, !deadline.hasPassed {
            try? await Task.sleep(for: .milliseconds(20))
        }
        isOver.store(true, ordering: .relaxed)
    }

    private static func send(_ message: [UInt8], to target: RolloutPlan.Notification, in directory: String) {
        switch target {
        case .webhook(let address):
            let request = HTTPRequest(
                "POST", address, fields: [.init("Content-Type", "application/json")], body: message, timeout: limit,
                usesProxyOfEnvironment: true)
            _ = try? HTTPClient().send(request)
        case .command(let words):
            guard let program = words.first else { return }
            let command = Command(program, Array(words.dropFirst()), directory: directory, standardInput: message)
            _ = try? Subprocess.run(command, timeout: limit)
        }
    }
}
