import POSIX

// A program for the tests to start. Its first argument says what it does.
let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "write":
    // write FILE BYTES: replaces FILE; exit status 1 and the error where that fails.
    do {
        try FileSystem.writeAtomically(
            [UInt8](repeating: UInt8(ascii: "n"), count: Int(arguments[2]) ?? 0), to: arguments[1])
    } catch {
        StandardStream.error.write("\(error)\n")
        exitProbe(1)
    }
case "append":
    do {
        try FileSystem.append(Array(arguments[2].utf8), to: arguments[1])
    } catch {
        StandardStream.error.write("\(error)\n")
        exitProbe(1)
    }
case "seams":
    // seams NAME…: reaches each in turn; prints the errors.
    for name in arguments.dropFirst() {
        guard let seam = Seam(rawValue: name) else { exitProbe(64) }
        do { try Seams.reach(seam) } catch { StandardStream.output.write("\(error)\n") }
    }
    StandardStream.output.write("end\n")
case "signals":
    // signals: waits; tells each request.
    do { try Signals.install() } catch { exitProbe(1) }
    StandardStream.output.write("ready\n")
    Pause.sleep(for: .seconds(20), knowing: .none)
    let first = Signals.pending
    StandardStream.output.write("\(first)\n")
    if arguments.count > 1 { while true { Pause.sleep(for: .seconds(20)) } }
    Pause.sleep(for: .seconds(20), knowing: first)
    StandardStream.output.write("\(Signals.pending)\n")
default: exitProbe(64)
}
