internal import Glibc

func quit(_ status: Int32) -> Never { exit(status) }
