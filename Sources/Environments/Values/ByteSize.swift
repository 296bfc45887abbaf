package import YAML

/// An amount of memory or storage in bytes, written as Kubernetes writes it: `128Mi`, `1Gi`, `500M`.
package struct ByteSize: SpecValue, Comparable {
    package let bytes: Int

    package init(bytes: Int) { self.bytes = bytes }

    private static let units: [(name: String, bytes: Int)] = [
        ("Ti", 1 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10),
        ("T", 1_000_000_000_000), ("G", 1_000_000_000), ("M", 1_000_000), ("k", 1_000),
    ]

    package static var schema: ScalarSchema {
        ScalarSchema(.text("size"), pattern: "^[1-9][0-9]{0,8}(Ki|Mi|Gi|Ti|k|M|G|T)$", example: "128Mi")
    }

    package static var placeholder: ByteSize { ByteSize(bytes: 128 << 20) }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let digits = scalar.text.prefix { $0.isASCII && $0.isNumber }
        let letters = scalar.text.dropFirst(digits.count)
        guard let count = Int(digits), count > 0, digits.count <= 9, !digits.hasPrefix("0") else {
            throw ValueProblem("\(scalar.quoted) is no size", help: "write it as 128Mi or 1Gi")
        }
        guard let unit = Self.units.first(where: { $0.name == letters }) else {
            throw ValueProblem("\(scalar.quoted) has no unit of size", help: Self.help(count, String(letters)))
        }
        let product = count.multipliedReportingOverflow(by: unit.bytes)
        guard !product.overflow else { throw ValueProblem("\(scalar.quoted) is larger than any machine") }
        bytes = product.partialValue
    }

    private static func help(_ count: Int, _ letters: String) -> String {
        let first = letters.lowercased().first
        let unit = units.prefix(4).first { $0.name.lowercased().first == first }?.name ?? "Mi"
        return "write \(count)\(unit)"
    }

    package var scalar: Scalar {
        let unit = Self.units.first { bytes.isMultiple(of: $0.bytes) }
        return .string(unit.map { "\(bytes / $0.bytes)\($0.name)" } ?? String(bytes))
    }

    /// What `count` replicas take together; the most there is where that is more.
    package func times(_ count: Int) -> ByteSize {
        let (product, overflow) = bytes.multipliedReportingOverflow(by: count)
        return ByteSize(bytes: overflow ? .max : product)
    }

    package static func < (left: ByteSize, right: ByteSize) -> Bool { left.bytes < right.bytes }
}
