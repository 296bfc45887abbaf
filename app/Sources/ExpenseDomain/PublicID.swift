/// The name of a transaction outside of the service: 128 random bits, which tell nothing about any other.
///
/// Inside, rows are joined by an integer key that never leaves the store, so ids show neither how many rows there are
/// nor when they were made. The text is 26 characters of Crockford's base 32 in lower case: no character needs escaping
/// in a URL and none is easily mistaken for another. There is exactly one text for each id.
package struct PublicID: Sendable, Hashable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new id; the generator must be cryptographically secure, as `SystemRandomNumberGenerator` is (getrandom(2)).
    package static func random(using generator: inout some RandomNumberGenerator) -> PublicID {
        PublicID(high: generator.next(), low: generator.next())
    }

    package static let textLength = 26
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()

    /// The id of its text; nil for every text that ``text`` does not produce.
    package init?(_ text: Substring) {
        guard text.utf8.count == PublicID.textLength else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for character in text.utf8 {
            let value = PublicID.values[Int(character)]
            // 26 characters carry 130 bits; the first two of them must be zero, or they would be pushed out here.
            guard value < 32, high >> 59 == 0 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(value)
        }
        self.init(high: high, low: low)
    }

    /// The id of its text; nil for every text that ``text`` does not produce.
    package init?(_ text: String) { self.init(text[...]) }

    package var text: String {
        unsafe String(unsafeUninitializedCapacity: PublicID.textLength) { output in
            var high = high
            var low = low
            for index in stride(from: PublicID.textLength - 1, through: 0, by: -1) {
                unsafe output[index] = PublicID.alphabet[Int(low & 31)]
                low = low >> 5 | high << 59
                high >>= 5
            }
            return PublicID.textLength
        }
    }

    /// The 16 bytes, most significant first.
    package var bytes: [UInt8] {
        [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) } }
    }
}
