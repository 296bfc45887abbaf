package import JSON

/// The bill of materials of an image as SPDX 2.3 (https://spdx.github.io/spdx-spec/v2.3/).
package enum SPDX {
    /// Nothing in it but ``BuiltImage``: the same image gives the same bytes.
    package static func document(of image: BuiltImage) -> JSONValue {
        [
            "spdxVersion": "SPDX-2.3",
            "dataLicense": "CC0-1.0",
            "SPDXID": "SPDXRef-DOCUMENT",
            "name": .string(image.reference),
            "documentNamespace": .string("https://slipway.example/spdx/\(image.digestHex)"),
            "creationInfo": [
                "created": .string(image.time), "creators": [.string("Tool: slipway-\(image.toolVersion)")],
            ],
            "packages": .array(
                [self.image(image), program(image)] + image.packages.packages.map { package($0, image) }),
            "relationships": .array(relationships(of: image)),
        ]
    }

    private static let imageID = "SPDXRef-Image"
    private static let programID = "SPDXRef-Program"

    private static func image(_ image: BuiltImage) -> JSONValue {
        .object(
            members(imageID, image.repository, version: image.tag ?? image.digest, purpose: "CONTAINER")
                + [checksum(image.digestHex), purl(image.purl)])
    }

    private static func program(_ image: BuiltImage) -> JSONValue {
        .object(
            members(programID, image.program.path, version: nil, purpose: "APPLICATION")
                + [checksum(image.program.sha256)])
    }

    private static func package(_ package: InstalledPackage, _ image: BuiltImage) -> JSONValue {
        var members = members(id(package), package.name, version: package.version, purpose: "LIBRARY")
        members.append(.init("sourceInfo", .string("built from the Debian source package \(package.source)")))
        if let homepage = package.homepage, homepage.hasPrefix("http") {
            members.append(.init("homepage", .string(homepage)))
        }
        members.append(purl(package.purl(distribution: image.distribution)))
        return .object(members)
    }

    private static func members(
        _ id: String, _ name: String, version: String?, purpose: String
    ) -> [JSONValue.Member] {
        [.init("SPDXID", .string(id)), .init("name", .string(name))]
            + (version.map { [.init("versionInfo", .string($0))] } ?? []) + [
                .init("downloadLocation", "NOASSERTION"), .init("filesAnalyzed", false),
                .init("licenseConcluded", "NOASSERTION"), .init("licenseDeclared", "NOASSERTION"),
                .init("copyrightText", "NOASSERTION"), .init("primaryPackagePurpose", .string(purpose)),
            ]
    }

    private static func checksum(_ sha256: String) -> JSONValue.Member {
        .init("checksums", [["algorithm": "SHA256", "checksumValue": .string(sha256)]])
    }

    private static func purl(_ text: String) -> JSONValue.Member {
        .init(
            "externalRefs",
            [
                [
                    "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                    "referenceLocator": .string(text),
                ]
            ])
    }

    /// Identifiers are letters, digits, dots and hyphens (clause 7.2); all else becomes its number between dots.
    private static func id(_ package: InstalledPackage) -> String {
        "SPDXRef-Package-"
            + "\(package.name)-\(package.architecture)".unicodeScalars.map { scalar in
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-"
                    ? String(scalar) : ".\(scalar.value)."
            }.joined()
    }

    private static func relationships(of image: BuiltImage) -> [JSONValue] {
        func relation(_ from: String, _ type: String, _ to: String) -> JSONValue {
            [
                "spdxElementId": .string(from), "relationshipType": .string(type),
                "relatedSpdxElement": .string(to),
            ]
        }
        let packages = image.packages
        return [relation("SPDXRef-DOCUMENT", "DESCRIBES", imageID), relation(imageID, "CONTAINS", programID)]
            + packages.packages.map { relation(imageID, "CONTAINS", id($0)) }
            + image.packagesOfProgram.map { relation(programID, "DEPENDS_ON", id($0)) }
            + packages.packages.flatMap { package in
                packages.dependencies(of: package).map { relation(id(package), "DEPENDS_ON", id($0)) }
            }
    }
}
