/// The parts of a URL that requests may go to: nothing else of a URL is in it, and nothing that two readers of URLs
/// understand differently.
///
/// Source: RFC 3986, without user information, query, fragment and `.` and `..` as parts of the path.
struct EndpointURL {
    let isSecure: Bool
    /// An address of IPv6 is in brackets.
    let name: String
    let port: Int?
    /// Without a slash at its end.
    let path: String

    /// With its port where that is not the scheme's own.
    var host: String { port.map { $0 == (isSecure ? 443 : 80) ? name : "\(name):\($0)" } ?? name }

    /// nil for everything that is not `http[s]://HOST[:PORT][/PATH]`.
    init?(_ url: String) {
        let bytes = Array(url.utf8)
        let scheme = ["https://", "http://"].first { bytes.starts(with: $0.utf8) }
        guard let scheme else { return nil }
        isSecure = scheme == "https://"
        let rest = bytes.dropFirst(scheme.utf8.count)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") }
        guard let (name, port) = Self.split(authority), Self.isHost(name) else { return nil }
        self.name = name
        self.port = port.flatMap(Self.port)
        guard (self.port == nil) == (port == nil) else { return nil }
        var path = rest.dropFirst(authority.count)
        guard Self.isPath(path) else { return nil }
        while path.last == UInt8(ascii: "/") { path = path.dropLast() }
        self.path = String(decoding: path, as: UTF8.self)
    }

    /// The host, in brackets where it is an address of IPv6, and what follows its colon.
    private static func split(_ authority: ArraySlice<UInt8>) -> (String, ArraySlice<UInt8>?)? {
        let isBracketed = authority.first == UInt8(ascii: "[")
        let end =
            isBracketed
            ? authority.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 }
            : authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
        guard let end else { return nil }
        let name = String(decoding: authority[..<end], as: UTF8.self)
        guard end < authority.endIndex else { return (name, nil) }
        guard authority[end] == UInt8(ascii: ":") else { return nil }
        return (name, authority[(end + 1)...])
    }

    /// Letters, digits, `-` and `_` between dots; or hexadecimal digits and colons in brackets.
    private static func isHost(_ name: String) -> Bool {
        if name.hasPrefix("[") {
            let address = name.utf8.dropFirst().dropLast()
            return address.count >= 2 && address.contains(UInt8(ascii: ":"))
                && address.allSatisfy { isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
        }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return name.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.count)
                    && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
            }
    }

    private static func port(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...5).contains(digits.count), digits.allSatisfy(isDigit), digits.first != UInt8(ascii: "0"),
            let number = Int(String(decoding: digits, as: UTF8.self)), number <= 65_535
        else { return nil }
        return number
    }

    /// Whether it is of the characters that RFC 3986 allows, each `%` with its digits, and has no dots as a part.
    private static func isPath(_ path: ArraySlice<UInt8>) -> Bool {
        let others = Array("-._~!$&'()*+,;=:@/".utf8)
        for index in path.indices where !isAlphanumeric(path[index]) && !others.contains(path[index]) {
            guard path[index] == UInt8(ascii: "%"), path[index...].dropFirst().prefix(2).count == 2,
                path[index...].dropFirst().prefix(2).allSatisfy(isHexDigit)
            else { return false }
        }
        let parts = String(decoding: path, as: UTF8.self).lowercased().split(separator: "/").map { part in
            // Two hexadecimal digits make a dot, too.
            part.split(separator: "%2e", omittingEmptySubsequences: false).joined(separator: ".")
        }
        return !parts.contains(".") && !parts.contains("..")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
