"""Defines, lists and destroys tests with the gRPC project's own library and prints what it sees as one JSON object.

Usage: daemon_client.py TARGET generated|descriptors PROTO_FOLDER
"""
import json
import sys

import grpc
from google.protobuf.json_format import MessageToDict
from myikev2_apis import code, load

TARGET, WAY, PROTOS = sys.argv[1:4]
PATIENCE = 50

api, pb, stub_of = load(WAY, PROTOS)


def facts(message):
    return MessageToDict(message, preserving_proto_field_name=True)


def define(name, setup, override=False):
    return lambda: stub.Define(
        pb.DefineGenericTestReq(Type=1, Name=name, MyIKEv2Test=pb.DefineMyIKEv2TestReq(Setup=setup), Override=override), timeout=PATIENCE)


with grpc.insecure_channel(TARGET) as channel:
    stub = stub_of(channel, "daemonapi.MyIKEv2DaemonAPISvc")
    codes = {
        "first": code(define("load", "role: client\n")),
        "again": code(define("load", "role: client\n")),
        "override": code(define("load", "role: gateway\n", override=True)),
        "wrong": code(define("other", "bad: yes\n")),
        "name": code(define("../etc", "role: client\n")),
        "commands": code(lambda: stub.Define(
            pb.DefineGenericTestReq(Type=2, Name="swan", OtherTest=pb.DefineOtherTestReq(UpCMDs="true")), timeout=PATIENCE)),
        "type": code(lambda: stub.Define(pb.DefineGenericTestReq(Type=3, Name="x"), timeout=PATIENCE)),
        "unknown": code(lambda: stub.Status(pb.StatusReq(Name="nobody"), timeout=PATIENCE)),
    }
    state = stub.Status(pb.StatusReq(Name="load"), timeout=PATIENCE).State
    listed = facts(stub.List(pb.Empty(), timeout=PATIENCE))
    entry = stub.List(pb.Empty(), timeout=PATIENCE).results[0]
    with grpc.insecure_channel("127.0.0.1:%d" % entry.APIPort) as own:
        summary = facts(stub_of(own, "api.MyIKEv2APISvc").GetSummary(api.Empty(), timeout=PATIENCE))
    codes["clear"] = code(lambda: stub.ClearPingStats(pb.ClearPingStatsReq(), timeout=PATIENCE))
    codes["destroy"] = code(lambda: stub.Destroy(pb.DestroyReq(Name="load", Gracefully=True), timeout=PATIENCE))
    codes["gone"] = code(lambda: stub.Destroy(pb.DestroyReq(Name="load"), timeout=PATIENCE))
    left = len(stub.List(pb.Empty(), timeout=PATIENCE).results)

print(json.dumps({"codes": codes, "state": state, "listed": listed, "address": list(entry.APIAddr), "summary": summary, "left": left}))
