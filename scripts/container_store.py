"""A container engine of one's own: podman with private storage, and an image made of one program, without a network.

As a program: scripts/container_store.py make DIRECTORY PROGRAM, which prints the image and the variables as JSON, and
scripts/container_store.py remove DIRECTORY, which takes all of it away.
"""

import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile

PASSWD = "root:x:0:0:root:/root:/bin/false\nservice:x:10001:10001:service:/:/bin/false\n"
GROUP = "root:x:0:\nservice:x:10001:\n"


def missing():
    """Why there can be no store here; nothing where there can."""
    needed = [name for name in ("podman", "ldd") if not shutil.which(name)]
    needed += [] if os.geteuid() == 0 else ["root"]
    return f"not installed or not given: {', '.join(needed)}" if needed else ""


class ContainerStore:
    """Storage below one directory; nothing of the machine's own images or containers is seen or touched."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory).absolute()
        self.variables = {
            "CONTAINERS_CONF": str(self.directory / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(self.directory / "storage.conf"),
        }

    def make(self, program, name="localhost/slipway-test"):
        """Configures the storage, imports an image of the program, and returns it by digest."""
        self.directory.mkdir(parents=True, exist_ok=True)
        at = self.directory
        # No static_dir: what podman does after the end of a container would not find it.
        (at / "containers.conf").write_text(f'[engine]\ntmp_dir = "{at}/tmp"\n')
        for driver in ("overlay", "vfs"):
            (at / "storage.conf").write_text(
                f'[storage]\ndriver = "{driver}"\ngraphroot = "{at}/graph"\nrunroot = "{at}/run"\n')
            try:
                return self.add(program, name)
            except subprocess.CalledProcessError as error:
                # Some file systems, such as another overlay, carry no overlay.
                if driver == "vfs":
                    sys.exit(f"container_store: podman import: {error.stderr.decode(errors='replace')}")
                self.remove_storage()

    def add(self, program, name):
        """Imports an image in which the program is the entry point, and returns it by digest."""
        tag = f"{name}:1"
        self.podman("import", "--quiet", "--change", f'ENTRYPOINT ["/bin/{os.path.basename(program)}"]', "-", tag,
                    input=root_tree(program))
        digest = self.podman("image", "inspect", "--format", "{{.Digest}}", tag).decode().strip()
        return f"{name}@{digest}"

    def podman(self, *words, input=None, check=True):
        outcome = subprocess.run(
            ["podman", *words], input=input, capture_output=True, timeout=120, check=check,
            env=dict(os.environ, **self.variables))
        return outcome.stdout

    def containers(self):
        """The names of all containers, whatever their state."""
        return self.podman("ps", "--all", "--format", "{{.Names}}").decode().split()

    def process_ids(self):
        """The first process of each running container."""
        return [int(pid) for name in self.containers()
                for pid in self.podman("inspect", "--format", "{{.State.Pid}}", name, check=False).split()
                if int(pid) > 1]

    def remove(self):
        """Ends what runs and takes the storage away."""
        if (self.directory / "storage.conf").exists():
            self.podman("rm", "--all", "--force", "--time", "0", check=False)
            self.podman("rmi", "--all", "--force", check=False)
        self.remove_storage()
        shutil.rmtree(self.directory, ignore_errors=True)

    def remove_storage(self):
        # podman keeps a mount of the directory over itself.
        for line in pathlib.Path("/proc/self/mounts").read_text().splitlines():
            place = line.split()[1]
            if place.startswith(f"{self.directory}/"):
                subprocess.run(["umount", "--lazy", place], capture_output=True, check=False)
        for part in ("graph", "run", "tmp"):
            shutil.rmtree(self.directory / part, ignore_errors=True)


def root_tree(program):
    """A tar file with the program, what it is linked with, and the two lists of users."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tree:
        for directory in ("bin", "etc", "proc", "run", "sys", "dev", "tmp", "var", "var/lib"):
            entry = tarfile.TarInfo(directory)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            tree.addfile(entry)
        for name, text in (("etc/passwd", PASSWD), ("etc/group", GROUP)):
            add(tree, name, text.encode(), 0o644)
        add(tree, f"bin/{os.path.basename(program)}", pathlib.Path(program).read_bytes(), 0o755)
        for library in libraries(program):
            add(tree, library.lstrip("/"), pathlib.Path(library).read_bytes(), 0o755)
    return data.getvalue()


def add(tree, name, content, mode):
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), mode
    tree.addfile(entry, io.BytesIO(content))


def libraries(program):
    """The shared libraries of a program and its loader, by the paths under which they are looked for."""
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    words = [word for line in listed.splitlines() for word in line.split() if word.startswith("/")]
    return sorted({word.rstrip(":") for word in words})


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", directory, program]:
            store = ContainerStore(directory)
            print(json.dumps({"image": store.make(program), "variables": store.variables}))
        case ["remove", directory]:
            ContainerStore(directory).remove()
        case _:
            sys.exit("usage: container_store.py make DIRECTORY PROGRAM | remove DIRECTORY")
