internal import Crypto
internal import JSON

/// The form of an append-only file: one record per line, each with the digest of itself and of the line before.
///
/// `{"previous":"…","hash":"…","record":…}` with the record's bytes as they were written. The hash covers the
/// kind, the previous hash and those bytes, so that an edited, removed, moved or inserted line is found at its place.
/// A last line without its line feed is what a crash during an append leaves behind; it was never acknowledged and is
/// dropped.
struct ChainedLog {
    struct Content {
        var records: [JSONValue] = []
        /// The hash of the last record; the genesis before the first.
        var head: String
        /// Bytes of whole lines; what is beyond is an unfinished append.
        var length = 0
        var isTorn = false
    }

    struct Refusal: Error {
        /// From 1.
        let line: Int
        let reason: String
    }

    let kind: String

    /// What the first line names as its predecessor.
    var genesis: String { SHA256.hex(of: Array(kind.utf8)) }

    /// The line for `record` after the one whose hash is `head`, with its line feed, and its hash.
    func line(_ record: JSONValue, after head: String) -> (bytes: [UInt8], hash: String) {
        let bytes = record.bytes()
        let hash = hash(bytes[...], after: head)
        return (start(head, hash) + bytes + Self.end, hash)
    }

    private func hash(_ record: ArraySlice<UInt8>, after head: String) -> String {
        SHA256.hex(of: Array("\(kind)\n\(head)\n".utf8) + record)
    }

    /// Everything before the record.
    private func start(_ previous: String, _ hash: String) -> [UInt8] {
        Array(#"{"previous":"\#(previous)","hash":"\#(hash)","record":"#.utf8)
    }

    private static let end = Array("}\n".utf8)

    func read(_ bytes: [UInt8]) throws(Refusal) -> Content {
        var content = Content(head: genesis)
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let number = content.records.count + 1
            switch check(bytes[start...end], after: content.head) {
            case .success(let (record, hash)):
                content.records.append(record)
                content.head = hash
            case .failure(let refusal): throw Refusal(line: number, reason: refusal.reason)
            }
            start = end + 1
        }
        content.length = start
        content.isTorn = start < bytes.count
        if content.isTorn {
            // A whole record with another byte in place of its line feed was acknowledged once: that is damage.
            let repaired = bytes[start...].dropLast() + [UInt8(ascii: "\n")]
            if case .success = check(repaired, after: content.head) {
                throw Refusal(line: content.records.count + 1, reason: "its line feed is damaged")
            }
        }
        return content
    }

    private func check(_ line: ArraySlice<UInt8>, after head: String) -> Result<(JSONValue, String), Refusal> {
        func refused(_ reason: String) -> Result<(JSONValue, String), Refusal> {
            .failure(Refusal(line: 0, reason: reason))
        }
        let length = start(head, head).count
        guard line.count > length + Self.end.count, line.suffix(Self.end.count).elementsEqual(Self.end) else {
            return refused("it is no record")
        }
        let record = line.dropFirst(length).dropLast(Self.end.count)
        let hash = hash(record, after: head)
        guard line.starts(with: start(head, hash)) else {
            let follows = line.starts(with: start(head, "").prefix(length - hash.utf8.count - 12))
            return refused(follows ? "its digest does not match its content" : "it does not follow the line before")
        }
        guard let value = try? JSONReader.parse(Array(record), limits: JSONLimits(bytes: StateLimits.file)) else {
            return refused("it is no JSON")
        }
        return .success((value, hash))
    }
}
