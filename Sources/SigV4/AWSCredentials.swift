package import Diagnostics

/// Who signs (IAM User Guide, "Temporary security credentials").
package struct AWSCredentials: Sendable {
    /// Not a secret: it stands in every signature.
    package let accessKeyID: String
    package let secretAccessKey: Secret
    /// Of temporary credentials only.
    package let sessionToken: Secret?
    /// When they cease to be valid; nil for those that do not.
    package let expiry: SigningTime?

    package init(
        accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil, expiry: SigningTime? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiry = expiry
    }
}
