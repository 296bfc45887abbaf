internal import Crypto
package import Diagnostics
internal import JSON
internal import POSIX

/// AWS Secrets Manager: values by name, in versions.
package struct ManagedSecrets: Sendable {
    /// What is known of a secret without its value.
    package struct Description: Sendable, Hashable {
        package let name: String
        package let arn: String
        /// Whether a function of the user's makes new values.
        package let hasRotation: Bool
        /// Seconds since 1970.
        package let lastChanged: Int?

        init(_ json: JSONValue) {
            name = json["Name"]?.string ?? ""
            arn = json["ARN"]?.string ?? ""
            hasRotation = json["RotationLambdaARN"]?.string?.isEmpty == false
            lastChanged = (json["LastChangedDate"]).flatMap { value -> Int? in
                guard case .number(let number) = value else { return nil }
                return number.double.map { Int($0) }
            }
        }
    }

    private let client: AWSClient

    package init(_ client: AWSClient) { self.client = client }

    /// The current value.
    package func value(of name: String) throws(AWSError) -> Secret {
        let answer = try client.object(of: call("GetSecretValue", name, [("SecretId", .string(name))]))
        if let text = answer["SecretString"]?.string { return Secret(text) }
        if let bytes = answer["SecretBinary"]?.string.flatMap(Base64.decode) { return Secret(bytes) }
        throw AWSError(
            Failure(
                AWSCodes.garbage, "secretsmanager:GetSecretValue on \(name) answered without a value.",
                help: "check the endpoint of the service"))
    }

    /// Stores a new version and makes it the current one; the secret is made where there is none.
    ///
    /// The version has an id of ours: sent twice, it is stored once (ClientRequestToken).
    package func set(_ name: String, _ value: Secret) throws(AWSError) {
        let members = [
            ("ClientRequestToken", JSONValue.string(RandomBytes.hexadecimal(16))), ("SecretString", Self.text(value)),
        ]
        do throws(AWSError) {
            _ = try client.object(
                of: call("PutSecretValue", name, [("SecretId", .string(name))] + members, confidential: [value]))
        } catch {
            guard error.isNotFound else { throw error }
            do throws(AWSError) {
                _ = try client.object(
                    of: call("CreateSecret", name, [("Name", .string(name))] + members, confidential: [value]))
            } catch {
                // Ours, of an attempt whose answer was lost, or somebody's who was quicker: then it is a new version.
                guard error.code == "ResourceExistsException" else { throw error }
                _ = try client.object(
                    of: call("PutSecretValue", name, [("SecretId", .string(name))] + members, confidential: [value]))
            }
        }
    }

    package func describe(_ name: String) throws(AWSError) -> Description {
        Description(try client.object(of: call("DescribeSecret", name, [("SecretId", .string(name))])))
    }

    /// Lets the secret's rotation function make a new value; it goes on after this returns.
    package func rotate(_ name: String) throws(AWSError) {
        let token = JSONValue.string(RandomBytes.hexadecimal(16))
        _ = try client.object(
            of: call("RotateSecret", name, [("SecretId", .string(name)), ("ClientRequestToken", token)]))
    }

    private func call(
        _ action: String, _ name: String, _ members: [(String, JSONValue)], confidential: [Secret] = []
    ) -> ServiceCall {
        var call = ServiceCall.json(
            .secretsManager, action, .object(members.map { JSONValue.Member($0.0, $0.1) }))
        call.resource = "secret \(name)"
        call.confidential = confidential
        return call
    }

    private static func text(_ value: Secret) -> JSONValue {
        .string(value.withExposedBytes { String(decoding: $0, as: UTF8.self) })
    }
}
