internal import Crypto
internal import JSON

/// The form of an append-only file: one record per line, each with the digest of itself and of the line before.
///
/// `{"previous":"…","hash":"…","record":…}` in exactly one spelling. The hash covers the kind, the previous hash and
/// the record, so that an edited, removed, moved or inserted line is found at its place. A last line without its line
/// feed is what a crash during an append leaves behind; it was never acknowledged and is dropped.
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
        let hash = SHA256.hex(of: Array("\(kind)\n\(head)\n".utf8) + record.bytes())
        let line: JSONValue = ["previous": .string(head), "hash": .string(hash), "record": record]
        return (line.bytes() + [UInt8(ascii: "\n")], hash)
    }

    func read(_ bytes: [UInt8]) throws(Refusal) -> Content {
        var content = Content(head: genesis)
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let number = content.records.count + 1
            switch check(Array(bytes[start...end]), after: content.head) {
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
            let repaired = Array(bytes[start...].dropLast()) + [UInt8(ascii: "\n")]
            if case .success = check(repaired, after: content.head) {
                throw Refusal(line: content.records.count + 1, reason: "its line feed is damaged")
            }
        }
        return content
    }

    private func check(_ line: [UInt8], after head: String) -> Result<(JSONValue, String), Refusal> {
        func refused(_ reason: String) -> Result<(JSONValue, String), Refusal> {
            .failure(Refusal(line: 0, reason: reason))
        }
        guard let value = try? JSONReader.parse(Array(line.dropLast()), limits: JSONLimits(bytes: StateLimits.file))
        else { return refused("it is no JSON") }
        guard let record = value["record"], let hash = value["hash"]?.string,
            let previous = value["previous"]?.string
        else { return refused("it is no record") }
        guard previous == head else { return refused("it does not follow the line before") }
        let expected = self.line(record, after: head)
        guard hash == expected.hash else { return refused("its digest does not match its content") }
        guard line == expected.bytes else { return refused("it is not as Slipway writes it") }
        return .success((record, hash))
    }
}
