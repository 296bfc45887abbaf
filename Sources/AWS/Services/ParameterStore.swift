package import Diagnostics
internal import JSON

/// Parameter Store of AWS Systems Manager: values by path.
package struct ParameterStore: Sendable {
    package struct Description: Sendable, Hashable {
        package let name: String
        package let version: Int
        /// Seconds since 1970.
        package let lastChanged: Int?
    }

    private let client: AWSClient

    package init(_ client: AWSClient) { self.client = client }

    /// The value, decrypted.
    package func value(of name: String) throws(AWSError) -> Secret { try parameter(name).value }

    package func describe(_ name: String) throws(AWSError) -> Description { try parameter(name).description }

    private func parameter(_ name: String) throws(AWSError) -> (value: Secret, description: Description) {
        let answer = try client.object(of: call("GetParameter", name, [("WithDecryption", true)]))
        guard let found = answer["Parameter"], let value = found["Value"]?.string else {
            throw AWSError(
                Failure(
                    AWSCodes.garbage, "ssm:GetParameter on \(name) answered without a value.",
                    help: "check the endpoint of the service"))
        }
        var changed: Int?
        if case .number(let number)? = found["LastModifiedDate"] { changed = number.double.map { Int($0) } }
        return (
            Secret(value),
            Description(name: name, version: found["Version"]?.integer ?? 0, lastChanged: changed)
        )
    }

    /// Stores a SecureString, over the one that is there.
    package func set(_ name: String, _ value: Secret) throws(AWSError) {
        let text = value.withExposedBytes { String(decoding: $0, as: UTF8.self) }
        var call = self.call(
            "PutParameter", name, [("Value", .string(text)), ("Type", "SecureString"), ("Overwrite", true)])
        call.confidential = [value]
        // Sent twice, it would be two versions: whether it is done is looked up instead.
        call.isRepeatable = false
        for attempt in 1... {
            do throws(AWSError) {
                _ = try client.object(of: call)
                return
            } catch {
                guard error.mayBeDone, attempt < client.settings.attempts else { throw error }
                if let now = try current(name), now.isEqual(to: value) { return }
            }
        }
    }

    private func current(_ name: String) throws(AWSError) -> Secret? {
        do throws(AWSError) { return try value(of: name) } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    private func call(_ action: String, _ name: String, _ members: [(String, JSONValue)]) -> ServiceCall {
        var call = ServiceCall.json(
            .ssm, action, .object([.init("Name", .string(name))] + members.map { JSONValue.Member($0.0, $0.1) }))
        call.resource = "parameter \(name)"
        return call
    }
}

extension Secret {
    fileprivate func isEqual(to other: Secret) -> Bool {
        withExposedBytes { mine in other.withExposedBytes { $0 == mine } }
    }
}
