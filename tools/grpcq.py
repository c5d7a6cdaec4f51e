#!/usr/bin/env python3
"""Lists the tunnels of a running agent over gRPC (the MyIKEv2 test API), as any foreign client would.

  python3 tools/grpcq.py 127.0.0.1:12330
  python3 tools/grpcq.py unix:/run/myikev2/grpc.sock

Needs grpcio and grpcio-tools (Debian: python3-grpcio python3-grpc-tools)."""
import importlib
import ipaddress
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
WELL_KNOWN = os.path.join(os.path.dirname(grpc_tools.__file__), "_proto")
PATIENCE = 10


def generate(folder):
    """The client's classes, made from the .proto file."""
    if protoc.main(["protoc", "-I" + PROTOS, "-I" + WELL_KNOWN, "--python_out=" + folder, "--grpc_python_out=" + folder, "myikev2/api/api.proto"]) != 0:
        sys.exit("grpcq: protoc failed")
    sys.path.insert(0, folder)
    return importlib.import_module("myikev2.api.api_pb2"), importlib.import_module("myikev2.api.api_pb2_grpc")


def show(target, messages, services):
    with grpc.insecure_channel(target) as channel:
        agent = services.MyIKEv2APISvcStub(channel)
        for summary in agent.ListIKESA(messages.ListIKESAQuery(), timeout=PATIENCE).SummaryList:
            ike = agent.GetIKESA(messages.IKESAQuery(OwnSPI=summary.OwnSPI), timeout=PATIENCE)
            print(f"IKE SA   {ike.OwnSPI:016x} {ike.PeerSPI:016x}  {ipaddress.ip_address(ike.OwnAddr)} - {ipaddress.ip_address(ike.PeerAddr)}[{ike.PeerPort}]"
                  f"  encryption {ike.EncAlg}/{ike.KeyLen} prf {ike.PrfAlg}")
            for spi in agent.ListCHILDSA(messages.ListCHILDSAQuery(IKEOwnSPI=summary.OwnSPI), timeout=PATIENCE).OwnSPIList:
                child = agent.GetCHILDSA(messages.CHILDSAQuery(OwnSPI=spi), timeout=PATIENCE)
                selectors = [[f"{ipaddress.ip_address(ts.StartAddr)}-{ipaddress.ip_address(ts.EndAddr)}" for ts in side] for side in (child.OwnTS, child.PeerTS)]
                print(f"  CHILD SA {child.OwnSPI:08x} {child.PeerSPI:08x}  {' '.join(selectors[0])} === {' '.join(selectors[1])}")


if len(sys.argv) != 2:
    sys.exit(__doc__)
with tempfile.TemporaryDirectory() as stubs:
    try:
        show(sys.argv[1], *generate(stubs))
    except grpc.RpcError as error:
        sys.exit(f"grpcq: {error.code().name}: {error.details()}")
