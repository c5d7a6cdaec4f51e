"""Calls the MyIKEv2 test API with the gRPC project's own library and prints what it gets as one JSON object.

Usage: test_api_client.py TARGET PROTO_FOLDER. Stubs are generated here, so that nothing of the server's tool chain is shared.
"""
import json
import sys
import tempfile

import grpc
from google.protobuf.json_format import MessageToDict
from grpc_tools import protoc
import pkg_resources

TARGET, PROTOS = sys.argv[1:3]
PATIENCE = 50

stubs = tempfile.TemporaryDirectory()
well_known = pkg_resources.resource_filename("grpc_tools", "_proto")
if protoc.main(["protoc", "-I" + PROTOS, "-I" + well_known, "--python_out=" + stubs.name, "--grpc_python_out=" + stubs.name,
                "myikev2/api/api.proto"]) != 0:
    sys.exit("no stubs")
sys.path.insert(0, stubs.name)
from myikev2.api import api_pb2 as pb  # noqa: E402
from myikev2.api import api_pb2_grpc as rpc  # noqa: E402


def facts(message):
    return MessageToDict(message, preserving_proto_field_name=True)


def code(call):
    try:
        call()
        return "OK"
    except grpc.RpcError as error:
        return error.code().name


with grpc.insecure_channel(TARGET) as channel:
    stub = rpc.MyIKEv2APISvcStub(channel)
    listed = stub.ListIKESA(pb.ListIKESAQuery(Start=0, Len=2), timeout=PATIENCE)
    spi = listed.SummaryList[1].OwnSPI
    children = stub.ListCHILDSA(pb.ListCHILDSAQuery(IKEOwnSPI=spi), timeout=PATIENCE)
    print(json.dumps({
        "list": [facts(summary) for summary in listed.SummaryList],
        "ike": facts(stub.GetIKESA(pb.IKESAQuery(OwnSPI=spi), timeout=PATIENCE)),
        "children": list(children.OwnSPIList),
        "child": facts(stub.GetCHILDSA(pb.CHILDSAQuery(OwnSPI=children.OwnSPIList[0]), timeout=PATIENCE)),
        "summary": facts(stub.GetSummary(pb.Empty(), timeout=PATIENCE)),
        "unknown": code(lambda: stub.GetIKESA(pb.IKESAQuery(OwnSPI=1), timeout=PATIENCE)),
        "events": code(lambda: list(stub.SubscrEvent(pb.EventFilter(Level=2), timeout=PATIENCE))),
        "rekey": code(lambda: stub.RekeyChild(pb.RekeyChildReq(OwnSPI=children.OwnSPIList[0]), timeout=PATIENCE)),
    }))
