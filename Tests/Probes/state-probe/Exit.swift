internal import Glibc

func exitProbe(_ status: Int32) -> Never { exit(status) }
