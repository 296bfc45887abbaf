import AWS
import HTTPTransport
import JSON
import SigV4
import TestSupport
import Testing

/// What a source of credentials needs at the simulator.
extension Simulated {
    private static let issuer = "token.actions.githubusercontent.com"

    var container: [String: String] {
        [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(simulator.url)/_sim/container-credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "awssim-container-token",
        ]
    }

    var instance: [String: String] {
        ["AWS_EC2_METADATA_SERVICE_ENDPOINT": simulator.url, "AWS_EC2_METADATA_DISABLED": "false"]
    }

    func gitHub(_ role: String) -> [String: String] {
        [
            "ACTIONS_ID_TOKEN_REQUEST_URL": "\(simulator.url)/_sim/oidc/token?api-version=2.0",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "awssim-actions-token", "AWS_ROLE_ARN": role,
        ]
    }

    /// Makes a role that trusts `principal`, and gives its ARN.
    func role(
        trusting principal: JSONValue, _ action: String, externalID: String? = nil, conditions: JSONValue? = nil
    ) throws -> String {
        var condition = conditions ?? [:]
        if let externalID { condition = ["StringEquals": ["sts:ExternalId": .string(externalID)]] }
        let policy: JSONValue = [
            "Version": "2012-10-17",
            "Statement": [
                ["Effect": "Allow", "Principal": principal, "Action": .string(action), "Condition": condition]
            ],
        ]
        let name = Self.name("role")
        _ = try client().result(
            of: .query(.iam, "CreateRole", [("RoleName", name), ("AssumeRolePolicyDocument", policy.text)]))
        return "arn:aws:iam::123456789012:role/\(name)"
    }

    /// A role for the workflows of one repository.
    func federatedRole() throws -> String {
        do {
            _ = try client().result(
                of: .query(
                    .iam, "CreateOpenIDConnectProvider",
                    [
                        ("Url", "https://\(Self.issuer)"), ("ClientIDList.member.1", "sts.amazonaws.com"),
                        ("ThumbprintList.member.1", String(repeating: "a", count: 40)),
                    ]))
        } catch let error as AWSError {
            // Another test was first.
            guard error.code == "EntityAlreadyExists" else { throw error }
        }
        return try role(
            trusting: ["Federated": .string("arn:aws:iam::123456789012:oidc-provider/\(Self.issuer)")],
            "sts:AssumeRoleWithWebIdentity",
            conditions: ["StringEquals": .object([.init("\(Self.issuer):aud", "sts.amazonaws.com")])])
    }

    func gitHubToken() throws -> String {
        let response = try HTTPClient().send(
            HTTPRequest(
                "GET", "\(simulator.url)/_sim/oidc/token?audience=sts.amazonaws.com",
                fields: [.init("Authorization", "Bearer awssim-actions-token")]))
        return try #require(try JSONReader.parse(response.body)["value"]?.string)
    }

    /// A session as a container would get it.
    func session() throws -> AWSCredentials {
        let settings = try settings(container)
        return try CredentialStore(settings).current()
    }
}
