import Containers
import Diagnostics
import POSIX
import TestSupport
import Testing

/// Which engine is found and what is said where none works; the engines here are small scripts.
@Suite struct ContainerEngineTests {
    private func scripts(_ scripts: [String: String]) throws -> Scratch {
        let scratch = try Scratch()
        for (name, text) in scripts {
            try FileSystem.writeAtomically(Array("#!/bin/sh\n\(text)\n".utf8), to: scratch.at(name), mode: 0o700)
        }
        return scratch
    }

    private func variables(_ scratch: Scratch, _ more: [String: String] = [:]) -> [String: String] {
        more.merging(["PATH": "\(scratch.path):/usr/bin:/bin"]) { _, path in path }
    }

    @Test func theFirstOfTheWantedKindsIsTaken() throws {
        let both = try scripts(["podman": "exit 0", "docker": "exit 0"])
        let caller = ["PATH": both.path]
        #expect(ContainerEngine.find(in: caller, more: [])?.path == both.at("podman"))
        #expect(ContainerEngine.find([.docker], in: caller, more: [])?.path == both.at("docker"))
        let one = try scripts(["docker": "exit 0"])
        #expect(ContainerEngine.find(in: ["PATH": one.path], more: [])?.kind == .docker)
        #expect(ContainerEngine.find(in: ["PATH": ""], more: [one.path])?.kind == .docker)
    }

    @Test func whereNoneIsInstalledOneMessageNamesTheRemedy() throws {
        let empty = try scripts([:])
        func failure(_ kinds: [ContainerEngine.Kind]) throws -> Diagnostic? {
            #expect(throws: Failure.self) {
                try ContainerEngine.require(kinds, in: ["PATH": empty.path], more: [])
            }?.diagnostics.first
        }
        let any = try failure(ContainerEngine.Kind.allCases)
        #expect(any?.code == ContainerCodes.engineMissing)
        #expect(any?.detail == "Neither podman nor docker was found on PATH, /usr/sbin or /sbin.")
        #expect(any?.help == "apt-get install podman")
        let docker = try failure([.docker])
        #expect(docker?.detail == "docker was not found on PATH, /usr/sbin or /sbin.")
        #expect(docker?.help == "apt-get install docker.io")
    }

    /// What a CI job keeps in its variables reaches no engine.
    @Test func anEngineIsRunWithItsOwnSettingsOnly() throws {
        let scratch = try scripts(["podman": "env"])
        let caller = variables(scratch, ["CI_TOKEN": "hidden", "CONTAINERS_CONF": "/c", "HOME": "/home/me"])
        let printed = try ContainerEngine.require([.podman], in: caller).output(["info"])
        #expect(printed.contains("CONTAINERS_CONF=/c\n") && printed.contains("HOME=/home/me\n"))
        #expect(!printed.contains("hidden"))
    }

    @Test func anEngineThatDoesNotWorkIsToldWithItsWords() throws {
        let words = "Cannot connect to the Docker daemon at unix:///run/docker.sock."
        let scratch = try scripts([
            "docker": "[ $1 = context ] && echo unix:///run/docker.sock && exit; echo '\(words)' >&2; exit 1",
            "podman": "echo 'cannot set up namespace' >&2; exit 125",
        ])
        func failure(_ kind: ContainerEngine.Kind) throws -> Diagnostic? {
            #expect(throws: Failure.self) {
                try ContainerEngine.require([kind], in: variables(scratch)).requireUsable()
            }?.diagnostics.first
        }
        let docker = try failure(.docker)
        #expect(docker?.code == ContainerCodes.engineUnusable)
        #expect(docker?.detail == "\(scratch.at("docker")) does not work here: \(words)")
        #expect(docker?.help?.hasPrefix("start the daemon (systemctl start docker)") == true)
        let podman = try failure(.podman)
        #expect(podman?.detail == "\(scratch.at("podman")) does not work here: cannot set up namespace")
        #expect(podman?.help?.contains("`podman info` works for your user") == true)
    }

    @Test func aDaemonOnAnotherMachineIsRefused() throws {
        let scratch = try scripts(["docker": "[ $1 = context ] && echo tcp://10.0.0.1:2376"])
        let failure = #expect(throws: Failure.self) {
            try ContainerEngine.require([.docker], in: variables(scratch)).requireUsable()
        }
        #expect(failure?.diagnostics.first?.code == ContainerCodes.engineElsewhere)
        #expect(failure?.diagnostics.first?.detail == "docker speaks to tcp://10.0.0.1:2376.")
    }

    @Test func aCommandThatFailsOrHangsIsTold() throws {
        let scratch = try scripts(["podman": "[ $1 = sleep ] && exec sleep 60; echo no such image >&2; exit 7"])
        let engine = try ContainerEngine.require([.podman], in: variables(scratch))
        let failed = #expect(throws: Failure.self) { try engine.output(["image", "inspect", "x"]) }
        #expect(failed?.diagnostics.first?.code == ContainerCodes.commandFailed)
        #expect(failed?.diagnostics.first?.detail == "podman image (exit status 7): no such image")
        #expect(failed?.diagnostics.first?.help == "run it by hand: podman image inspect x")
        let hung = #expect(throws: Failure.self) { try engine.run(["sleep"], timeout: .milliseconds(100)) }
        #expect(hung?.diagnostics.first?.detail.contains("did not end within 0.1 s") == true)
    }
}
