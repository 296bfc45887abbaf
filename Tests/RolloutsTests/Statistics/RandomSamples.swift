import Rollouts
import TestSupport

extension SplitMix {
    /// 1 to `most` observations; every other sample has ties.
    mutating func observations(upTo most: Int = 40) -> [Double] {
        let hasTies = Bool.random(using: &self)
        return (0..<Int.random(in: 1...most, using: &self)).map { _ in
            hasTies ? Double(Int.random(in: -4...4, using: &self)) : Double.random(in: -4...4, using: &self)
        }
    }
}
