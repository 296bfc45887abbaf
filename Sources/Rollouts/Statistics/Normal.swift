/// The standard normal distribution.
package enum Normal {
    /// The probability of a value up to `z`; NaN for NaN. Its relative error stays below 1e-12 for all `z` above -37.
    package static func cdf(_ z: Double) -> Double { Elementary.erfc(-z / 2.0.squareRoot()) / 2 }

    /// The probability of a value above `z`, exact in relative terms where `1 - cdf` is not; NaN for NaN.
    package static func survival(_ z: Double) -> Double { cdf(-z) }

    /// The value that is not exceeded with probability `p`, 0 to 1; the ends give infinities, all else nil.
    ///
    /// Near 1 the distance to 1 is lost in `p` itself: use `upperQuantile`.
    /// Wichura, Algorithm AS 241, Applied Statistics 37 (1988) 477-484: PPND16, of about 16 figures.
    package static func quantile(_ p: Double) -> Double? {
        guard p >= 0, p <= 1 else { return nil }
        let fromMiddle = p - 0.5
        if fromMiddle.magnitude <= 0.425 {
            return fromMiddle * middle.value(at: 0.180625 - fromMiddle * fromMiddle)
        }
        return fromMiddle < 0 ? -distance(ofTail: p) : distance(ofTail: 1 - p)
    }

    /// The value that is exceeded with probability `q`, 0 to 1; nil for all else.
    package static func upperQuantile(_ q: Double) -> Double? { quantile(q).map { -$0 } }

    /// How far from 0 a tail of `probability`, at most 0.075, begins.
    private static func distance(ofTail probability: Double) -> Double {
        guard probability > 0 else { return .infinity }
        let depth = (-Elementary.log(probability)).squareRoot()
        return depth <= 5 ? near.value(at: depth - 1.6) : far.value(at: depth - 5)
    }

    /// A quotient of polynomials, coefficients from the constant up.
    private struct Rational {
        let numerator: [Double]
        let denominator: [Double]

        func value(at x: Double) -> Double {
            numerator.reversed().reduce(0) { $0 * x + $1 } / denominator.reversed().reduce(0) { $0 * x + $1 }
        }
    }

    private static let middle = Rational(
        numerator: [
            3.387_132_872_796_366_608_0, 133.141_667_891_784_377_45, 1971.590_950_306_551_442_7,
            13731.693_765_509_461_125, 45921.953_931_549_871_457, 67265.770_927_008_700_853,
            33430.575_583_588_128_105, 2509.080_928_730_122_672_7,
        ],
        denominator: [
            1, 42.313_330_701_600_911_252, 687.187_007_492_057_908_30, 5394.196_021_424_751_107_7,
            21213.794_301_586_595_867, 39307.895_800_092_710_610, 28729.085_735_721_942_674,
            5226.495_278_852_854_561_0,
        ])
    private static let near = Rational(
        numerator: [
            1.423_437_110_749_683_577_34, 4.630_337_846_156_545_295_90, 5.769_497_221_460_691_405_50,
            3.647_848_324_763_204_605_04, 1.270_458_252_452_368_382_58, 0.241_780_725_177_450_611_770,
            0.022_723_844_989_269_184_583_3, 7.745_450_142_783_414_076_40e-4,
        ],
        denominator: [
            1, 2.053_191_626_637_758_821_87, 1.676_384_830_183_803_849_40, 0.689_767_334_985_100_004_550,
            0.148_103_976_427_480_074_590, 0.015_198_666_563_616_457_196_6, 5.475_938_084_995_344_946_00e-4,
            1.050_750_071_644_416_843_24e-9,
        ])
    private static let far = Rational(
        numerator: [
            6.657_904_643_501_103_777_20, 5.463_784_911_164_114_369_90, 1.784_826_539_917_291_335_80,
            0.296_560_571_828_504_891_230, 0.026_532_189_526_576_123_093_0, 1.242_660_947_388_078_438_60e-3,
            2.711_555_568_743_487_578_15e-5, 2.010_334_399_292_288_132_65e-7,
        ],
        denominator: [
            1, 0.599_832_206_555_887_937_690, 0.136_929_880_922_735_805_310, 0.014_875_361_290_850_614_852_5,
            7.868_691_311_456_132_591_00e-4, 1.846_318_317_510_054_681_80e-5, 1.421_511_758_316_445_888_70e-7,
            2.044_263_103_389_939_785_64e-15,
        ])
}

extension Normal {
    /// The distance from 0 that a two-sided interval of this confidence, strictly between 0 and 1, reaches.
    static func reach(ofConfidence confidence: Double) throws(CannotSay) -> Double {
        try CannotSay.requireInside(confidence, .confidence)
        return try upper((1 - confidence) / 2, .confidence)
    }

    /// The upper quantile for a parameter that has been found to be a probability.
    static func upper(_ q: Double, _ parameter: CannotSay.Parameter) throws(CannotSay) -> Double {
        guard let value = upperQuantile(q) else { throw .outOfRange(parameter) }
        return value
    }
}
