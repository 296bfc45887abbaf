import Diagnostics

extension SlipwayGrammar {
    private static let identity: [any DeclaresOption] = [Options.profile, Options.region]

    static let aws = CommandGrammar(
        "aws", "speak to AWS: who one is, signed requests, tokens",
        subcommands: [awsWhoami, awsSign, awsRequest, awsToken],
        examples: [.init("slipway aws whoami", "Tell which credentials are used, and why.")],
        exitStatuses: exits(.timedOut, .interrupted, .terminated))

    static let awsWhoami = CommandGrammar(
        "whoami", "tell who AWS takes you for, and where the credentials come from",
        discussion: """
            Asks STS for the account and ARN, and lists the sources of credentials that were passed over, each with \
            the reason. Nothing of a key but its id is printed.
            """,
        options: identity + [Options.jsonDocument],
        examples: [
            .init("slipway aws whoami", "Tell account, ARN, region and source."),
            .init("slipway aws whoami --profile prod", "Tell the same of a profile."),
        ], exitStatuses: exits(.timedOut, .interrupted, .terminated))

    static let awsSign = CommandGrammar(
        "sign", "sign a raw HTTP request from standard input",
        discussion: """
            Reads a request (request line, headers, empty line, body), signs it with Signature Version 4, and prints \
            it with the headers of the signature, or with --presign with the address that carries it. Nothing is sent.
            """,
        options: [Options.service, Options.date, Options.presign] + identity,
        examples: [
            .init("slipway aws sign --service sts --region us-east-1 < request.txt", "Sign a request for STS."),
            .init(
                "slipway aws sign --service s3 --presign 900 < request.txt",
                "Make an address that is good for 15 minutes."),
        ], exitStatuses: exits(.timedOut, .interrupted, .terminated))

    static let awsRequest = CommandGrammar(
        "request", "send a signed request and print the answer",
        discussion: """
            As curl, with a signature, with AWS's retries, and with its errors explained. With --action the call is \
            written in the protocol of the service: parameters for query services, a JSON --body for others.
            """,
        positionals: [Positionals.awsService, Positionals.target],
        options: [
            Options.method, Options.header, Options.body, Options.action, Options.parameter, Options.stream,
            Options.include,
        ] + identity,
        rules: [
            .needs("parameter", "action", because: "parameters belong to an action"),
            .needs("stream", "body", because: "there is nothing to send in pieces"),
            .atMostOne(["action", "stream"]),
        ],
        examples: [
            .init("slipway aws request sts --action GetCallerIdentity", "Call an action."),
            .init("slipway aws request s3 /bucket/key --method PUT --body file", "Send a file."),
            .init("slipway aws request dynamodb --action ListTables", "Call an action that takes JSON."),
        ], exitStatuses: exits(.timedOut, .interrupted, .terminated))

    static let awsToken = CommandGrammar(
        "eks-token", "print a token for an EKS cluster as kubectl wants it",
        discussion: """
            Prints an ExecCredential for `users[].user.exec` of a kubeconfig, in the version that kubectl asks for in \
            KUBERNETES_EXEC_INFO. Nothing is sent: the token is an address of STS, signed for the cluster.
            """,
        options: [Options.cluster] + identity,
        examples: [.init("slipway aws eks-token --cluster shop", "Print a token that is good for 14 minutes.")],
        exitStatuses: exits(.timedOut, .interrupted, .terminated))

    static let secrets = CommandGrammar(
        "secrets", "read and write the secrets that specs refer to",
        subcommands: [secretsList, secretsGet, secretsSet, secretsRotate],
        examples: [.init("slipway secrets list prod", "Tell which secrets are stored.")],
        exitStatuses: exits(.timedOut, .interrupted, .terminated))

    static let secretsList = CommandGrammar(
        "list", "tell which secrets of an environment are stored, never their values",
        positionals: [Positionals.environment], options: identity + [Options.jsonDocument],
        examples: [.init("slipway secrets list prod", "Tell which are stored and when they were changed.")],
        exitStatuses: exits(.timedOut, .interrupted, .terminated))

    static let secretsGet = CommandGrammar(
        "get", "print the value of a secret",
        discussion: "Prints the value to a pipe or file; on a terminal only with --reveal.",
        positionals: [Positionals.secret, Positionals.secretName], options: [Options.reveal] + identity,
        examples: [
            .init("slipway secrets get ssm:/shop/key > key", "Write a value to a file."),
            .init("slipway secrets get prod DATABASE_PASSWORD --reveal", "Show the value of an environment's secret."),
        ], exitStatuses: exits(.timedOut, .interrupted, .terminated))

    static let secretsSet = CommandGrammar(
        "set", "store a value from standard input or typed at a prompt",
        discussion: """
            The value is never taken from the command line, where others could see it. One line end at its end is left \
            out. A reference with a #key changes that key of a JSON object and keeps the others.
            """,
        positionals: [Positionals.secret, Positionals.secretName], options: identity,
        examples: [
            .init("slipway secrets set secretsmanager:shop/prod#password", "Type a value and store it."),
            .init("slipway secrets set ssm:/shop/key < key", "Store the content of a file."),
        ], exitStatuses: exits(.timedOut, .interrupted, .terminated))

    static let secretsRotate = CommandGrammar(
        "rotate", "replace a secret by a new random one",
        discussion: """
            Lets the rotation function of a secret make the new value where it has one; else stores 43 random letters, \
            digits, - and _ (256 bits). The old value stays the previous version. What runs with the old one must \
            be restarted: a new `slipway apply` does it.
            """,
        positionals: [Positionals.secret, Positionals.secretName], options: [Options.yes] + identity,
        examples: [.init("slipway secrets rotate prod DATABASE_PASSWORD", "Replace a password.")],
        exitStatuses: exits(.policyRefused, .timedOut, .interrupted, .terminated))
}
