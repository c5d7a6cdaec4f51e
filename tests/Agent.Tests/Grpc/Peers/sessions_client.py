"""Goes through what the published tests of sessionOffload do, with the gRPC project's own library, and prints what it gets as one JSON object.

Usage: sessions_client.py TARGET PROTO_FOLDER. Speaks openoffload.v1 from the definition below, which has the field names of that version's clients, and
OPI's dialect from PROTO_FOLDER without the fields that are this product's own. Stubs are generated here.
"""
import json
import os
import re
import socket
import sys
import tempfile

import grpc
from google.protobuf.json_format import MessageToDict
from grpc_tools import protoc
import pkg_resources

TARGET, PROTOS = sys.argv[1:3]
PATIENCE = 50
FIRST_VERSION = """
syntax = "proto3";
package openoffload.v1;
import "google/protobuf/timestamp.proto";
enum IP_VERSION { _IPV4 = 0; _IPV6 = 1; }
enum PROTOCOL_ID { _HOPOPT = 0; _TCP = 6; _UDP = 17; }
enum SESSION_STATE { _ESTABLISHED = 0; _CLOSING_1 = 1; _CLOSING_2 = 2; _CLOSED = 3; _UNKNOWN_STATE = 4; }
enum ACTION_TYPE { _DROP = 0; _FORWARD = 1; _MIRROR = 2; _SNOOP = 3; }
message sessionId { uint64 sessionId = 1; }
message actionParameters { ACTION_TYPE actionType = 1; uint32 actionNextHop = 2; bytes actionNextHopV6 = 3; }
message sessionRequest {
  uint64 sessionId = 1; int32 inLif = 2; int32 outLif = 3; IP_VERSION ipVersion = 4; uint32 sourceIp = 5; bytes sourceIpV6 = 6; uint32 sourcePort = 7;
  uint32 destinationIp = 8; bytes destinationIpV6 = 9; uint32 destinationPort = 10; PROTOCOL_ID protocolId = 11; actionParameters action = 12; uint32 cacheTimeout = 13;
}
message sessionResponseError { uint64 sessionId = 1; int32 errorStatus = 2; }
message addSessionResponse {
  int32 requestStatus = 1; uint64 errorStatus = 2; google.protobuf.Timestamp startTime = 3; repeated sessionResponseError responseError = 4;
}
message sessionResponse {
  uint64 sessionId = 1; uint64 inPackets = 2; uint64 outPackets = 3; uint64 inBytes = 4; uint64 outBytes = 5; SESSION_STATE sessionState = 6;
  int32 sessionCloseCode = 7; int32 requestStatus = 8; google.protobuf.Timestamp startTime = 9; google.protobuf.Timestamp endTime = 10;
}
message sessionResponses { repeated sessionResponse sessionInfo = 1; uint64 nextkey = 2; }
message sessionRequestArgs { uint32 pageSize = 1; uint32 page = 2; uint64 startSession = 3; }
service SessionTable {
  rpc addSession(stream sessionRequest) returns (addSessionResponse);
  rpc getSession(sessionId) returns (sessionResponse);
  rpc deleteSession(sessionId) returns (sessionResponse);
  rpc getAllSessions(sessionRequestArgs) returns (sessionResponses);
  rpc getClosedSessions(sessionRequestArgs) returns (stream sessionResponse);
}
"""

stubs = tempfile.TemporaryDirectory()
well_known = pkg_resources.resource_filename("grpc_tools", "_proto")
with open(os.path.join(PROTOS, "opi/security/firewall/v1/openoffload.proto"), encoding="utf-8") as ours:
    original = "".join(line.replace("optional SessionState", "SessionState") for line in ours if not re.search(r"^ *//| (sessionids|detail|startsession|pagesize) =", line))
for name, text in (("first.proto", FIRST_VERSION), ("original.proto", original)):
    with open(os.path.join(stubs.name, name), "w", encoding="utf-8") as file:
        file.write(text)
    if protoc.main(["protoc", "-I" + stubs.name, "-I" + well_known, "--python_out=" + stubs.name, "--grpc_python_out=" + stubs.name, name]) != 0:
        sys.exit("no stubs")
sys.path.insert(0, stubs.name)
import first_pb2 as v1  # noqa: E402
import first_pb2_grpc as v1_rpc  # noqa: E402
import original_pb2 as opi  # noqa: E402
import original_pb2_grpc as opi_rpc  # noqa: E402


def facts(message):
    return MessageToDict(message, preserving_proto_field_name=True)


def in_addr(text):
    return int.from_bytes(socket.inet_pton(socket.AF_INET, text), byteorder=sys.byteorder)


def session(number, source, destination, protocol, action, version=0):
    request = v1.sessionRequest(sessionId=number, inLif=1, outLif=2, ipVersion=version, sourcePort=12345, destinationPort=80, protocolId=protocol)
    if version:
        request.sourceIpV6, request.destinationIpV6 = (socket.inet_pton(socket.AF_INET6, text) for text in (source, destination))
    else:
        request.sourceIp, request.destinationIp = in_addr(source), in_addr(destination)
    request.action.actionType = action
    request.action.actionNextHop = in_addr("192.0.2.4")  # the published client sends one with FORWARD too
    return request


with grpc.insecure_channel(TARGET) as channel:
    first, table = v1_rpc.SessionTableStub(channel), opi_rpc.SessionTableStub(channel)
    everything = v1.sessionRequestArgs(pageSize=0)
    answers = {}
    answers["none closed"] = [facts(one) for one in first.getClosedSessions(everything, timeout=PATIENCE)]
    for name, request in (
            ("v4", session(1001, "10.0.0.1", "10.1.0.3", 6, 1)),
            ("again", session(1001, "10.0.0.1", "10.1.0.3", 6, 1)),
            ("bad", session(99999999999, "0.0.0.0", "10.99.0.3", 6, 1)),
            ("v6", session(1002, "2001:db8:85a3::7332", "2001:db8:85a3::234f", 6, 1, version=1)),
            ("mirror", session(1003, "10.0.0.1", "10.1.0.4", 17, 2))):
        added = facts(first.addSession(iter([request]), timeout=PATIENCE))
        added.pop("startTime", None)
        answers[name] = added
    answers["get"] = facts(first.getSession(v1.sessionId(sessionId=1001), timeout=PATIENCE))
    answers["all"] = [one.sessionId for one in first.getAllSessions(everything, timeout=PATIENCE).sessionInfo]
    answers["deleted"] = facts(first.deleteSession(v1.sessionId(sessionId=1001), timeout=PATIENCE))
    answers["closed"] = [facts(one) for one in first.getClosedSessions(everything, timeout=PATIENCE)]
    answers["opi all"] = [one.sessionid for one in table.GetAllSession(opi.SessionRequestArgs(), timeout=PATIENCE).sessioninfo]
    answers["opi closed"] = [one.sessionid for one in table.GetAllSession(opi.SessionRequestArgs(sessionstate=3), timeout=PATIENCE).sessioninfo]
    answers["opi missing"] = facts(table.GetSession(opi.SessionId(session_id=99999999999), timeout=PATIENCE))
    answers["opi fields"] = [field.name for field in opi.SessionRequestArgs.DESCRIPTOR.fields]
    print(json.dumps(answers))
