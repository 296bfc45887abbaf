internal import Crypto
internal import JSON

/// A JSON file with a digest over its bytes: whatever differs by one bit is refused.
///
/// `{"kind": …, "format": …, "sha256": …, "content": …}`, indented. The first three members stand in exactly one
/// spelling; the digest covers kind, format and every byte after the digest itself, so that it holds however a later
/// version spells JSON.
struct SealedFile {
    enum Refusal: Error {
        case damaged(String)
        case newer(Int)
    }

    let kind: String
    /// The newest format this version writes; older ones are for the caller to convert.
    let format: Int

    func encode(_ content: JSONValue) -> [UInt8] {
        let unsealed: JSONValue = [
            "kind": .string(kind), "format": .integer(format), "sha256": "", "content": content,
        ]
        let bytes = unsealed.bytes(pretty: true) + [UInt8(ascii: "\n")]
        let start = head(String(format))
        let rest = bytes[start.count...]
        return start + Array(digest(String(format), rest).utf8) + rest
    }

    /// The content and the format it was written in.
    func decode(_ bytes: [UInt8]) throws(Refusal) -> (content: JSONValue, format: Int) {
        let notOurs = Refusal.damaged("it does not begin as a file of the kind \(kind)")
        let start = head("")
        guard bytes.starts(with: start.prefix(kindLength)) else { throw notOurs }
        let digits = bytes[kindLength...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let number = String(decoding: digits, as: UTF8.self)
        guard let format = Int(number), String(format) == number, bytes.starts(with: head(number)) else {
            throw notOurs
        }
        let found = bytes[head(number).count...].prefix(SHA256.digestLength * 2)
        guard digest(number, bytes[found.endIndex...]).utf8.elementsEqual(found) else {
            throw .damaged("its digest does not match its content")
        }
        // Asked only now: a damaged format number must not pass for a newer version.
        guard (1...self.format).contains(format) else { throw .newer(format) }
        let value = try? JSONReader.parse(bytes, limits: JSONLimits(bytes: StateLimits.file))
        guard let content = value?["content"] else { throw .damaged("it is no JSON") }
        return (content, format)
    }

    /// Everything before the digest.
    private func head(_ format: String) -> [UInt8] {
        Array("{\n  \"kind\": \"\(kind)\",\n  \"format\": \(format),\n  \"sha256\": \"".utf8)
    }

    /// Everything before the number of the format.
    private var kindLength: Int { "{\n  \"kind\": \"\",\n  \"format\": ".utf8.count + kind.utf8.count }

    private func digest(_ format: String, _ rest: ArraySlice<UInt8>) -> String {
        SHA256.hex(of: Array("\(kind)\n\(format)\n".utf8) + rest)
    }
}

/// Bounds on what is read back.
enum StateLimits {
    /// Bytes of one file; a state of 10,000 resources has about 10 MB.
    static let file = 64 << 20
}
