import Crypto
import Diagnostics
import SigV4

/// Signatures with bodies of several sizes, and how many the hashing alone would allow.
enum SigningBench {
    private static let signer = Signer(
        AWSCredentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")),
        scope: SigningScope(region: "us-east-1", service: "dynamodb"))
    private static let time = SigningTime(seconds: 1_440_938_160)

    private static func request(_ size: Int) -> SignableRequest {
        SignableRequest(
            "POST", path: Array("/".utf8),
            headers: [
                .init("Host", "dynamodb.us-east-1.amazonaws.com"), .init("Content-Type", "application/x-amz-json-1.0"),
                .init("X-Amz-Target", "DynamoDB_20120810.PutItem"),
            ], payload: .bytes([UInt8](repeating: 0x61, count: size)))
    }

    static func run() throws {
        for (name, size) in [("sign-0", 0), ("sign-1k", 1 << 10), ("sign-1m", 1 << 20)] {
            let request = request(size)
            var signed = try signer.sign(request, at: time)
            Bench.report(name, bytes: size) { (try? signer.sign(request, at: time, into: &signed)) != nil }
            bound(name, bytes: size, blocks: blocks(size) + blocks(of: signed))
        }
        let request = SignableRequest("GET", path: Array("/key".utf8), headers: [.init("Host", "b.s3.amazonaws.com")])
        let signed = try signer.presign(request, for: 900, at: time)
        Bench.report("presign", bytes: 0) { (try? signer.presign(request, for: 900, at: time)) != nil }
        bound("presign", bytes: 0, blocks: blocks(0) + blocks(of: signed))
    }

    /// Blocks of 64 bytes that SHA-256 makes of a text with its padding (FIPS 180-4 section 5.1.1).
    private static func blocks(_ count: Int) -> Int { (count + 9 + 63) / 64 }

    /// The canonical request is hashed once; of the code, whose first blocks are known, the text and its digest remain.
    private static func blocks(of signature: Signature) -> Int {
        blocks(signature.canonicalRequest.count) + blocks(signature.stringToSign.count) + blocks(32)
    }

    private static func bound(_ name: String, bytes: Int, blocks: Int) {
        let stretch = [UInt8](repeating: 0x61, count: blocks * 64)
        var state = SHA256State()
        Bench.report("\(name)-bound", bytes: bytes) {
            state.update(stretch)
            return true
        }
    }
}
