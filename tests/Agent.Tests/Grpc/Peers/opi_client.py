"""What OPI's own clients do, with the gRPC project's own library, in all three dialects; prints what it gets as one JSON object.

Usage: opi_client.py TARGET PROTO_FOLDER. Today's dialect has stubs from PROTO_FOLDER. The two of 2022 are spoken without any of our definitions: messages are
octets, put together and read here by the numbers of the published tables.
"""
import json
import sys
import tempfile

import grpc
import pkg_resources
from google.protobuf.json_format import MessageToDict
from grpc_tools import protoc

TARGET, PROTOS = sys.argv[1:3]
PATIENCE = 50
LOAD_CONN = bytes.fromhex(
    "0aa0010a086f70692d746573741201321a110a0f3139322e3136382e3230302e32303022110a0f3139322e3136382e3230302e323130"
    "42090a07302e302e302e308a0119080112156861636b6572407374726f6e677377616e2e6f7267920119080112157365727665722e73"
    "74726f6e677377616e2e6f72679a01270a096f70692d6368696c641a090a010512010822010c2a0f0a0d0a0b31302e312e302e302f3136")
NAME = "opi-test"

stubs = tempfile.TemporaryDirectory()
well_known = pkg_resources.resource_filename("grpc_tools", "_proto")
if protoc.main(["protoc", "-I" + PROTOS, "-I" + well_known, "--python_out=" + stubs.name, "--grpc_python_out=" + stubs.name, "opi_api/security/v1/ipsec.proto"]) != 0:
    sys.exit("no stubs")
sys.path.insert(0, stubs.name)
from opi_api.security.v1 import ipsec_pb2 as opi  # noqa: E402
from opi_api.security.v1 import ipsec_pb2_grpc as opi_rpc  # noqa: E402


def text(number, value):
    return bytes([number << 3 | 2, len(value)]) + value.encode()


def texts(octets):
    """The length-delimited members of a message, by number; the last one of each."""
    found, at = {}, 0
    while at < len(octets):
        key = octets[at]
        length, shift, at = 0, 0, at + 1
        while True:
            length |= (octets[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if octets[at - 1] < 0x80:
                break
        if key & 7 == 2:
            found[key >> 3] = octets[at:at + length]
            at += length
    return found


def status(call):
    try:
        call()
        return "OK"
    except grpc.RpcError as error:
        return f"{error.code().name}: {error.details()}"


with grpc.insecure_channel(TARGET) as channel:
    def raw(service, method, request=b""):
        return channel.unary_unary(f"/{service}/{method}", request_serializer=None, response_deserializer=None)(request, timeout=PATIENCE)

    first, late = "opi.security.v1.IPsec", "opi_api.security.v1.IPsec"
    today = opi_rpc.IPsecServiceStub(channel)
    answers = {}
    answers["versions"] = [texts(raw(service, "IPsecVersion"))[1].decode() for service in (first, late)]
    answers["versions"].append(today.IPsecVersion(opi.IPsecVersionRequest(), timeout=PATIENCE).daemon)
    answers["stats"] = texts(raw(first, "IPsecStats"))[1].decode()
    answers["loaded"] = texts(raw(first, "IPsecLoadConn", LOAD_CONN))[1].decode()
    answers["listed late"] = texts(texts(raw(late, "IPsecListConns", text(1, NAME)))[1])[1].decode()
    answers["listed"] = MessageToDict(today.IPsecListConns(opi.IPsecListConnsRequest(ike=NAME), timeout=PATIENCE), preserving_proto_field_name=True)
    answers["sas"] = len(today.IPsecListSas(opi.IPsecListSasRequest(ike=NAME), timeout=PATIENCE).ikesas)
    answers["certs"] = len(today.IPsecListCerts(opi.IPsecListCertsRequest(type="any"), timeout=PATIENCE).certs)
    answers["xauth"] = status(lambda: today.IPsecLoadConn(opi.IPsecLoadConnRequest(connection=opi.Connection(
        name="x", local_auth=opi.LocalAuth(auth=opi.AUTH_TYPE_XAUTH))), timeout=PATIENCE))
    answers["terminate"] = status(lambda: today.IPsecTerminate(opi.IPsecTerminateRequest(ike="nobody"), timeout=PATIENCE))
    answers["unloaded"] = today.IPsecUnloadConn(opi.IPsecUnloadConnRequest(name=NAME), timeout=PATIENCE).success
    answers["again"] = status(lambda: raw(late, "IPsecUnloadConn", text(1, NAME)))
    print(json.dumps(answers))
