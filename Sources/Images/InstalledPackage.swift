/// A Debian package as dpkg says it is installed (deb-control(5), dpkg(1)).
package struct InstalledPackage: Sendable, Hashable {
    package let name: String
    package let version: String
    package let architecture: String
    /// The source package it was built from.
    package let source: String
    /// Who is responsible for it, as `Name <address>`.
    package let maintainer: String
    package let homepage: String?
    /// The names it depends on; of alternatives all.
    package let depends: [[String]]
    /// Names it can stand for.
    package let provides: [String]

    /// Its package URL (purl-spec, type `deb`).
    package func purl(distribution: String?) -> String {
        PackageURL.debian(name, version) + "?arch=\(architecture)"
            + (distribution.map { "&distro=\(PackageURL.encoded($0))" } ?? "")
    }
}

/// Package URLs (https://github.com/package-url/purl-spec).
package enum PackageURL {
    /// A Debian package without its architecture.
    package static func debian(_ name: String, _ version: String) -> String {
        "pkg:deb/debian/\(encoded(name))@\(encoded(version))"
    }

    /// A part of a package URL with all but unreserved characters and the colon as percent escapes.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            let scalar = Unicode.Scalar(byte)
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: ":"):
                result.unicodeScalars.append(scalar)
            default: result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
