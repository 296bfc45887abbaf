import JSON
import POSIX
import Testing

/// A strict client in a process of its own: a request sent without a complete answer of status 200 is lost; it does
/// not retry. Keep-alive connections with and without pauses, and a new connection per request, at the same time.
struct Traffic {
    private let process: ProcessIdentity
    private let directory: String

    struct Count {
        let answered: Int
        let lost: [String]
    }

    static func start(port: Int, directory: String) throws -> Traffic {
        try FileSystem.writeAtomically(Array(client.utf8), to: "\(directory)/client.py")
        try FileSystem.remove("\(directory)/stop")
        try FileSystem.remove("\(directory)/traffic.json")
        let command = Command(
            "/usr/bin/python3", ["\(directory)/client.py", "\(port)", "\(directory)/stop"], environment: [:])
        let process = try Subprocess.spawnDetached(command, standardOutput: "\(directory)/traffic.json")
        return Traffic(process: process, directory: directory)
    }

    func stop() throws -> Count {
        try FileSystem.writeAtomically([], to: "\(directory)/stop")
        if !process.waitUntilGone(.after(.seconds(20))) { process.kill() }
        let result = try JSONReader.parse(try FileSystem.read("\(directory)/traffic.json", limit: 1 << 20))
        return Count(
            answered: result["answered"]?.integer ?? 0,
            lost: result["lost"]?.array?.compactMap(\.string) ?? ["no count"])
    }

    private static let client = """
        import http.client, json, os, random, sys, threading, time
        port, stop = int(sys.argv[1]), sys.argv[2]
        answered, lost, lock = [0], [], threading.Lock()
        def ask(connection):
            connection.request("GET", "/")
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise Exception("status %d" % answer.status)
            return answer.will_close
        def run(pause, keep):
            connection = None
            while not os.path.exists(stop):
                if connection is None:
                    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
                try:
                    closing = ask(connection)
                    with lock:
                        answered[0] += 1
                except Exception as error:
                    with lock:
                        lost.append("%s %r" % ("kept" if keep else "new", error))
                    closing = True
                if closing or not keep:
                    connection.close()
                    connection = None
                time.sleep(random.uniform(0, 2 * pause))
        threads = [threading.Thread(target=run, args=arguments) for arguments in
                   [(0.005, True)] * 3 + [(0.3, True)] * 12 + [(0.01, False)] * 3]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(json.dumps({"answered": answered[0], "lost": lost}))

        """
}
