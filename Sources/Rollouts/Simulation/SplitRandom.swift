/// SplitMix64 (Steele, Lea, Flood 2014), so that a seed gives one history on every machine.
package struct SplitRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Another generator, whose numbers have nothing to do with those that are still to come of this one.
    mutating func split() -> SplitRandom { SplitRandom(seed: next()) }
}

extension RandomNumberGenerator {
    /// At least 0, less than 1: one number of the generator, on every version of the standard library.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Normally distributed with mean 0 and deviation 1, by inversion.
    mutating func normal() -> Double {
        // Half a step up, as 0 would be infinitely far away.
        Normal.quantile(unit() + 0x1p-54) ?? 0
    }
}
