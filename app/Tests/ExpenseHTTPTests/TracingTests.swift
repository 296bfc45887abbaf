import ExpenseHTTP
import Testing

@Suite struct TracingTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let parent = "b7ad6b7169203331"

    @Test func traceparentIsRead() throws {
        let context = try #require(TraceContext("00-\(Self.trace)-\(Self.parent)-01"))
        #expect(context.traceID == Self.trace)
        #expect(context.parentID == Self.parent)
        #expect(context.isSampled)
        #expect(TraceContext("00-\(Self.trace)-\(Self.parent)-00")?.isSampled == false)
        // A later version may say more.
        #expect(TraceContext("01-\(Self.trace)-\(Self.parent)-01-more") != nil)
    }

    /// W3C Trace Context, section 3.2: anything else starts a new trace.
    @Test(
        arguments: [
            nil, "", "00", "00-\(trace)-\(parent)", "00-\(trace)-\(parent)-01-more", "ff-\(trace)-\(parent)-01",
            "00-\(trace.uppercased())-\(parent)-01", "00-00000000000000000000000000000000-\(parent)-01",
            "00-\(trace)-0000000000000000-01", "00-\(trace)-\(parent)-0x", "00_\(trace)_\(parent)_01",
            "01-\(trace)-\(parent)-01more", " 00-\(trace)-\(parent)-01", "00-\(trace)-\(parent)-1",
        ] as [String?])
    func otherHeadersAreIgnored(_ header: String?) {
        #expect(TraceContext(header) == nil)
    }

    @Test(
        "ASVS 16.4.1: a request id cannot carry anything into a log",
        arguments: [
            nil, "", "a b", "a\nb", "a\"b", "\u{E9}", String(repeating: "x", count: 65), "a/b", "<x>", "a\u{0}",
        ] as [String?])
    func strangeRequestIDsAreNotTaken(_ header: String?) { #expect(RequestID.accepted(header) == nil) }

    @Test(arguments: ["a", "0b8f-1.2_3", String(repeating: "x", count: 64)])
    func saneRequestIDsAreTaken(_ header: String) { #expect(RequestID.accepted(header) == header) }

    @Test func identifiersAreUniqueAndOfTheirLength() {
        let source = IdentifierSource(seed: 7)
        let names = (0..<10_000).map { _ in source.next() }
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.utf8.count == 16 })
        #expect(source.nextLong().utf8.count == 32)
    }
}
