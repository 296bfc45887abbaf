internal import Diagnostics
internal import POSIX
internal import SigV4

/// Checks that what somebody wrote can be credentials at all.
enum KeyText {
    static func credentials(
        id: String, secret: Secret, token: Secret?, expiry: WallTime?, source: String
    ) throws(Failure) -> AWSCredentials {
        func refuse(_ what: String, _ help: String) -> Failure {
            Failure(AWSCodes.malformed, "The \(what) from \(source) \(help).", help: "copy it again, without spaces")
        }
        // What has the form of a secret is not quoted, not even where it was put in the wrong place.
        guard (1...128).contains(id.utf8.count), id.utf8.allSatisfy({ isWord($0) }) else {
            throw refuse("access key id", "is longer than 128 characters, or holds others than letters, digits and _")
        }
        guard secret.count > 0, secret.withExposedBytes({ $0.allSatisfy { $0 > 0x20 && $0 < 0x7F } }) else {
            throw refuse("secret access key", "is empty or holds a space or an unprintable character")
        }
        if let token, !token.withExposedBytes({ $0.allSatisfy { $0 > 0x20 && $0 < 0x7F } }) {
            throw refuse("session token", "holds a space or an unprintable character")
        }
        if let expiry, expiry.seconds < 0 { throw refuse("expiry", "is before 1970") }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: token,
            expiry: expiry.map { SigningTime(seconds: $0.seconds) })
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }
}
