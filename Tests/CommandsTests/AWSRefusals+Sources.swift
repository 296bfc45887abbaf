import TestSupport

extension AWSRefusal {
    private static let role = "arn:aws:iam::123456789012:role/deploy"
    private static let byFile = ["AWS_ROLE_ARN": role, "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"]
    private static let gitHub = [
        "AWS_ROLE_ARN": role, "ACTIONS_ID_TOKEN_REQUEST_URL": "{sim}/_sim/oidc/token",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "not-the-runners",
    ]
    private static let refusedToken = "sts:AssumeRoleWithWebIdentity on \(role) in us-east-1: "
    private static let askByHand = "see what it gives when you ask it by hand"

    private static func program(_ line: String) -> [String: String] {
        [".aws/config": "[profile ci]\ncredential_process = \(line)\n"]
    }

    private static func container(_ url: String) -> [String: String] { ["AWS_CONTAINER_CREDENTIALS_FULL_URI": url] }

    private static func web(
        _ name: String, _ variables: [String: String] = byFile, _ token: String? = "a.b.c",
        answers: [StubServer.Answer] = [], is code: String = "E0807", _ text: String, help: String
    ) -> AWSRefusal {
        .init(
            name, "aws whoami", variables, without: noKeys, files: token.map { ["token": $0] } ?? [:], answers: answers,
            is: code, text, help: help)
    }

    static let ofSources: [AWSRefusal] = [
        web(
            "a token file that is missing", byFile, nil,
            "The token file of AWS_WEB_IDENTITY_TOKEN_FILE cannot be read: stat {home}/token: No such file or directory.",
            help: "check AWS_WEB_IDENTITY_TOKEN_FILE"),
        web(
            "a token file that is empty", byFile, "\n", "The token file of AWS_WEB_IDENTITY_TOKEN_FILE holds no token.",
            help: "check who writes {home}/token"),
        web(
            "a token without a role", ["AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"], "a.b.c", is: "E0809",
            "AWS_WEB_IDENTITY_TOKEN_FILE is set, and AWS_ROLE_ARN is not.", help: "set AWS_ROLE_ARN"),
        web(
            "a token that has ended", byFile, "a.b.c",
            answers: [.query("ExpiredTokenException", "Token expired: 1 before 2")],
            is: "E0824", "\(refusedToken)ExpiredTokenException: Token expired: 1 before 2 [request r-1].",
            help: "get a new token from its issuer"),
        web(
            "a token for another audience", byFile, "a.b.c",
            answers: [.query("InvalidIdentityToken", "Incorrect token audience")],
            is: "E0824", "\(refusedToken)InvalidIdentityToken: Incorrect token audience (3 attempts) [request r-1].",
            help: "check that IAM has this OIDC provider with the audience sts.amazonaws.com"),
        web(
            "a token that the role does not trust", byFile, "a.b.c",
            answers: [.query("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", status: 403)],
            is: "E0824",
            "\(refusedToken)AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity [request r-1].",
            help: "let the role's trust policy have the provider, audience and subject of the token"),
        web(
            "a session name that STS does not take", byFile.merging(["AWS_ROLE_SESSION_NAME": "a b"]) { $1 }, "a.b.c",
            is: "E0805", "The role's session name is not 2 to 64 letters, digits and _+=,.@-.",
            help: "correct AWS_ROLE_SESSION_NAME or role_session_name"),
        web(
            "GitHub refuses a token", gitHub, nil, "GitHub's token endpoint answered 401.",
            help: "give the job `permissions: id-token: write`, and run it again"),
        web(
            "GitHub's endpoint without TLS",
            gitHub.merging(["ACTIONS_ID_TOKEN_REQUEST_URL": "http://example.com/"]) { $1 }, nil,
            "GitHub's token endpoint is not https.", help: "leave ACTIONS_ID_TOKEN_REQUEST_URL as the runner sets it"),
        web(
            "GitHub does not answer",
            gitHub.merging(["ACTIONS_ID_TOKEN_REQUEST_URL": "http://127.0.0.1:{closed}/"]) { $1 }, nil,
            "GitHub's token endpoint does not answer.", help: "check the runner's network and https_proxy"),
        web(
            "GitHub answers without a token", gitHub.merging(["ACTIONS_ID_TOKEN_REQUEST_URL": "{stub}/"]) { $1 }, nil,
            answers: [.init(200, "application/json", "{}")], "GitHub's token endpoint answered without a token.",
            help: "run the job again; https://githubstatus.com tells of outages"),
        web(
            "a container's endpoint that is not trusted", container("http://example.com/credentials"), nil,
            "The container's endpoint is neither https nor on loopback, 169.254.170.2 or 169.254.170.23.",
            help: "correct AWS_CONTAINER_CREDENTIALS_FULL_URI"),
        web(
            "a container's endpoint that refuses", container("{sim}/_sim/container-credentials"), nil,
            "The container's endpoint answered 403.",
            help: "check AWS_CONTAINER_AUTHORIZATION_TOKEN or its _FILE"),
        web(
            "a container's endpoint that does not answer", container("http://127.0.0.1:{closed}/"), nil,
            "The container's endpoint does not answer.",
            help: "check that its agent runs, and the variable that names it"),
        web(
            "a container's endpoint with a page", container("{stub}/"), nil,
            answers: [.init(200, "text/html", "<html>Sign in</html>")],
            "The container's endpoint answered something that is no JSON object.", help: askByHand),
        web(
            "a container's endpoint without an end", container("{stub}/"), nil,
            answers: [
                .init(
                    200, "application/json",
                    #"{"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"x","Token":"y"}"#)
            ], "The container's endpoint answered without Expiration.", help: askByHand),
        web(
            "a container's credentials that have ended", container("{stub}/"), nil,
            answers: [
                .init(
                    200, "application/json",
                    #"{"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"x","Token":"y","Expiration":"2020-01-01T00:00:00Z"}"#
                )
            ], is: "E0808", "The credentials from container endpoint ended at 2020-01-01T00:00:00Z; it is 2…Z now.",
            help: "get new ones, then run the command again"),
        web(
            "a container's token file that is missing",
            container("{stub}/").merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/token"]) { $1 }, nil,
            answers: [.init(200, "application/json", "{}")],
            "The token file of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read: stat {home}/token: No such file or directory.",
            help: "check AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
        .init(
            "a program that is missing", "aws whoami --profile ci", files: program("/nowhere/program --secret x"),
            is: "E0807", "credential_process of profile ci names /nowhere/program, which is no program.",
            help: "check the path and PATH"),
        .init(
            "a program that fails", "aws whoami --profile ci", files: program("sh -c 'echo SECRET >&2; exit 1'"),
            is: "E0807",
            "credential_process of profile ci ended with exit status 1.", help: "run it by hand to see what it says"),
        .init(
            "a program that prints no JSON", "aws whoami --profile ci", files: program("echo SECRET"), is: "E0807",
            "credential_process of profile ci printed no JSON object with \"Version\": 1.",
            help: "run it by hand to see what it prints"),
        .init(
            "a program of another version", "aws whoami --profile ci",
            files: program(#"echo '{"Version": 2, "AccessKeyId": "x"}'"#), is: "E0807",
            "credential_process of profile ci printed Version 2, and only 1 is known.",
            help: "run it by hand to see what it prints"),
        .init(
            "a program that prints half a key", "aws whoami --profile ci",
            files: program(#"echo '{"Version": 1, "AccessKeyId": "x"}'"#), is: "E0807",
            "credential_process of profile ci answered without AccessKeyId and SecretAccessKey.", help: askByHand),
        .init(
            "a line with an open quote", "aws whoami --profile ci", files: program("program 'SECRET"), is: "E0807",
            "credential_process of profile ci is empty, or has a quote without its end.", help: "correct the line"),
        .init(
            "SSO without a sign-in", "aws whoami --profile sso", files: sso, is: "E0807",
            "The profile sso uses SSO, and there is no sign-in in {home}/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json.",
            help: "run `aws sso login --profile sso`"),
        .init(
            "SSO with an old sign-in", "aws whoami --profile sso",
            files: sso.merging([signIn: #"{"accessToken": "t", "expiresAt": "2020-01-01T00:00:00Z"}"#]) { $1 },
            is: "E0807",
            "The profile sso uses SSO, and the sign-in ended at 2020-01-01T00:00:00Z.",
            help: "run `aws sso login --profile sso`"),
        .init(
            "SSO whose sign-in AWS does not take", "aws whoami --profile sso", ["AWS_ENDPOINT_URL_SSO": "{stub}"],
            files: sso.merging([signIn: #"{"accessToken": "t", "expiresAt": "2099-01-01T00:00:00Z"}"#]) { $1 },
            answers: [.json("UnauthorizedException", "Session token not found or invalid", status: 401)], is: "E0807",
            "The profile sso uses SSO, and AWS does not take the sign-in any more.",
            help: "run `aws sso login --profile sso`"),
    ]

    private static let signIn = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
    private static let sso = [
        ".aws/config": """
        [profile sso]
        sso_session = corp
        sso_account_id = 123456789012
        sso_role_name = Deploy
        [sso-session corp]
        sso_region = us-east-1
        sso_start_url = https://corp.awsapps.com/start

        """
    ]
}
