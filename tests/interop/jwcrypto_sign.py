# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs and verifies records as flock-record(5) says, by other people's code.

jwcrypto makes the JSON Web Signatures, rfc8785 the canonical form; both are
from PyPI. Neither knows of Flock.

  jwcrypto_sign.py sign SEED STREAM <records >signed
  jwcrypto_sign.py trusted SEED          a line for --trusted, of user ann
  jwcrypto_sign.py verify X <signed      status 1 where one does not verify
  jwcrypto_sign.py record >tests/vectors/jwcrypto.json
"""

import base64
import hashlib
import json
import sys

import rfc8785
from jwcrypto import jwk, jws

GATEWAY = ("@timestamp", "username", "user_name", "event.ingested")
UNSIGNED = ("sig", "id", "index", "error")
SEED = bytes(range(32, 64))
STREAM = "0192aabbccdd00112233445566778899"

# What has been got wrong elsewhere: order of keys, escapes, numbers.
INPUTS = (
    '{"name":"a","hostIdentifier":"ann","unixTime":1795417200}',
    '{"z":1,"\\u20ac":2,"\\ud83d\\ude00":3,"\\ufb33":4,"\\r":5,"A":6,"\\u00f6":7}',
    '{"n":[0,-0,-0.0,1.0,1e21,1e-7,123456789012345680000.0,4.50,2e-3,5e-324,'
    "1.7976931348623157e308,333333333.33333329,0.1,100,-1.5e300]}",
    '{"s":["\\u0000\\u001f\\u007f\\u0080","\\"\\\\\\/\\b\\f\\n\\r\\t","é\\u2028😀"]}',
    '{"o":{"b":{"d":[],"c":{}},"a":[[],[{}],[null,true,false]]},"":""}',
    '{"flock":{"cursor":"AAECAwQFBgcICQoLDA0ODw.engine:1","policy":"p"},"b":1}',
)


def text64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def payload(record):
    signed = {k: v for k, v in record.items() if k not in GATEWAY}
    if "flock" in signed:
        signed["flock"] = {
            k: v for k, v in signed["flock"].items() if k not in UNSIGNED
        }
    return rfc8785.dumps(signed)


def read(line):
    # One number type, as JavaScript has; integers that are exact stay.
    return json.loads(line, parse_float=float)


def key_of(seed):
    from cryptography.hazmat.primitives.asymmetric import ed25519

    private = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    x = text64(private.public_key().public_bytes_raw())
    return jwk.JWK(kty="OKP", crv="Ed25519", d=text64(seed), x=x)


def sign(lines, seed, stream):
    key, prev, signed = key_of(seed), None, []
    for seq, line in enumerate(lines, 1):
        record = read(line)
        flock = record.setdefault("flock", {})
        flock.update({"stream": stream, "seq": seq})
        if prev:
            flock["prev"] = prev
        token = jws.JWS(payload(record))
        header = json.dumps(
            {"alg": "EdDSA", "kid": key.thumbprint()}, separators=(",", ":")
        )
        token.add_signature(key, None, header, None)
        head, _, tail = token.serialize(compact=True).split(".")
        flock["sig"] = head + ".." + tail
        prev = text64(hashlib.sha256(flock["sig"].encode()).digest())
        signed.append(record)
    return signed


def verify(lines, key):
    for line in lines:
        record = read(line)
        head, tail = record["flock"]["sig"].split("..")
        token = jws.JWS()
        token.deserialize(head + "." + text64(payload(record)) + "." + tail)
        token.verify(key, alg="EdDSA")


def main(args):
    if args[1] == "sign":
        lines = [line for line in sys.stdin if line.strip()]
        for record in sign(lines, bytes.fromhex(args[2]), args[3]):
            print(json.dumps(record, ensure_ascii=False))
    elif args[1] == "trusted":
        x = key_of(bytes.fromhex(args[2])).export_public(as_dict=True)["x"]
        public = base64.urlsafe_b64decode(x + "=")
        print("ann", base64.b64encode(b"Ed" + bytes(8) + public).decode())
    elif args[1] == "verify":
        verify(sys.stdin, jwk.JWK(kty="OKP", crv="Ed25519", x=args[2]))
    else:
        records = sign(INPUTS, SEED, STREAM)
        key = key_of(SEED)
        print(json.dumps({
            "comment": "Made by jwcrypto and rfc8785 (PyPI): "
                       "tests/interop/jwcrypto_sign.py record.",
            "seed": SEED.hex(),
            "kid": key.thumbprint(),
            "stream": STREAM,
            "records": [
                {"input": line, "payload": payload(record).decode(),
                 "prev": record["flock"].get("prev", ""),
                 "sig": record["flock"]["sig"]}
                for line, record in zip(INPUTS, records)
            ],
        }, indent=1, ensure_ascii=True))


main(sys.argv)
