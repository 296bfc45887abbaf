/// What tells states apart: two that agree in it lead to the same, but for the time at which.
extension ProofWorld {
    struct Signature: Hashable {
        let phase: Int32
        let step: Int32
        let flags: UInt8
        let wantedCanary: Int32
        let wantedStable: Int32
        let knownCanary: Int32
        let knownStable: Int32
        let canary: Int32
        let stable: Int32
        let weight: Int32
        let routing: Int32
        let lowest: Int32
        let highest: Int32
        let told: Int32
    }

    var signature: Signature {
        let flags: [Bool] = [
            rollout.isPromoted, rollout.isFull, isPromotionDue, isDemotionDue, lost == .canary, lost == .stable,
            rollout.route != nil,
        ]
        return Signature(
            phase: place, step: Int32(clamping: rollout.step),
            flags: flags.reduce(0) { $0 << 1 | ($1 ? 1 : 0) },
            wantedCanary: Int32(clamping: rollout.wanted[.canary] ?? 0),
            wantedStable: Int32(clamping: rollout.wanted[.stable] ?? 0),
            knownCanary: Int32(clamping: rollout.ready[.canary] ?? 0),
            knownStable: Int32(clamping: rollout.ready[.stable] ?? 0),
            canary: Int32(clamping: canary), stable: Int32(clamping: stable),
            weight: Int32(rollout.weight.thousandths), routing: Int32(rollout.routing?.thousandths ?? -1),
            lowest: Int32(lowest.thousandths), highest: Int32(highest.thousandths),
            told: Int32(told?.thousandths ?? -1))
    }

    /// The phase; of what it holds, only what is not in the other fields.
    private var place: Int32 {
        switch rollout.phase {
        case .pending: 0
        case .scaling: 1
        case .warming: 2
        case .shifting: 3
        case .soaking: 4
        case .analysing: 5
        case .gated: 6
        case .paused(.person): 7
        case .paused(.marginal), .paused(.noData): 8
        case .promoting: 9
        case .keepingWarm: 10
        case .restoring: 11
        case .returning: 12
        case .cooling: 13
        case .demoting: 14
        case .succeeded: 15
        case .aborted: 16
        case .stuck: 17
        }
    }
}
