extension SlipwayGrammar {
    /// Every option of Slipway; ask an ``Invocation`` with these.
    package enum Options {
        // MARK: For every command
        package static let chdir = Option(
            "chdir", short: "C", "DIR", .directory, variable: "SLIPWAY_CHDIR", "Work as if started in this directory")
        package static let color = Option(
            "color", "WHEN", .choice(["auto", "always", "never"]), default: "auto", variable: "SLIPWAY_COLOR",
            "When to colour: on a terminal, always or never")
        package static let noColor = Flag("no-color", "The same as --color never")
        package static let quiet = Flag("quiet", short: "q", "Print results, warnings and errors only")
        package static let verbose = Flag("verbose", short: "v", "Print what is done in more detail")
        package static let help = Flag("help", short: "h", "Print help and exit")
        package static let version = Flag("version", "Print the version and exit")
        static let global: [any DeclaresOption] = [chdir, color, noColor, quiet, verbose, help, version]

        // MARK: For some commands
        package static let json = Flag("json", "Print versioned JSON, one event per line, instead of text")
        package static let jsonDocument = Flag("json", "Print one JSON document instead of text")
        package static let jsonInto = Option(
            "json-into", "FILE", .path, "Write the JSON events to this file besides the text")
        package static let set = Option(
            "set", "PATH=VALUE", .assignment, repeatable: true,
            "Give one value of the spec, as in service.port=9090")
        package static let lockTimeout = Option<Duration>(
            "lock-timeout", duration: "DURATION", default: "0s", variable: "SLIPWAY_LOCK_TIMEOUT",
            "How long to wait for the lock of the environment")
        package static let yes = Flag("yes", "Do it without asking; needed where there is no terminal")
        package static let out = Option("out", short: "o", "FILE", .path, "Save the plan to this file")
        package static let detailedExitCode = Flag(
            "detailed-exitcode", "Exit 2 where there are changes, 0 where there are none")
        package static let destroyGoal = Flag("destroy", "Plan to take everything away")
        package static let expect = Option(
            "expect", "DIGEST", .text, "Apply only the plan with this digest, as `plan` and `show` print it")
        package static let markdown = Flag("markdown", "Print Markdown that fits a comment of 65,536 characters")
        package static let renderDirectory = Option(
            "out", short: "o", "DIR", .directory, "Write the documents below this directory instead of printing them")
        package static let only = Option("only", "SET", .text, "Only this set of documents, as in local")
        package static let name = Option("name", "NAME", .text, "Name of the service")
        package static let image = Option("image", "IMAGE", .text, "Container image of the service")
        package static let program = Option("program", "FILE", .path, "Program of the service, run without a container")
        package static let port = Option<Int>(
            "port", "PORT", in: 1...65_535, default: 8080, "Port the service listens on")
        package static let replica = Option<Int>("replica", "N", in: 0...999, "Only the lines of this replica")
        package static let lines = Option<Int>(
            "lines", short: "n", "N", in: 0...100_000, default: 100, "How many lines before the end to begin with")
        package static let follow = Flag("follow", short: "f", "Go on printing lines as they come")
        package static let engine = Option(
            "engine", "ENGINE", .choice(["podman", "buildah", "docker"]), variable: "SLIPWAY_ENGINE",
            "What builds and pushes; the first of podman, buildah, docker that is installed without it")
        package static let tool = Flag("tool", "The image of Slipway itself, as build.tool describes it")
        package static let schemaFile = Option(
            "out", short: "o", "FILE", .path, "Write to this file instead of printing")
        // MARK: For rollouts
        package static let strategy = Option(
            "strategy", "STRATEGY", .choice(["rolling", "canary", "blue-green"]), "In place of the spec's strategy")
        package static let full = Flag("full", "Skip all steps that are left")
        package static let reason = Option("reason", "TEXT", .text, "Why; it is kept in the record")
        package static let timeout = Option<Duration>(
            "timeout", duration: "DURATION", "How long to wait for the end")
        package static let revision = Option("to", "REVISION", .text, "The revision, or how its name begins")
        package static let scenario = Option(
            "scenario", "NAME", .text, default: "good", "What happens; `list` lists the scenarios")
        package static let recorded = Option(
            "recorded", "ROLLOUT", .text, "Judge the readings of this rollout again, in place of made-up ones")
        package static let rate = Option<Int>(
            "rate", "N", in: 1...1_000_000, default: 100, "Requests of the service per second")
        package static let seed = Option<Int>("seed", "N", in: 0...1_000_000_000, default: 1, "What chance begins with")
        package static let clusters = Option<Int>(
            "clusters", "N", in: 1...10_000, "Roll out over a fleet of so many clusters, in waves")
        // MARK: For AWS
        package static let profile = Option(
            "profile", "NAME", .text, "The profile of ~/.aws/config to use; keys in variables are passed over then")
        package static let region = Option(
            "region", "REGION", .text, "The AWS region; AWS_REGION and the profile say it otherwise")
        package static let service = Option(
            "service", "SERVICE", .text, "The name the service has in signatures, as in s3 or execute-api")
        package static let date = Option(
            "date", "TIME", .text, "Sign for this time, written 20150830T123600Z; now if not given")
        package static let presign = Option<Int>(
            "presign", "SECONDS", in: 1...604_800, "Sign the address for this long in place of the headers")
        package static let cluster = Option("cluster", "NAME", .text, "Name of the EKS cluster")
        package static let method = Option(
            "method", short: "X", "METHOD", .text, "Method of the request; GET without a body, else POST")
        package static let header = Option(
            "header", short: "H", "HEADER", .text, repeatable: true, "A header, written NAME: VALUE")
        package static let action = Option(
            "action", "ACTION", .text, "Call this action of the service in its own protocol")
        package static let parameter = Option(
            "parameter", "NAME=VALUE", .assignment, repeatable: true, "A parameter of the action")
        package static let body = Option(
            "body", "FILE", .path, "Send this file as the body; - is standard input")
        package static let stream = Flag("stream", "Send the body in signed pieces, as S3 takes it")
        package static let include = Flag("include", short: "i", "Print the head of the answer before its body")
        package static let reveal = Flag("reveal", "Print the value on a terminal, too")
        package static let environments = Flag("environments", "Print the names of the environments, one per line")
    }

    /// Every positional argument of Slipway; ask an ``Invocation`` with these.
    package enum Positionals {
        package static let environment = Positional("ENV", .environment, .one, "Name of an environment")
        package static let otherEnvironment = Positional(
            "ENV2", .environment, .one, "Name of the environment it is compared with")
        package static let environments = Positional(
            "ENV", .environment, .any, "Names of environments; all of them where none is given")
        package static let subject = Positional(
            "ENV|CODE", .text, .one, "Name of an environment, or a code such as E0201")
        package static let path = Positional("PATH", .text, .optional, "Path of a value, as in service.replicas.max")
        package static let documentPath = Positional("PATH", .text, .one, "Path of a value in the document")
        package static let document = Positional(
            "DOCUMENT", .text, .one, "Name of a document, as `slipway render` prints it")
        package static let directory = Positional(
            "DIR", .directory, .optional, "Directory to begin in; here if not given")
        package static let environmentOrImage = Positional(
            "ENV|IMAGE", .text, .one, "Name of an environment whose image was built here, or an image")
        package static let planFile = Positional("FILE", .path, .one, "A saved plan")
        package static let planOrEnvironment = Positional(
            "FILE|ENV", .planOrEnvironment, .one,
            "A saved plan, or the name of an environment to plan and apply at once")
        package static let shell = Positional(
            "SHELL", .choice(["bash", "zsh", "fish"]), .optional, "The shell: bash, zsh or fish")
        package static let awsService = Positional("SERVICE", .text, .one, "Name of the AWS service, as in s3 or sts")
        package static let target = Positional(
            "PATH", .text, .optional, "Path and query, percent-encoded; / if not given")
        package static let secret = Positional(
            "SECRET", .text, .one, "A reference such as ssm:/shop/key, or the environment whose secret NAME is")
        package static let rollout = Positional(
            "ROLLOUT", .text, .optional, "How the name of a rollout begins; the last one if not given")
        package static let importedFile = Positional("FILE", .path, .one, "A file of Argo, Flagger or Kayenta")
        package static let secretName = Positional("NAME", .text, .optional, "The secret's name in the environment")
        package static let topic = Positional("COMMAND", .text, .any, "The command to tell about")
    }
}
