internal import Crypto
package import JSON

/// Where an image came from: an in-toto Statement v1 with the SLSA provenance v1 as its predicate
/// (https://slsa.dev/spec/v1.0/provenance).
package struct Provenance: Sendable {
    /// Something the build took in, by its digests.
    package struct Material: Sendable {
        package let uri: String
        /// Algorithm and hexadecimal digits; empty for what is named by its version alone.
        package let digest: [String: String]
        package let name: String

        package init(uri: String, digest: [String: String], name: String) {
            self.uri = uri
            self.digest = digest
            self.name = name
        }
    }

    /// A file that came with the image.
    package struct Byproduct: Sendable {
        package let name: String
        package let sha256: String
        package let mediaType: String

        package init(name: String, sha256: String, mediaType: String) {
            self.name = name
            self.sha256 = sha256
            self.mediaType = mediaType
        }
    }

    package let repository: String
    /// Of the manifest, `sha256:` and hexadecimal.
    package let digest: String
    /// What a user chose, by name.
    package let parameters: [String: JSONValue]
    package let materials: [Material]
    package let byproducts: [Byproduct]
    /// The programs that built it, with their versions.
    package let builder: [String: String]

    package init(
        repository: String, digest: String, parameters: [String: JSONValue], materials: [Material],
        byproducts: [Byproduct], builder: [String: String]
    ) {
        self.repository = repository
        self.digest = digest
        self.parameters = parameters
        self.materials = materials
        self.byproducts = byproducts
        self.builder = builder
    }

    package static let buildType = "https://slipway.example/image-build/v1"
    /// Whoever can start `slipway image build`: a build on the caller's own machine (SLSA Build L1).
    package static let builderID = "https://slipway.example/builder/local"

    /// Nothing in it but this value, and no clock: the same build gives the same bytes.
    package var document: JSONValue {
        let definition: JSONValue = [
            "buildType": .string(Self.buildType),
            "externalParameters": .sortedObject(parameters),
            "internalParameters": [:],
            "resolvedDependencies": .array(
                materials.sorted { ($0.uri, $0.name) < ($1.uri, $1.name) }.map { material in
                    var members: [JSONValue.Member] = [
                        .init("name", .string(material.name)), .init("uri", .string(material.uri)),
                    ]
                    if !material.digest.isEmpty {
                        members.append(.init("digest", .sortedObject(material.digest.mapValues { .string($0) })))
                    }
                    return .object(members)
                }),
        ]
        return [
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [
                [
                    "name": .string(repository),
                    "digest": ["sha256": .string(String(digest.dropFirst("sha256:".count)))],
                ]
            ],
            "predicateType": "https://slsa.dev/provenance/v1",
            "predicate": [
                "buildDefinition": definition,
                "runDetails": [
                    "builder": [
                        "id": .string(Self.builderID),
                        "version": .sortedObject(builder.mapValues { .string($0) }),
                    ],
                    // Two runs of the same definition are one invocation: what they make is the same.
                    "metadata": ["invocationId": .string("sha256:\(SHA256.hex(of: definition.bytes()))")],
                    "byproducts": .array(
                        byproducts.map { file in
                            [
                                "name": .string(file.name), "mediaType": .string(file.mediaType),
                                "digest": ["sha256": .string(file.sha256)],
                            ]
                        }),
                ],
            ],
        ]
    }
}
