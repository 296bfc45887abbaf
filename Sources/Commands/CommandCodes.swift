package import Diagnostics

/// The kinds of problem the command line itself finds.
package enum CommandCodes {
    package static let noProject = DiagnosticCode(
        "E0720", "no project here",
        "A project is a directory that holds `environments/`, with one file per environment.")
    package static let projectUnreadable = DiagnosticCode(
        "E0721", "project file cannot be read", "A file of the project is there but cannot be read as a text.")
    package static let programUnreadable = DiagnosticCode(
        "E0722", "program cannot be read",
        "service.program names the executable that runs on this machine; it must be built before a plan is made.")
    package static let outputUnwritable = DiagnosticCode(
        "E0723", "output cannot be written", "A file or directory named on the command line cannot be written.")
    package static let unknownDocument = DiagnosticCode(
        "E0724", "unknown document", "`slipway render ENV` lists the documents of an environment.")
    package static let notEmpty = DiagnosticCode(
        "E0725", "files are in the way",
        "`slipway init` never overwrites a file; it makes a project where none of its files exists yet.")
    package static let unknownCode = DiagnosticCode(
        "E0726", "unknown code or environment",
        "`slipway explain` takes an environment's name or the code of a problem.")
    package static let planUnreadable = DiagnosticCode(
        "E0727", "plan file cannot be read", "The plan file is not there, or you may not read it.")
    package static let unknownReplica = DiagnosticCode(
        "E0728", "unknown replica", "`slipway status ENV` lists the replicas that run.")
    package static let planWithOverrides = DiagnosticCode(
        "E0729", "a saved plan takes no --set", exit: .usage,
        "A saved plan is applied as it was reviewed; values are given when it is made.")
    package static let interruptedAtQuestion = DiagnosticCode(
        "E0730", "interrupted", exit: .interrupted,
        "SIGINT came instead of an answer, which counts as no, or of the end of standard input.")
    package static let terminatedAtQuestion = DiagnosticCode(
        "E0731", "terminated", exit: .terminated,
        "SIGTERM came instead of an answer, which counts as no, or of the end of standard input.")
    package static let invalidEpoch = DiagnosticCode(
        "E0732", "invalid SOURCE_DATE_EPOCH", exit: .usage,
        """
        SOURCE_DATE_EPOCH is the time an image carries instead of that of its build, in whole seconds since 1970 \
        (https://reproducible-builds.org/specs/source-date-epoch/). Without it the time of the commit is taken, and 0 \
        where there is no commit.
        """)
    package static let terminatedAtAWS = DiagnosticCode(
        "E0733", "terminated while AWS was asked", exit: .terminated, "SIGTERM came while AWS was asked.")

    package static let all = [
        noProject, projectUnreadable, programUnreadable, outputUnwritable, unknownDocument, notEmpty, unknownCode,
        planUnreadable, unknownReplica, planWithOverrides, interruptedAtQuestion, terminatedAtQuestion,
        invalidEpoch, terminatedAtAWS,
    ]
}
