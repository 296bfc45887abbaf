internal import Crypto
package import Diagnostics
internal import JSON

/// AWS Key Management Service: signing and encrypting with keys that never leave it.
package struct KMS: Sendable {
    package enum SigningAlgorithm: String, Sendable, Hashable {
        case ecdsaSHA256 = "ECDSA_SHA_256"
        case rsaPSSSHA256 = "RSASSA_PSS_SHA_256"
    }

    private let client: AWSClient

    package init(_ client: AWSClient) { self.client = client }

    /// The signature of what has this SHA-256 digest, in the algorithm's own encoding (DER for ECDSA).
    package func sign(
        _ digest: [UInt8], with key: String, _ algorithm: SigningAlgorithm
    ) throws(AWSError) -> [UInt8] {
        try bytes(
            "Signature", of: "Sign", key,
            [
                ("Message", .string(Base64.encode(digest))), ("MessageType", "DIGEST"),
                ("SigningAlgorithm", .string(algorithm.rawValue)),
            ])
    }

    /// At most 4,096 bytes; the context must be given again to decrypt.
    package func encrypt(
        _ plaintext: Secret, with key: String, context: [String: String] = [:]
    ) throws(AWSError) -> [UInt8] {
        let text = plaintext.withExposedBytes { Base64.encode($0) }
        return try bytes(
            "CiphertextBlob", of: "Encrypt", key, [("Plaintext", .string(text))] + Self.members(context),
            confidential: [plaintext])
    }

    package func decrypt(
        _ ciphertext: [UInt8], with key: String, context: [String: String] = [:]
    ) throws(AWSError) -> Secret {
        let members = [("CiphertextBlob", JSONValue.string(Base64.encode(ciphertext)))] + Self.members(context)
        return Secret(try bytes("Plaintext", of: "Decrypt", key, members))
    }

    private func bytes(
        _ member: String, of action: String, _ key: String, _ members: [(String, JSONValue)],
        confidential: [Secret] = []
    ) throws(AWSError) -> [UInt8] {
        var call = ServiceCall.json(
            .kms, action, .object([.init("KeyId", .string(key))] + members.map { JSONValue.Member($0.0, $0.1) }))
        call.resource = "key \(key)"
        call.confidential = confidential
        let answer = try client.object(of: call)
        guard let bytes = answer[member]?.string.flatMap(Base64.decode) else {
            throw AWSError(Failure(AWSCodes.garbage, "kms:\(action) answered without \(member).", help: nil))
        }
        return bytes
    }

    private static func members(_ context: [String: String]) -> [(String, JSONValue)] {
        context.isEmpty ? [] : [("EncryptionContext", .sortedObject(context.mapValues { .string($0) }))]
    }
}
