/// The moment a request is signed at: one reading of a clock, in both forms a signature holds.
///
/// Both come from one value, so that a second that passes in between cannot make them differ.
package struct SigningTime: Sendable, Hashable {
    /// Since 1970-01-01T00:00:00Z, without leap seconds.
    package let seconds: Int64
    /// `20150830T123600Z` in ASCII.
    let stamp: [UInt8]

    /// Days since 1970-01-01.
    var day: Int64 { seconds / 86_400 }

    /// `20150830` in ASCII.
    var date: ArraySlice<UInt8> { stamp[..<8] }

    /// Years 1970 to 9999; others are brought to the nearest.
    package init(seconds: Int64) {
        self.seconds = min(max(seconds, 0), 253_402_300_799)
        let (days, second) = self.seconds.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = Self.civil(days)
        var stamp: [UInt8] = []
        stamp.reserveCapacity(16)
        Self.append(year, 4, to: &stamp)
        Self.append(month, 2, to: &stamp)
        Self.append(day, 2, to: &stamp)
        stamp.append(UInt8(ascii: "T"))
        Self.append(second / 3600, 2, to: &stamp)
        Self.append(second / 60 % 60, 2, to: &stamp)
        Self.append(second % 60, 2, to: &stamp)
        stamp.append(UInt8(ascii: "Z"))
        self.stamp = stamp
    }

    /// Reads `20150830T123600Z`; nil for anything else, and for days that no calendar has.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[range] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 48)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
            let hour = number(9..<11), let minute = number(11..<13), let second = number(13..<15),
            year >= 1970, (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        self.init(seconds: Self.days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
        guard stamp == bytes else { return nil }
    }

    /// Later by whole seconds, or earlier where they are negative.
    package func advanced(by seconds: Int64) -> SigningTime { SigningTime(seconds: self.seconds + seconds) }

    private static func append(_ number: Int64, _ width: Int, to text: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            text.append(48 + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    /// Hinnant, "chrono-Compatible Low-Level Date Algorithms": eras of 400 years that begin in March.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let part = (5 * dayOfYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1)
    }

    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension SigningTime: CustomStringConvertible {
    package var description: String { String(decoding: stamp, as: UTF8.self) }
}
