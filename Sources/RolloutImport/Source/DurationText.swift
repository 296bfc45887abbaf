/// Durations as Go reads them and as a spec has them: whole milliseconds up to 366 days.
enum DurationText {
    static let longest = Duration.seconds(366 * 86_400)
    private static let goUnits: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3_600e9),
    ]
    private static let specUnits: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// Go's `time.ParseDuration`, rounded to the millisecond; nil for what it refuses, below 0 and above the longest.
    static func read(_ text: String) -> Duration? {
        var rest = text[...]
        if rest.hasPrefix("+") { rest = rest.dropFirst() }
        if rest == "0" { return .zero }
        guard !rest.isEmpty, text.utf8.count <= 64 else { return nil }
        var nanoseconds = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            let letters = rest.dropFirst(digits.count).prefix { !($0.isASCII && $0.isNumber) && $0 != "." }
            guard
                let count = Decimal(digits)?.value,
                let unit = goUnits.first(where: { $0.name == letters })
            else { return nil }
            nanoseconds += count * unit.nanoseconds
            rest = rest.dropFirst(digits.count + letters.count)
        }
        let milliseconds = (nanoseconds / 1e6).rounded()
        guard milliseconds <= 366 * 86_400_000 else { return nil }
        return .milliseconds(Int64(milliseconds))
    }

    /// In the largest unit that divides it, as the spec writes durations: `90m`.
    static func write(_ duration: Duration) -> String {
        let milliseconds = milliseconds(duration)
        let unit = specUnits.first { milliseconds.isMultiple(of: $0.milliseconds) }
        guard let unit, milliseconds > 0 else { return "0s" }
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }

    static func milliseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
    }
}
