internal import Crypto
package import JSON

/// The bill of materials of an image as CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/).
package enum CycloneDX {
    /// Nothing in it but ``BuiltImage``: the same image gives the same bytes.
    package static func document(of image: BuiltImage) -> JSONValue {
        let packages = image.packages.packages
        return [
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "serialNumber": .string("urn:uuid:\(uuid(of: image.reference))"),
            "version": 1,
            "metadata": [
                "timestamp": .string(image.time),
                "tools": [
                    "components": [
                        ["type": "application", "name": "slipway", "version": .string(image.toolVersion)]
                    ]
                ],
                "component": [
                    "type": "container",
                    "bom-ref": .string(image.purl),
                    "name": .string(image.repository),
                    "version": .string(image.tag ?? image.digest),
                    "hashes": [["alg": "SHA-256", "content": .string(image.digestHex)]],
                    "purl": .string(image.purl),
                ],
            ],
            "components": .array([program(of: image)] + packages.map { component($0, image) }),
            "dependencies": .array(dependencies(of: image)),
        ]
    }

    private static let programReference = "program"

    private static func program(of image: BuiltImage) -> JSONValue {
        [
            "type": "application",
            "bom-ref": .string(programReference),
            "name": .string(image.program.path),
            "hashes": [["alg": "SHA-256", "content": .string(image.program.sha256)]],
        ]
    }

    private static func component(_ package: InstalledPackage, _ image: BuiltImage) -> JSONValue {
        let purl = package.purl(distribution: image.distribution)
        var members: [JSONValue.Member] = [
            .init("type", "library"), .init("bom-ref", .string(purl)),
            .init("supplier", ["name": .string(package.maintainer)]), .init("name", .string(package.name)),
            .init("version", .string(package.version)), .init("purl", .string(purl)),
        ]
        if let homepage = package.homepage, homepage.hasPrefix("http") {
            members.append(.init("externalReferences", [["type": "website", "url": .string(homepage)]]))
        }
        members.append(
            .init("properties", [["name": "dpkg:source", "value": .string(package.source)]]))
        return .object(members)
    }

    private static func dependencies(of image: BuiltImage) -> [JSONValue] {
        func reference(_ package: InstalledPackage) -> JSONValue {
            .string(package.purl(distribution: image.distribution))
        }
        let packages = image.packages
        return [
            [
                "ref": .string(image.purl),
                "dependsOn": .array([.string(programReference)] + packages.packages.map(reference)),
            ],
            [
                "ref": .string(programReference),
                "dependsOn": .array(image.packagesOfProgram.map(reference)),
            ],
        ]
            + packages.packages.map { package in
                [
                    "ref": reference(package),
                    "dependsOn": .array(packages.dependencies(of: package).map(reference)),
                ]
            }
    }

    /// A name-based UUID (RFC 9562, version 8) that is the same for the same text.
    static func uuid(of text: String) -> String {
        var bytes = Array(SHA256.digest(of: Array("slipway \(text)".utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array(Hex.encode(bytes))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }.joined(separator: "-")
    }
}
