"""Compares the time that a rollout took to 0 % with the bound that was printed before it began."""

import re

HEAD = "Longest time from a fault to 0 % on the new revision"
KINDS = ("crash", "errors", "abort")


def bounds(output):
    """The bounds of each step in seconds, by kind of fault, as they were printed; without those that are none."""
    lines = output.split(HEAD, 1)[1].splitlines()[2:]
    rows = []
    for line in lines:
        cells = re.split(r" {2,}", line.strip())
        if not line.startswith("  ") or len(cells) < 2 + len(KINDS):
            break
        rows.append({kind: seconds for kind, cell in zip(KINDS, cells[-len(KINDS):])
                     if (seconds := _seconds(cell)) is not None})
    return rows


def _seconds(words):
    parts = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", words)
    if not words or not parts:
        return None
    return sum(int(part or 0) * unit for part, unit in zip(parts.groups(), (3600, 60, 1)))


def events(records):
    return [record["value"] for record in records if record.get("note") == "rollout.event"]


def exposed(records):
    """When requests may have come to the new revision first, in seconds."""
    before = None
    for event in events(records):
        if event["weight"] > 0:
            return (before or event)["at"] / 1000
        before = event
    return None


def asked_to_abort(records):
    return next((event["at"] / 1000 for event in events(records) if event["event"]["event"] == "abort"), None)


def cleared(records):
    """When the router last said that all traffic is on the old revision, in seconds; None where it had none."""
    cleared, had = None, False
    for event in events(records):
        if event["weight"] > 0:
            had, cleared = True, None
        elif had and cleared is None:
            cleared = event["at"] / 1000
    return cleared


def overstepped(kind, began, records, output):
    """What is wrong, and else how long it took of how long it might: a pair of which one is None."""
    ended = cleared(records)
    if began is None or ended is None:
        return None, None
    allowed = [row[kind] for row in bounds(output) if kind in row]
    if not allowed:
        return f"no bound was printed for {kind}", None
    took = ended - began
    if took > max(allowed):
        return f"0 % was reached {took:.2f} s after the fault ({kind}), and at most {max(allowed)} s were printed", None
    return None, f"0 % after {took:.1f} s of at most {max(allowed)} s"
