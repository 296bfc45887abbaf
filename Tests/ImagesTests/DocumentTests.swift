import Images
import JSON
import TestSupport
import Testing

/// The documents of a small image as they stand in `Golden/`; scripts/judge-images has them judged by their schemas.
@Suite struct DocumentTests {
    static let documents: [(name: String, document: JSONValue)] = [
        ("sbom.cdx.json", CycloneDX.document(of: Sample.image)),
        ("sbom.spdx.json", SPDX.document(of: Sample.image)),
        ("provenance.json", Sample.provenance.document),
    ]

    @Test(arguments: documents)
    func aDocumentIsAsItsGolden(_ name: String, _ document: JSONValue) {
        expectGolden(String(decoding: document.bytes(pretty: true), as: UTF8.self) + "\n", named: name)
    }

    /// What a document refers to is in it.
    @Test func everyReferenceOfABillOfMaterialsLeadsSomewhere() throws {
        let cyclonedx = CycloneDX.document(of: Sample.image)
        let components = cyclonedx["components"]?.array ?? []
        let known =
            Set(components.compactMap { $0["bom-ref"]?.string })
            .union([Sample.image.purl])
        #expect(known.count == components.count + 1, "a reference is given twice")
        for entry in cyclonedx["dependencies"]?.array ?? [] {
            let names =
                [entry["ref"]?.string].compactMap { $0 } + (entry["dependsOn"]?.array ?? []).compactMap(\.string)
            #expect(known.isSuperset(of: names), "\(names)")
        }
        let spdx = SPDX.document(of: Sample.image)
        let ids = Set((spdx["packages"]?.array ?? []).compactMap { $0["SPDXID"]?.string }).union(["SPDXRef-DOCUMENT"])
        for relation in spdx["relationships"]?.array ?? [] {
            #expect(ids.contains(relation["spdxElementId"]?.string ?? ""), "\(relation)")
            #expect(ids.contains(relation["relatedSpdxElement"]?.string ?? ""), "\(relation)")
        }
    }

    /// One invocation is what was asked for and taken in: not when, and not what came out.
    @Test func anInvocationIsNamedByItsDefinition() {
        func id(_ provenance: Provenance) -> String? {
            provenance.document["predicate"]?["runDetails"]?["metadata"]?["invocationId"]?.string
        }
        func changed(_ parameters: [String: JSONValue], digest: String = Sample.digest) -> Provenance {
            Provenance(
                repository: "registry.example.com/shop", digest: digest, parameters: parameters,
                materials: Sample.provenance.materials, byproducts: [], builder: [:])
        }
        let same = Sample.provenance.parameters
        #expect(id(changed(same)) == id(Sample.provenance))
        #expect(id(changed(same, digest: "sha256:00")) == id(Sample.provenance))
        #expect(id(changed(["environment": "dev"])) != id(Sample.provenance))
    }
}
