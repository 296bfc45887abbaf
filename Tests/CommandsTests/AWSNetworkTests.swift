import POSIX
import TestSupport
import Testing

/// CLI tier: TLS and proxies where two servers take part, and what works beside each refusal.
@Suite(.enabled(if: AWSUser.missing == nil, "\(AWSUser.missing ?? "")"))
struct AWSNetworkTests {
    private static let caller = """
        <GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account><Arn>arn:aws:iam::1:user/ci</Arn>\
        <UserId>u</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>
        """

    /// An endpoint with TLS, and the variables of a user who trusts it.
    private func trusted() throws -> (user: AWSUser, stub: StubServer, variables: [String: String]) {
        let user = try AWSUser()
        try user.certificate(for: "IP:127.0.0.1", "tls.pem")
        let stub = try StubServer(
            [.init(200, "text/xml", Self.caller)], certificate: user.scratch.at("tls.pem.both"))
        let variables = AWSUser.keys.merging([
            "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": stub.url, "AWS_CA_BUNDLE": user.scratch.at("tls.pem"),
        ]) { $1 }
        return (user, stub, variables)
    }

    @Test func aBundleMakesItTrusted() throws {
        let (user, stub, variables) = try trusted()
        defer { withExtendedLifetime(stub) {} }
        let found = try user.run(["aws", "whoami"], variables)
        #expect(found.status == 0 && found.output.contains("arn      arn:aws:iam::1:user/ci\n"), "\(found)")
        try user.write("home/.aws/config", "[profile a]\nca_bundle = \(user.scratch.at("tls.pem"))\n")
        try user.write("home/.aws/credentials", "[a]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n")
        var others = variables
        others["AWS_CA_BUNDLE"] = nil
        #expect(try user.run(["aws", "whoami", "--profile", "a"], others).status == 0)
        #expect(try user.run(["aws", "whoami"], others).status == 1)
    }

    @Test(arguments: [403, 407])
    func aProxyThatRefuses(status: Int) throws {
        let (user, stub, variables) = try trusted()
        let proxy = try StubServer([.init(status, "text/html", "<html>No</html>")])
        for name in ["https_proxy", "HTTPS_PROXY", "all_proxy"] {
            var all = variables
            all[name] = "http://me:hunter22@127.0.0.1:\(proxy.port)"
            let refused = try user.run(["aws", "whoami"], all)
            let told = """
                error[E0812]: proxy does not let AWS through
                  sts:GetCallerIdentity: 127.0.0.1:\(stub.port): CONNECT tunnel failed, response \(status).
                  help: check \(name), or name the hosts that need no proxy in no_proxy

                1 error

                """
            #expect(refused.status == 1 && refused.errors == told && refused.output.isEmpty, "\(refused)")
            all["no_proxy"] = "127.0.0.1"
            #expect(try user.run(["aws", "whoami"], all).status == 0)
        }
        #expect(try proxy.requests().count == 3)
        #expect(try proxy.requests().allSatisfy { $0.hasPrefix("CONNECT 127.0.0.1:\(stub.port) ") })
    }

    /// What is asked for credentials goes through no proxy.
    @Test func credentialsGoThroughNoProxy() throws {
        let user = try AWSUser()
        let proxy = try StubServer([.init(403, "text/html", "<html>No</html>")])
        let simulator = try AWSSimulator.shared().url
        let found = try user.run(
            ["aws", "whoami"],
            [
                "AWS_ENDPOINT_URL": simulator, "AWS_REGION": "us-east-1", "http_proxy": proxy.url,
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(simulator)/_sim/container-credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "awssim-container-token",
            ])
        #expect(found.status == 1 && found.errors.contains("error[E0813]"), "\(found)")
        let asked = try proxy.requests()
        #expect(asked.count == 1 && asked[0].hasPrefix("POST \(simulator)/ "), "\(asked)")
    }
}
