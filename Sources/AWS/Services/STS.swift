internal import Diagnostics
internal import POSIX
internal import SigV4
internal import XML

/// AWS Security Token Service: who one is, and becoming somebody else.
package struct STS: Sendable {
    package struct Caller: Sendable, Hashable {
        package let account: String
        package let arn: String
        package let userID: String
    }

    private let client: AWSClient

    package init(_ client: AWSClient) { self.client = client }

    /// The account and ARN behind the credentials; every valid caller may ask.
    package func callerIdentity() throws(AWSError) -> Caller {
        let call = ServiceCall.query(.sts, "GetCallerIdentity", [])
        let result = try client.result(of: call)
        return Caller(
            account: result["Account"]?.text ?? "", arn: result["Arn"]?.text ?? "", userID: result["UserId"]?.text ?? ""
        )
    }

    /// A session of a role for whoever the client's credentials are; throws E0824 where it may not be assumed.
    func assume(
        _ role: String, session: String, externalID: String? = nil, duration: Int? = nil
    ) throws(Failure) -> AWSCredentials {
        var parameters = [("RoleArn", role), ("RoleSessionName", session)]
        if let externalID { parameters.append(("ExternalId", externalID)) }
        if let duration { parameters.append(("DurationSeconds", String(duration))) }
        return try credentials(.query(.sts, "AssumeRole", parameters), role)
    }

    /// A session of a role for whoever holds an OpenID Connect token.
    func assume(
        _ role: String, session: String, token: Secret, duration: Int? = nil
    ) throws(Failure) -> AWSCredentials {
        let text = token.withExposedBytes { String(decoding: $0, as: UTF8.self) }
        var parameters = [("RoleArn", role), ("RoleSessionName", session), ("WebIdentityToken", text)]
        if let duration { parameters.append(("DurationSeconds", String(duration))) }
        var call = ServiceCall.query(.sts, "AssumeRoleWithWebIdentity", parameters)
        call.isSigned = false
        call.confidential = [token]
        return try credentials(call, role)
    }

    private func credentials(_ call: ServiceCall, _ role: String) throws(Failure) -> AWSCredentials {
        var call = call
        call.resource = role
        let found: XMLElement
        do throws(AWSError) { found = try client.result(of: call) } catch { throw refusal(of: role, call, error) }
        guard let answer = found["Credentials"], let id = answer["AccessKeyId"]?.text,
            let secret = answer["SecretAccessKey"]?.text, let token = answer["SessionToken"]?.text,
            let expiry = answer["Expiration"].flatMap({ WallTime($0.text) })
        else {
            throw Failure(
                AWSCodes.garbage, "\(call.name) answered without credentials.", help: "check the endpoint of STS")
        }
        return try KeyText.credentials(
            id: id, secret: Secret(secret), token: Secret(token), expiry: expiry, source: call.name)
    }

    private func refusal(of role: String, _ call: ServiceCall, _ error: AWSError) -> Failure {
        let codes: Set<String> = [
            "AccessDenied", "AccessDeniedException", "ExpiredTokenException", "InvalidIdentityToken",
            "IDPRejectedClaim",
            "ValidationError",
        ]
        guard let code = error.code, codes.contains(code) else { return error.failure }
        let help =
            switch code {
            case "ValidationError": "check the role's ARN and the duration"
            case "ExpiredTokenException": "get a new token from its issuer"
            case "InvalidIdentityToken", "IDPRejectedClaim":
                "check that IAM has this OIDC provider with the audience sts.amazonaws.com"
            default:
                call.isSigned
                    ? "allow the caller sts:AssumeRole on \(role), and let the role trust the caller"
                    : "let the role's trust policy have the provider, audience and subject of the token"
            }
        return Failure(AWSCodes.role, error.failure.diagnostics.first?.detail ?? "", help: help)
    }
}
