internal import Crypto
internal import Diagnostics
internal import JSON
internal import SigV4

/// Takes secrets out of texts that others wrote: whole or in part, as they are or as programs like to encode them.
///
/// Known by every run of eight bytes: of the secret, its hexadecimal digits, its base 64 at each of the three offsets
/// it can have inside of something longer, its form in an address and that in JSON. A shorter secret is known as a
/// whole, and one of less than four bytes is too common to be.
struct Redaction {
    private static let run = 8
    /// Eight bytes each.
    private var runs: Set<UInt64> = []
    private var short: [[UInt8]] = []

    init(_ secrets: [Secret]) {
        for secret in secrets {
            secret.withExposedBytes { bytes in
                if (4..<Self.run).contains(bytes.count) { short.append(bytes) }
                for form in Self.forms(of: bytes) { add(form) }
            }
        }
    }

    /// The failure with the placeholder in place of secrets; codes and positions stay.
    func of(_ failure: Failure) -> Failure {
        Failure(
            failure.diagnostics.map { told in
                Diagnostic(
                    told.code, severity: told.severity, of(told.detail), at: told.location, length: told.length,
                    help: told.help.map(of), related: told.related)
            })
    }

    func of(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var isSecret = [Bool](repeating: false, count: bytes.count)
        func mark(_ end: Int, _ count: Int) {
            for index in (end - count)..<end { isSecret[index] = true }
        }
        var last: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            last = last << 8 | UInt64(byte)
            if index + 1 >= Self.run, runs.contains(last) { mark(index + 1, Self.run) }
            for secret in short where bytes[...index].suffix(secret.count).elementsEqual(secret) {
                mark(index + 1, secret.count)
            }
        }
        guard isSecret.contains(true) else { return text }
        var shown: [UInt8] = []
        for index in bytes.indices {
            if !isSecret[index] {
                shown.append(bytes[index])
            } else if index == 0 || !isSecret[index - 1] {
                shown += Array(Secret.placeholder.utf8)
            }
        }
        return String(decoding: shown, as: UTF8.self)
    }

    private mutating func add(_ form: [UInt8]) {
        var last: UInt64 = 0
        for (index, byte) in form.enumerated() {
            last = last << 8 | UInt64(byte)
            if index + 1 >= Self.run { runs.insert(last) }
        }
    }

    /// Base 64 for addresses (RFC 4648 section 5).
    private static let inAddresses = [UInt8(ascii: "+"): UInt8(ascii: "-"), UInt8(ascii: "/"): UInt8(ascii: "_")]

    private static func forms(of bytes: [UInt8]) -> [[UInt8]] {
        var forms = [bytes]
        for digits in ["0123456789abcdef", "0123456789ABCDEF"].map({ Array($0.utf8) }) {
            forms.append(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
        }
        for before in 0..<3 {
            // Characters that hold bits of the neighbours are left out on both sides.
            let text = Base64.encode([UInt8](repeating: 0, count: before) + bytes).utf8
            let isCut = (before + bytes.count) % 3 != 0
            let form = text.dropFirst(before == 0 ? 0 : before + 1).filter { $0 != UInt8(ascii: "=") }
            forms.append(form.dropLast(isCut ? 1 : 0))
            forms.append(form.dropLast(isCut ? 1 : 0).map { inAddresses[$0] ?? $0 })
        }
        var encoded: [UInt8] = []
        PercentEncoding.append(bytes, to: &encoded)
        forms.append(encoded)
        forms.append(Array(String(decoding: encoded, as: UTF8.self).lowercased().utf8))
        forms.append(Array(JSONValue.string(String(decoding: bytes, as: UTF8.self)).bytes().dropFirst().dropLast()))
        return forms
    }
}
