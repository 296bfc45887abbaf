internal import Crypto
internal import Diagnostics
internal import JSON

/// A JSON file with a digest over its content, in exactly one spelling: whatever differs by one bit is refused.
///
/// `{"kind": …, "format": …, "sha256": …, "content": …}`, indented, with a final line feed. The digest covers kind,
/// format and content; every other byte is covered because the file must equal what writing its content again gives.
struct SealedFile {
    enum Refusal: Error {
        case damaged(String)
        case newer(Int)
    }

    let kind: String
    /// The newest format this version writes; older ones are for the caller to convert.
    let format: Int

    func encode(_ content: JSONValue, format: Int? = nil) -> [UInt8] {
        let format = format ?? self.format
        let sealed: JSONValue = [
            "kind": .string(kind), "format": .integer(format), "sha256": .string(digest(content, format)),
            "content": content,
        ]
        return sealed.bytes(pretty: true) + [UInt8(ascii: "\n")]
    }

    /// The content and the format it was written in.
    func decode(_ bytes: [UInt8]) throws(Refusal) -> (content: JSONValue, format: Int) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.parse(bytes, limits: JSONLimits(bytes: StateLimits.file))
        } catch {
            throw .damaged("it is no JSON: \(error)")
        }
        guard value["kind"]?.string == kind, let format = value["format"]?.integer, let content = value["content"]
        else {
            throw .damaged("it is not of the kind \(kind)")
        }
        guard value["sha256"]?.string == digest(content, format) else {
            throw .damaged("its digest does not match its content")
        }
        guard encode(content, format: format) == bytes else { throw .damaged("it is not as Slipway writes it") }
        // Asked last: a damaged format number must not pass for a newer version.
        guard (1...self.format).contains(format) else { throw .newer(format) }
        return (content, format)
    }

    private func digest(_ content: JSONValue, _ format: Int) -> String {
        SHA256.hex(of: Array("\(kind)\n\(format)\n".utf8) + content.bytes())
    }
}

/// Bounds on what is read back.
enum StateLimits {
    /// Bytes of one file; a state of 10,000 resources has about 10 MB.
    static let file = 64 << 20
}
