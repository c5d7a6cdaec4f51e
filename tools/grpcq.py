#!/usr/bin/env python3
"""Lists the tunnels of a running agent over gRPC, as any foreign client would.

  python3 tools/grpcq.py 127.0.0.1:12330
  python3 tools/grpcq.py unix:/run/myikev2/grpc.sock

Needs grpcio and grpcio-tools (Debian: python3-grpcio python3-grpc-tools)."""
import importlib
import os
import sys
import tempfile

try:
    import grpc
    import grpc_tools
    from grpc_tools import protoc
except ImportError as problem:
    sys.exit(f"grpcq: {problem}. Install grpcio and grpcio-tools (Debian: python3-grpcio python3-grpc-tools), "
             "and run the python3 that has them (Debian: /usr/bin/python3).")

PROTOS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "protos")
FILE = "myikev2/v1/agent.proto"


def generate(folder):
    """The client's classes, made from the .proto file."""
    includes = [PROTOS, os.path.join(os.path.dirname(grpc_tools.__file__), "_proto"), "/usr/include"]
    # The flag is for protoc before 3.15, Debian 12 among them; later ones ignore it.
    arguments = ["protoc", "--experimental_allow_proto3_optional"] + ["-I" + path for path in includes if os.path.isdir(path)]
    if protoc.main(arguments + ["--python_out=" + folder, "--grpc_python_out=" + folder, FILE]) != 0:
        sys.exit("grpcq: protoc failed; does it find google/protobuf/timestamp.proto (Debian: libprotobuf-dev)?")
    sys.path.insert(0, folder)
    return importlib.import_module("myikev2.v1.agent_pb2"), importlib.import_module("myikev2.v1.agent_pb2_grpc")


def show(target, messages, services):
    with grpc.insecure_channel(target) as channel:
        agent = services.AgentStub(channel)
        status = agent.Status(messages.StatusRequest(), timeout=10)
        print(f"MyIkev2 {status.version}: {status.ike_tunnels} IKE SAs, {status.child_sas_installed} Child SAs, cryptography by {status.crypto_provider}")
        for batch in agent.ListTunnels(messages.ListTunnelsRequest(), timeout=10):
            for tunnel in batch.tunnels:
                state = messages.IkeTunnelState.Name(tunnel.state)[len("IKE_TUNNEL_STATE_"):].lower()
                children = ", ".join(f"{child.security_policy} {child.spi_in:08x}/{child.spi_out:08x}" for child in tunnel.children)
                print(f"{tunnel.vpn:12} #{tunnel.unique_id:<4} {state:12} {tunnel.initiator_spi:016x}/{tunnel.responder_spi:016x}  {children}")


if len(sys.argv) != 2:
    sys.exit(__doc__)
with tempfile.TemporaryDirectory() as stubs:
    try:
        show(sys.argv[1], *generate(stubs))
    except grpc.RpcError as error:
        sys.exit(f"grpcq: {error.code().name}: {error.details()}")
