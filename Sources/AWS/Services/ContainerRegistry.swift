internal import Crypto
package import Diagnostics
internal import JSON

/// Amazon ECR: the password for a registry.
package struct ContainerRegistry: Sendable {
    package struct Login: Sendable {
        package let user: String
        package let password: Secret
        /// Where the registry is, as `https://123456789012.dkr.ecr.eu-central-1.amazonaws.com`.
        package let endpoint: String
        /// Seconds since 1970.
        package let expiry: Int
    }

    private let client: AWSClient

    package init(_ client: AWSClient) { self.client = client }

    /// A password that is good for twelve hours.
    package func login() throws(AWSError) -> Login {
        var call = ServiceCall.json(.ecr, "GetAuthorizationToken", [:])
        call.resource = "*"
        let answer = try client.object(of: call)
        guard let data = answer["authorizationData"]?.array?.first,
            let pair = data["authorizationToken"]?.string.flatMap(Base64.decode),
            let colon = pair.firstIndex(of: UInt8(ascii: ":")), let endpoint = data["proxyEndpoint"]?.string,
            case .number(let expiry)? = data["expiresAt"], let seconds = expiry.double
        else {
            throw AWSError(
                Failure(AWSCodes.garbage, "ecr:GetAuthorizationToken answered without a token.", help: nil))
        }
        return Login(
            user: String(decoding: pair[..<colon], as: UTF8.self), password: Secret(Array(pair[(colon + 1)...])),
            endpoint: endpoint, expiry: Int(seconds))
    }
}
