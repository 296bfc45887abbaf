package import YAML

/// An IPv4 network in CIDR notation (RFC 4632), such as `10.0.0.0/16`; the bits behind the prefix are zero.
package struct CIDR: SpecValue {
    package let address: UInt32
    package let prefix: Int

    private init(address: UInt32, prefix: Int) {
        self.address = address
        self.prefix = prefix
    }

    package static var schema: ScalarSchema {
        ScalarSchema(
            .text("network"), pattern: #"^([0-9]{1,3}\.){3}[0-9]{1,3}/([0-9]|[12][0-9]|3[0-2])$"#,
            example: "10.0.0.0/16")
    }

    package static var placeholder: CIDR { CIDR(address: 10 << 24, prefix: 16) }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let halves = scalar.text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let address = Self.address(halves[0]), let prefix = Int(halves[1]),
            (0...32).contains(prefix), String(prefix) == halves[1]
        else {
            throw ValueProblem(
                "\(scalar.quoted) is no IPv4 network", help: "write address and prefix length, as in 10.0.0.0/16")
        }
        let network = address & Self.mask(prefix)
        guard network == address else {
            let meant = CIDR(address: network, prefix: prefix).scalar.text
            throw ValueProblem("\(scalar.quoted) has bits behind its prefix", help: "write \(meant)")
        }
        self.init(address: address, prefix: prefix)
    }

    private static func mask(_ prefix: Int) -> UInt32 { prefix == 0 ? 0 : ~UInt32(0) << UInt32(32 - prefix) }

    private static func address(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard let octet = UInt8(part), String(octet) == part else { return nil }
            address = address << 8 | UInt32(octet)
        }
        return address
    }

    /// Whether every address of `other` is one of ours.
    package func contains(_ other: CIDR) -> Bool {
        other.prefix >= prefix && other.address & Self.mask(prefix) == address
    }

    package func overlaps(_ other: CIDR) -> Bool { contains(other) || other.contains(self) }

    package var scalar: Scalar {
        let octets = [24, 16, 8, 0].map { String(address >> UInt32($0) & 255) }
        return .string("\(octets.joined(separator: "."))/\(prefix)")
    }
}
