/// SplitMix64 (Steele, Lea, Flood 2014): a small generator whose seed can be printed and given again.
package struct SplitMix: RandomNumberGenerator, Sendable {
    package let seed: UInt64
    private var state: UInt64

    package init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// A generator with the seed in `SLIPWAY_SEED`, else with a new one; the test prints it.
    package static func seeded() -> SplitMix {
        SplitMix(seed: TestVariables.value(of: "SLIPWAY_SEED").flatMap { UInt64($0) } ?? .random(in: 0...UInt64.max))
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
