import Diagnostics
import JSON
import Planning
import Testing

@Suite struct PlanningJSONTests {
    static let resource = Resource(
        ResourceAddress(kind: "process", name: "api/1"),
        attributes: [
            "port": .plain(8080), "key": .sensitive(fingerprint: "ab12"),
            "weight": .plain(.number(JSONNumber(verbatim: "1.50"))),
            "labels": .plain(["b": "2", "a": [.null, true]]),
        ],
        dependencies: [ResourceAddress(kind: "file", name: "z"), ResourceAddress(kind: "file", name: "a")],
        immutable: ["port", "key"])

    static let changes = [
        Change(
            address: resource.address, action: .create, reasons: ["new in the spec"], before: nil, after: resource,
            differences: [Difference(attribute: "port", before: nil, after: .plain(8080))]),
        Change(
            address: resource.address, action: .delete, reasons: [], before: resource, after: nil,
            differences: [Difference(attribute: "key", before: .sensitive(fingerprint: "x"), after: nil)]),
        Change(
            address: resource.address, action: .none, reasons: ["a", "b"], before: resource, after: resource,
            differences: []),
    ]

    @Test func roundTrips() throws {
        #expect(try Resource(json: Self.resource.json) == Self.resource)
        for change in Self.changes {
            let read = try JSONReader.parse(change.json.bytes())
            #expect(try Change(json: read) == change)
            #expect(read.text == change.json.text)
        }
    }

    @Test func namesAreInByteOrder() {
        let text = Self.resource.json.text
        #expect(
            text.hasPrefix(
                #"{"address":"process/api/1","attributes":{"key":{"sensitive":"ab12"},"labels":{"value":{"b":"2""#))
        #expect(text.hasSuffix(#""dependencies":["file/z","file/a"],"immutable":["key","port"]}"#))
    }

    @Test(
        arguments: [
            ("[]", "a change is no object."),
            (#"{"address":"x","action":"create"}"#, "an address is not of the form kind/name."),
            (#"{"address":"a/b","action":"make"}"#, #"the change of a/b has an unknown action "make"."#),
            (#"{"address":"a/b","action":"create"}"#, #"a change has no member "reasons"."#),
            (
                #"{"address":"a/b","action":"create","reasons":[1]}"#,
                #"a change: "reasons" is not an array of strings."#
            ),
            (
                #"{"address":"a/b","action":"none","reasons":[],"before":null,"after":null,"differences":[],"x":1}"#,
                #"a change has an unknown member "x"."#
            ),
            (
                #"{"address":"a/b","action":"none","reasons":[],"before":{"address":"a/b","attributes":{"p":{"x":1}}}}"#,
                #"an attribute has neither a "value" nor a "sensitive" fingerprint."#
            ),
            (
                #"{"address":"a/b","action":"none","reasons":[],"before":{"address":"a/b","attributes":{"p":{}}}}"#,
                "an attribute has not exactly one member."
            ),
        ])
    func refuses(text: String, detail: String) throws {
        let json = try JSONReader.parse(Array(text.utf8))
        let failure = #expect(throws: Failure.self) { try Change(json: json) }
        #expect(failure?.diagnostics.first?.detail == detail)
        #expect(failure?.diagnostics.first?.code == PlanningCodes.unreadableRecord)
    }
}
