import Crypto
import POSIX

/// Secrets that are found again wherever they turn up: whole or in part, as they are or encoded.
struct Canaries {
    static let run = 8
    private(set) var secrets: [(name: String, text: String)] = []
    /// Which secret every run of eight bytes belongs to, and in which form.
    private var runs: [UInt64: String] = [:]
    var count: Int { runs.count }

    /// A new secret called `name`: letters, digits, and what has to be escaped somewhere.
    mutating func make(_ name: String, plain: Bool = false) -> String {
        let words = (RandomBytes.hexadecimal(8), RandomBytes.hexadecimal(8))
        let text = plain ? "\(words.0)x\(words.1)" : "\(words.0)/+=\"é\\\(words.1)&%"
        add(name, text)
        return text
    }

    mutating func add(_ name: String, _ text: String) {
        secrets.append((name, text))
        for (form, bytes) in Self.forms(of: Array(text.utf8)) {
            for run in Self.runs(of: bytes) { runs[run] = "\(name), \(form)" }
        }
    }

    /// What is found in the bytes, and as what.
    func found(in bytes: [UInt8]) -> Set<String> { Set(Self.runs(of: bytes).compactMap { runs[$0] }) }

    private static func runs(of bytes: [UInt8]) -> [UInt64] {
        guard bytes.count >= run else { return [] }
        var last: UInt64 = 0
        var runs: [UInt64] = []
        for (index, byte) in bytes.enumerated() {
            last = last << 8 | UInt64(byte)
            if index + 1 >= run { runs.append(last) }
        }
        return runs
    }

    private static func forms(of bytes: [UInt8]) -> [(String, [UInt8])] {
        var forms = [("plain", bytes)]
        for digits in ["0123456789abcdef", "0123456789ABCDEF"].map({ Array($0.utf8) }) {
            forms.append(("hexadecimal", bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }))
        }
        for before in 0..<3 {
            let text = Array(Base64.encode([UInt8](repeating: 0, count: before) + bytes).utf8)
            let isCut = (before + bytes.count) % 3 != 0
            let kept = text.dropFirst(before == 0 ? 0 : before + 1).filter { $0 != UInt8(ascii: "=") }
            forms.append(("base 64", Array(kept.dropLast(isCut ? 1 : 0))))
        }
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        let encoded = bytes.flatMap { byte -> [UInt8] in
            plain.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        forms.append(("as in an address", encoded))
        let escaped = bytes.flatMap { byte -> [UInt8] in
            [UInt8(ascii: "\""), UInt8(ascii: "\\")].contains(byte) ? [UInt8(ascii: "\\"), byte] : [byte]
        }
        forms.append(("as in JSON", escaped))
        return forms
    }

    /// The ways in which a server may quote a secret back.
    static func quotations(of text: String) -> [(String, String)] {
        let bytes = Array(text.utf8)
        return [("whole", text), ("in part", String(text.dropFirst(3).dropLast(4)))]
            + forms(of: bytes).dropFirst().map { ($0.0, String(decoding: $0.1, as: UTF8.self)) }
    }
}
