package import SigV4

/// Credentials, and where they were found.
package struct FoundCredentials: Sendable {
    package let credentials: AWSCredentials
    /// For people: `profile staging in ~/.aws/credentials`.
    package let source: String
    /// Whether the source gives new ones when these end.
    package let isRenewable: Bool

    package init(_ credentials: AWSCredentials, source: String, isRenewable: Bool = false) {
        self.credentials = credentials
        self.source = source
        self.isRenewable = isRenewable
    }
}

/// A source of credentials that had none to give.
package struct PassedOver: Sendable, Hashable {
    package let source: String
    /// Why, as the rest of a sentence: `AWS_ACCESS_KEY_ID is not set`.
    package let reason: String

    package init(_ source: String, _ reason: String) {
        self.source = source
        self.reason = reason
    }
}
