# SPDX-License-Identifier: GPL-3.0-or-later
"""Random JSON texts, canonicalised by us and by PyPI's rfc8785.

  canonical_fuzz.py CANONICAL_LINES COUNT SEED
  canonical_fuzz.py numbers <LINES      lines of `canonical_lines numbers`
"""

import json
import random
import struct
import subprocess
import sys

import rfc8785

CHARS = ["a", "Z", "0", " ", "\\n", "\\u0000", "\\u001f", "\\\"", "\\\\", "\\/",
         "\\u00e9", "é", "\\u20ac", "€", "\\ud83d\\ude00", "😀", "\\ufb33",
         "\ufb33", "\u2028", "\\u007f", "\u007f", "\ue000", "\\uffff", "\U0010ffff"]


def text(rand):
    return '"' + "".join(rand.choices(CHARS, k=rand.randrange(6))) + '"'


def number(rand):
    kind = rand.randrange(4)
    if kind == 0:
        return str(rand.randint(-(2**53) + 1, 2**53 - 1))
    if kind == 1:
        value = struct.unpack("<d", rand.randbytes(8))[0]
        return repr(value) if value == value and abs(value) < 1e308 else "-0.0"
    digits = "%d.%d" % (rand.randrange(1000), rand.randrange(100000))
    exponent = "%s%s%d" % (rand.choice("eE"), rand.choice(["", "+", "-"]),
                           rand.randrange(40))
    return rand.choice(["", "-"]) + digits + (exponent if kind == 2 else "")


def value(rand, depth):
    kind = rand.randrange(6 if depth < 5 else 4)
    space = rand.choice(["", " ", "\t"])
    if kind == 0:
        return rand.choice(["null", "true", "false"])
    if kind == 1:
        return number(rand)
    if kind < 4:
        return text(rand)
    parts = [value(rand, depth + 1) for _ in range(rand.randrange(5))]
    if kind == 4:
        return "[" + ("," + space).join(parts) + space + "]"
    members, seen = [], set()
    for part in parts:
        key = text(rand)
        if json.loads(key) not in seen:
            seen.add(json.loads(key))
            members.append(key + space + ":" + part)
    return "{" + space + ",".join(members) + "}"


def compare_texts(program, count, seed):
    rand = random.Random(seed)
    lines = [value(rand, 0) for _ in range(count)]
    ours = subprocess.run([program], input="\n".join(lines) + "\n", check=True,
                          capture_output=True, encoding="utf-8").stdout
    ours = ours.split("\n")[:-1]
    assert len(ours) == count, (len(ours), count)
    for line, own in zip(lines, ours):
        theirs = rfc8785.dumps(json.loads(line)).decode()
        if own != theirs:
            sys.exit("of %s\nwe make   %s\nthey make %s" % (line, own, theirs))
    print(count)


def compare_numbers():
    count = 0
    for line in sys.stdin:
        bits, own = line.split()
        theirs = rfc8785.dumps(struct.unpack(">d", bytes.fromhex(bits))[0])
        if own != theirs.decode():
            sys.exit("%s: %s, rfc8785 says %s" % (bits, own, theirs.decode()))
        count += 1
    print(count)


if sys.argv[1] == "numbers":
    compare_numbers()
else:
    compare_texts(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
