import Glibc

/// The transcendental functions that the statistics rest on, taken from the C library.
///
/// Swift's standard library has none. Those of the C library are pure, right to the last place or the one before it,
/// and better kept than a copy of ours would be: this is the one file of the target that imports it. One C library
/// always gives one answer; another version of it may differ in the last place.
enum Elementary {
    /// e to the power of `x`; 0 and infinity where that leaves the range.
    static func exp(_ x: Double) -> Double { Glibc.exp(x) }

    /// The natural logarithm; negative infinity at 0, NaN below.
    static func log(_ x: Double) -> Double { Glibc.log(x) }

    /// log(1 + `x`) without the loss near 0.
    static func log1p(_ x: Double) -> Double { Glibc.log1p(x) }

    /// The complementary error function, exact in relative terms far into its tail.
    static func erfc(_ x: Double) -> Double { Glibc.erfc(x) }
}
