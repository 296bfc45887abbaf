import Diagnostics
import HTTPTransport
import JSON
import POSIX
import SigV4
import Synchronization
import TestSupport
import Testing
import XML

@testable import AWS

/// Live tier: every source of credentials, from where it is set up to a call that the simulator accepts.
@Suite(.enabled(if: AWSSimulator.missing == nil, "\(AWSSimulator.missing ?? "")"))
struct CredentialTests {
    let aws: Simulated

    init() throws { aws = try Simulated.shared() }

    /// Who the simulator takes a client with these settings for, and what the store says of it.
    private func who(
        _ variables: [String: String], profile: String? = nil, without removed: [String] = []
    ) throws -> (arn: String, source: String, passedOver: [PassedOver]) {
        let settings = try aws.settings(variables, profile: profile, without: removed)
        let store = CredentialStore(settings)
        let client = AWSClient(settings, credentials: store, random: { 0 })
        let arn: String
        do throws(AWSError) { arn = try STS(client).callerIdentity().arn } catch { throw error.failure }
        return (arn, try store.found().source, store.passedOver)
    }

    private static let deployer = "arn:aws:iam::123456789012:user/deployer"

    @Test func variables() throws {
        let found = try who(aws.keys)
        #expect(found.arn == Self.deployer && found.source == "environment" && found.passedOver.isEmpty)
    }

    @Test func profileKeys() throws {
        try aws.write(".aws/credentials", Self.keys("work"))
        let found = try who(["AWS_PROFILE": "work"])
        #expect(found.arn == Self.deployer && found.source == "profile work in ~/.aws/credentials")
        #expect(found.passedOver.map(\.source) == ["environment", "web identity", "GitHub OIDC"])
        #expect(found.passedOver.map(\.reason).first == "AWS_ACCESS_KEY_ID is not set")
    }

    @Test func theProfileOptionGoesBeforeVariables() throws {
        try aws.write(".aws/credentials", Self.keys("work"))
        let wrong = ["AWS_ACCESS_KEY_ID": "AKIAWRONGWRONGWRONG1", "AWS_SECRET_ACCESS_KEY": "wrong"]
        #expect(try who(wrong, profile: "work").arn == Self.deployer)
        let refused = #expect(throws: Failure.self) { try who(wrong.merging(["AWS_PROFILE": "work"]) { $1 }) }
        #expect(refused?.diagnostics.first?.code == AWSCodes.identity)
    }

    @Test func aRoleByWayOfAProfile() throws {
        let role = try aws.role(trusting: ["AWS": "arn:aws:iam::123456789012:root"], "sts:AssumeRole", externalID: "x1")
        try aws.write(".aws/credentials", Self.keys("base"))
        try aws.write(
            ".aws/config",
            """
            [profile deploy]
            role_arn = \(role)
            source_profile = base
            external_id = x1
            role_session_name = ci-run
            duration_seconds = 900
            [profile second]
            role_arn = \(role)
            source_profile = deploy
            external_id = x1
            """)
        let found = try who([:], profile: "deploy")
        #expect(found.arn.hasSuffix("/ci-run") && found.arn.contains(":assumed-role/"))
        #expect(found.source == "role \(role) of profile deploy, by way of profile base in ~/.aws/credentials")
        #expect(try who([:], profile: "second").arn.contains(":assumed-role/"))
    }

    @Test func aProfileThatIsItsOwnSource() throws {
        let role = try aws.role(trusting: ["AWS": "arn:aws:iam::123456789012:root"], "sts:AssumeRole")
        try aws.write(".aws/config", "[profile own]\nrole_arn = \(role)\nsource_profile = own\n")
        try aws.write(".aws/credentials", Self.keys("own"))
        #expect(try who([:], profile: "own").arn.contains(":assumed-role/"))
    }

    @Test(arguments: ["Environment", "EcsContainer", "Ec2InstanceMetadata"])
    func aRoleByWayOfTheMachine(source: String) throws {
        let role = try aws.role(trusting: ["AWS": "*"], "sts:AssumeRole")
        try aws.write(".aws/config", "[profile deploy]\nrole_arn = \(role)\ncredential_source = \(source)\n")
        let variables = aws.keys.merging(aws.container) { $1 }.merging(aws.instance) { $1 }
        #expect(try who(variables, profile: "deploy").arn.contains(":assumed-role/"))
    }

    @Test func aWebIdentity() throws {
        let role = try aws.federatedRole()
        try aws.write("token", try aws.gitHubToken() + "\n")
        let variables = [
            "AWS_WEB_IDENTITY_TOKEN_FILE": aws.home.at("token"), "AWS_ROLE_ARN": role, "AWS_ROLE_SESSION_NAME": "pod",
        ]
        let found = try who(variables)
        #expect(found.arn.hasSuffix("/pod") && found.source == "web identity of \(role)")
        try aws.write(
            ".aws/config", "[profile pod]\nrole_arn = \(role)\nweb_identity_token_file = ~/token\n")
        #expect(try who([:], profile: "pod").arn.contains(":assumed-role/"))
    }

    @Test func gitHub() throws {
        let role = try aws.federatedRole()
        let found = try who(aws.gitHub(role))
        #expect(found.arn.contains(":assumed-role/") && found.source == "GitHub OIDC of \(role)")
        var lacking = aws.gitHub(role)
        lacking["ACTIONS_ID_TOKEN_REQUEST_URL"] = nil
        lacking["GITHUB_ACTIONS"] = "true"
        let none = #expect(throws: Failure.self) { try who(lacking) }
        #expect(none?.diagnostics.first?.detail.contains("the workflow lacks `permissions: id-token: write`") == true)
    }

    @Test func aContainer() throws {
        let found = try who(aws.container)
        #expect(found.arn.contains(":assumed-role/awssim-task-role/") && found.source == "container endpoint")
        try aws.write("token", "awssim-container-token\n")
        var byFile = aws.container
        byFile["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = nil
        byFile["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = aws.home.at("token")
        #expect(try who(byFile).arn.contains(":assumed-role/"))
    }

    @Test func anInstance() throws {
        let found = try who(aws.instance, without: ["AWS_EC2_METADATA_DISABLED"])
        #expect(found.arn.contains(":assumed-role/awssim-instance-role/"))
        #expect(found.source == "role awssim-instance-role of this instance")
        #expect(found.passedOver.count == 5)
        // It tells its region as well.
        #expect(try who(aws.instance, without: ["AWS_REGION"]).arn.contains("awssim-instance-role"))
    }

    @Test func aProgram() throws {
        let sample = try #require(SharedFiles.path("aws/samples/credential_process.py"))
        try aws.write(
            ".aws/config",
            "[profile program]\ncredential_process = \"\(AWSSimulator.python)\" '\(sample)' \(aws.simulator.url)\n")
        let found = try who(["PATH": "/usr/bin:/bin"], profile: "program")
        #expect(found.source == "credential_process of profile program")
    }

    @Test func singleSignOn() throws {
        // What the portal gives is a session of the simulator's.
        let session = try aws.session()
        let answer: JSONValue = [
            "roleCredentials": [
                "accessKeyId": .string(session.accessKeyID),
                "secretAccessKey": .string(session.secretAccessKey.exposed),
                "sessionToken": .string(session.sessionToken?.exposed ?? ""),
                "expiration": .integer(Int(session.expiry?.seconds ?? 0) * 1000),
            ]
        ]
        let portal = try StubServer([.init(200, "application/json", answer.text)])
        try aws.write(
            ".aws/config",
            """
            [profile sso]
            sso_session = corp
            sso_account_id = 123456789012
            sso_role_name = Deploy
            [sso-session corp]
            sso_region = us-east-1
            sso_start_url = https://corp.awsapps.com/start
            """)
        let variables = ["AWS_ENDPOINT_URL_SSO": portal.url]
        func signIn(_ expiry: String) throws {
            // The digest of `corp`, as the command line of AWS names the file.
            try aws.write(
                ".aws/sso/cache/\(Self.digestOfCorp).json",
                #"{"accessToken": "sso-token", "expiresAt": "\#(expiry)", "region": "us-east-1"}"#)
        }
        let none = #expect(throws: Failure.self) { try who(variables, profile: "sso") }
        #expect(none?.diagnostics.first?.help == "run `aws sso login --profile sso`")
        try signIn("2020-01-01T00:00:00Z")
        let old = #expect(throws: Failure.self) { try who(variables, profile: "sso") }
        #expect(old?.diagnostics.first?.detail.contains("the sign-in ended at 2020-01-01T00:00:00Z") == true)
        try signIn("2099-01-01T00:00:00Z")
        let found = try who(variables, profile: "sso")
        #expect(found.arn.contains(":assumed-role/"))
        #expect(found.source == "SSO role Deploy in account 123456789012, profile sso")
        let asked = try #require(portal.requests().first)
        #expect(asked.contains("GET /federation/credentials?role_name=Deploy&account_id=123456789012 "))
        #expect(asked.lowercased().contains("x-amz-sso_bearer_token: sso-token"))
        #expect(!asked.lowercased().contains("authorization:"))
    }

    /// sha1sum of `corp`.
    private static let digestOfCorp = "ee0bfd2552fbd840c02cc48b6e823320543c450f"

    private static func keys(_ profile: String) -> String {
        """
        [\(profile)]
        aws_access_key_id = \(AWSSimulator.accessKeyID)
        aws_secret_access_key = \(AWSSimulator.secretAccessKey)

        """
    }
}

/// Live tier: credentials that end, and those who wait for new ones.
@Suite(.enabled(if: AWSSimulator.missing == nil, "\(AWSSimulator.missing ?? "")"))
struct RenewalTests {
    let aws: Simulated
    private let clock = Clock()

    init() throws { aws = try Simulated(AWSSimulator()) }

    private func client() throws -> AWSClient {
        let role = try aws.federatedRole()
        let clock = clock
        let settings = try aws.settings(aws.gitHub(role), now: { clock.now })
        return AWSClient(settings, credentials: CredentialStore(settings), random: { 0 })
    }

    private func fetches() throws -> Int {
        try aws.simulator.requests(service: "sts", action: "AssumeRoleWithWebIdentity").count
    }

    @Test func theyAreRenewedBeforeTheyEnd() throws {
        let client = try client()
        _ = try STS(client).callerIdentity()
        // Ten minutes and some before the end.
        try advance(2_990)
        _ = try STS(client).callerIdentity()
        #expect(try fetches() == 1)
        try advance(20)
        _ = try STS(client).callerIdentity()
        #expect(try fetches() == 2)
    }

    private func advance(_ seconds: Int) throws {
        clock.advance(seconds)
        try aws.simulator.setClock(advance: seconds, skew: clock.ahead)
    }

    @Test func whoIsToldThatTheyEndedRenewsThem() throws {
        let client = try client()
        let first = try client.credentials.current()
        try aws.simulator.setClock(advance: 3_700)
        _ = try STS(client).callerIdentity()
        #expect(try fetches() == 2)
        #expect(try client.credentials.current().accessKeyID != first.accessKeyID)
    }

    @Test func manyWaitForOne() throws {
        let client = try client()
        let failures = Counter()
        ConcurrentWork.run(16) { _ in
            do { _ = try client.credentials.current() } catch { failures.add("\(error)") }
        }
        #expect(failures.texts.isEmpty)
        #expect(try fetches() == 1)
        try aws.simulator.setClock(advance: 3_700)
        ConcurrentWork.run(16) { _ in
            do { _ = try STS(client).callerIdentity() } catch { failures.add("\(error)") }
        }
        #expect(failures.texts.isEmpty)
        #expect(try fetches() == 2)
    }

    @Test func oldOnesServeWhileTheSourceIsDown() throws {
        let client = try client()
        let first = try client.credentials.current()
        try aws.simulator.addFault(.init(.internalError, service: "sts", action: "AssumeRoleWithWebIdentity", times: 0))
        try advance(3_100)
        #expect(try client.credentials.current().accessKeyID == first.accessKeyID)
        try advance(600)
        #expect(throws: Failure.self) { try client.credentials.current() }
    }

    /// Ours, moved by hand.
    private final class Clock: Sendable {
        private let offset = Atomic(0)
        var ahead: Int { offset.load(ordering: .relaxed) }
        var now: WallTime { WallTime.now.advanced(by: .seconds(ahead)) }
        func advance(_ seconds: Int) { offset.add(seconds, ordering: .relaxed) }
    }
}
