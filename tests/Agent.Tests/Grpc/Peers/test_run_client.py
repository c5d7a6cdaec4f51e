"""Follows a test run to its end with the gRPC project's own library and prints what it sees as one JSON object.

Usage: test_run_client.py TARGET generated|descriptors PROTO_FOLDER
"""
import json
import sys
import threading

import grpc
from google.protobuf.json_format import MessageToDict
from myikev2_apis import code, load

TARGET, WAY, PROTOS = sys.argv[1:4]
PATIENCE = 50
VECTORS = {
    "IKESAQuery": "09f8e53fcdf48efa5d",
    "RekeyChildReq": "0d2a4b6200",
    "ListIKESAQuery": "1005",
    "EventFilter": "0805121039324541333036363236334643463844",
    "SummaryResp": "2a08081010b6bbe4980238644593e6c0405864880164900164980164a80164b00101",
}
DEFINITION = "0801120274311a0f0a0d726f6c653a20636c69656e740a2801"

pb, daemon, stub_of = load(WAY, PROTOS)


def facts(message):
    return MessageToDict(message, preserving_proto_field_name=True)


def again(kind, octets):
    return kind.FromString(bytes.fromhex(octets)).SerializeToString().hex()


def follow(stream, into):
    for message in stream:
        into.append(facts(message))


with grpc.insecure_channel(TARGET) as channel:
    stub = stub_of(channel, "api.MyIKEv2APISvc")
    events, finals = [], []
    readers = [
        threading.Thread(target=follow, args=(stub.SubscrEvent(pb.EventFilter(Level=2), timeout=PATIENCE), events)),
        threading.Thread(target=follow, args=(stub.NotifyFinalResult(pb.Empty(), timeout=PATIENCE), finals)),
    ]
    for reader in readers:
        reader.start()
    running = facts(stub.GetSummary(pb.Empty(), timeout=PATIENCE))
    pool = facts(stub.GetPoolUsageSummary(pb.Empty(), timeout=PATIENCE))
    wrong = code(lambda: stub.UpdateEventFilter(pb.EventFilter(Level=6), timeout=PATIENCE))
    pages = [len(stub.ListIKESA(pb.ListIKESAQuery(Start=start, Len=length), timeout=PATIENCE).SummaryList) for start, length in ((0, 5), (0, 0), (999, 5))]
    dumps = [stub.GetIKESA(pb.IKESAQuery(OwnSPI=entry.OwnSPI), timeout=PATIENCE) for entry in stub.ListIKESA(pb.ListIKESAQuery(Len=3), timeout=PATIENCE).SummaryList]
    stub.Stop(pb.StopReq(Gracefully=True), timeout=PATIENCE)
    for reader in readers:
        reader.join(PATIENCE)
    late = [facts(message) for message in stub.NotifyFinalResult(pb.Empty(), timeout=PATIENCE)]

print(json.dumps({
    "running": running,
    "pool": pool,
    "wrong": wrong,
    "pages": pages,
    "secrets": sum(len(dump.PSK) + len(dump.SKei) + len(dump.SKer) + len(dump.SKai) + len(dump.SKar) for dump in dumps),
    "hash": [dump.HashAlgDS for dump in dumps],
    "events": events,
    "finals": finals,
    "late": late,
    "vectors": {name: again(getattr(pb, name), octets) == octets for name, octets in VECTORS.items()},
    "definition": again(daemon.DefineGenericTestReq, DEFINITION) == DEFINITION,
}))
