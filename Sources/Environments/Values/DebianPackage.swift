package import YAML

/// A Debian package in one version, as `apt-get install` takes it: `libsqlite3-0=3.40.1-2+deb12u2`.
///
/// Names and versions are those of the Debian Policy Manual, sections 5.6.1 and 5.6.12, so that none of them means
/// anything to a shell.
package struct DebianPackage: SpecValue, CustomStringConvertible {
    package let name: String
    package let version: String

    package static var schema: ScalarSchema {
        ScalarSchema(
            .text("package"), pattern: "^[a-z0-9][a-z0-9+.-]+=[0-9][A-Za-z0-9.+:~-]*$",
            example: "libsqlite3-0=3.40.1-2+deb12u2")
    }
    package static var placeholder: DebianPackage { DebianPackage(name: "placeholder", version: "1") }
    package var description: String { "\(name)=\(version)" }

    private init(name: String, version: String) {
        self.name = name
        self.version = version
    }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let parts = scalar.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.first ?? ""
        guard name.first?.isLowerOrDigit == true, (2...128).contains(name.count),
            name.allSatisfy({ $0.isLowerOrDigit || "+.-".contains($0) })
        else {
            throw ValueProblem("\(scalar.quoted) is no Debian package", help: "write it as \(Self.schema.example)")
        }
        guard parts.count == 2 else {
            throw ValueProblem(
                "\(scalar.quoted) names no version, and what is installed would change from build to build",
                help: "write \(name)=VERSION, as `apt-cache policy \(name)` tells it")
        }
        let version = parts[1]
        guard let first = version.first, ("0"..."9").contains(first), version.count <= 128,
            version.allSatisfy({ $0.isLetterOrDigit || ".+:~-".contains($0) })
        else {
            throw ValueProblem(
                "\"\(version)\" is no version of a Debian package", help: "write it as \(Self.schema.example)")
        }
        (self.name, self.version) = (String(name), String(version))
    }

    package var scalar: Scalar { .string(description) }
}
