"""The agent's own API by the gRPC project's own library, with stubs from the .proto that we ship; prints what it gets as one JSON object.

Usage: agent_client.py TARGET PROTO_FOLDER.
"""
import json
import os
import re
import sys
import tempfile

import grpc
import pkg_resources
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.json_format import MessageToDict
from grpc_tools import protoc

TARGET, PROTOS = sys.argv[1:3]
PATIENCE = 50

stubs = tempfile.TemporaryDirectory()
well_known = pkg_resources.resource_filename("grpc_tools", "_proto")
os.makedirs(os.path.join(stubs.name, "myikev2/v1"))
with open(os.path.join(PROTOS, "myikev2/v1/agent.proto"), encoding="utf-8") as ours, open(os.path.join(stubs.name, "myikev2/v1/agent.proto"), "w", encoding="utf-8") as copy:
    # Debian's compiler is older than "optional" in proto3, which changes nothing of the octets.
    copy.write(re.sub(r"^( *)optional ", r"\1", ours.read(), flags=re.MULTILINE))
if protoc.main(["protoc", "-I" + stubs.name, "-I" + well_known, "--python_out=" + stubs.name, "--grpc_python_out=" + stubs.name, "myikev2/v1/agent.proto"]) != 0:
    sys.exit("no stubs")
sys.path.insert(0, stubs.name)
from myikev2.v1 import agent_pb2 as v1  # noqa: E402
from myikev2.v1 import agent_pb2_grpc as v1_rpc  # noqa: E402


def facts(message):
    return MessageToDict(message, preserving_proto_field_name=True)


def status(call):
    try:
        for _ in call():
            pass
        return "OK"
    except grpc.RpcError as error:
        return f"{error.code().name}: {error.details()}"


with grpc.insecure_channel(TARGET) as channel:
    agent = v1_rpc.AgentStub(channel)
    answers = {"version": agent.Status(v1.StatusRequest(), timeout=PATIENCE).version}

    answers["pages"], token = [], ""
    while True:
        page = list(agent.ListTunnels(v1.ListTunnelsRequest(page_size=2, page_token=token, field_mask=FieldMask(paths=["vpn", "tunnel_id"])), timeout=PATIENCE))
        answers["pages"].append([facts(tunnel) for batch in page for tunnel in batch.tunnels])
        token = page[-1].next_page_token
        if not token:
            break

    watch = agent.Watch(v1.WatchRequest(), timeout=PATIENCE)
    first = next(watch)
    answers["watch"] = [first.sequence, first.WhichOneof("event"), first.snapshot.first, len(first.snapshot.tunnels)]
    watch.cancel()

    answers["sessions"] = [len(batch.sessions) for batch in agent.ListSessions(v1.ListSessionsRequest(), timeout=PATIENCE)]
    answers["bad token"] = status(lambda: agent.ListTunnels(v1.ListTunnelsRequest(page_token="?"), timeout=PATIENCE))
    answers["bad mask"] = status(lambda: agent.ListTunnels(v1.ListTunnelsRequest(field_mask=FieldMask(paths=["colour"])), timeout=PATIENCE))
    answers["bad state"] = status(lambda: agent.ListSessions(v1.ListSessionsRequest(state=9999), timeout=PATIENCE))
    answers["no command"] = status(lambda: agent.Execute(v1.ExecuteRequest(), timeout=PATIENCE))
    print(json.dumps(answers))
