package import YAML

/// A TCP port, 1 to 65535.
package struct Port: SpecValue, Comparable {
    package let number: Int

    /// Nil outside 1...65535.
    package init?(_ number: Int) {
        guard (1...65_535).contains(number) else { return nil }
        self.number = number
    }

    package static var schema: ScalarSchema { ScalarSchema(.integer, range: 1...65_535, example: "8080") }
    package static let placeholder = Port(known: 8080)
    package static let http = Port(known: 8080)

    private init(known number: Int) { self.number = number }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let digits = scalar.text.filter { $0 != "_" && $0 != "," }
        let meant = Int(digits).flatMap(Port.init)?.number
        guard scalar.kind == .integer, let number = Int(scalar.text) else {
            throw ValueProblem(
                "\(scalar.quoted) is no port: plain decimal digits only",
                help: meant.map { "write \($0)" } ?? "write a number from 1 to 65535, such as 8080")
        }
        guard let port = Port(number) else {
            throw ValueProblem("\(number) is no port: ports go from 1 to 65535", help: "write one such as 8080")
        }
        self = port
    }

    package var scalar: Scalar { Scalar(text: String(number), kind: .integer) }

    package static func < (left: Port, right: Port) -> Bool { left.number < right.number }
}
