"""Serves the probe service with the gRPC project's own library, on a loopback port that it prints, until its input ends.

Usage: probe_server.py FOLDER_OF_PROTO [TLS_CERTIFICATE TLS_KEY]. Stubs are generated here.
"""
import os
import sys
import tempfile
import threading
from concurrent import futures

import grpc
from grpc_tools import protoc

PROTO_FOLDER = sys.argv[1]

stubs = tempfile.TemporaryDirectory()
if protoc.main(["protoc", "-I" + PROTO_FOLDER, "--python_out=" + stubs.name, "--grpc_python_out=" + stubs.name,
                os.path.join(PROTO_FOLDER, "probe.proto")]) != 0:
    sys.exit("no stubs")
sys.path.insert(0, stubs.name)
import probe_pb2 as pb  # noqa: E402
import probe_pb2_grpc as rpc  # noqa: E402

INITIAL = "x-probe-echo-initial"
TRAILING = "x-probe-echo-trailing-bin"
CODES = {code.value[0]: code for code in grpc.StatusCode}


def hang(context):
    ended = threading.Event()
    if context.add_callback(ended.set):
        ended.wait(60)


def echo_metadata(context):
    for key, value in context.invocation_metadata():
        if key == INITIAL:
            context.send_initial_metadata(((INITIAL, value),))
        if key == TRAILING:
            context.set_trailing_metadata(((TRAILING, value),))


def obey(request, context):
    if request.hang:
        hang(context)
    if request.exception:
        raise RuntimeError(request.exception)
    if request.status.code:
        context.abort(CODES[request.status.code], request.status.message)


class Probe(rpc.ProbeServicer):
    def Empty(self, request, context):
        return pb.Nothing()

    def Unary(self, request, context):
        echo_metadata(context)
        obey(request, context)
        return pb.ProbeResponse(payload=bytes(request.response_size))

    def Download(self, request, context):
        for size in request.sizes:
            yield pb.ProbeResponse(payload=bytes(size))
        if request.then_hang:
            hang(context)

    def Upload(self, requests, context):
        summary = pb.UploadSummary()
        for request in requests:
            summary.messages += 1
            summary.octets += len(request.payload)
        return summary

    def Exchange(self, requests, context):
        echo_metadata(context)
        for request in requests:
            obey(request, context)
            yield pb.ProbeResponse(payload=bytes(request.response_size))


server = grpc.server(futures.ThreadPoolExecutor(max_workers=16), compression=grpc.Compression.Gzip)
rpc.add_ProbeServicer_to_server(Probe(), server)
if len(sys.argv) > 2:
    with open(sys.argv[2], "rb") as certificate, open(sys.argv[3], "rb") as key:
        port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([(key.read(), certificate.read())]))
else:
    port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(port, flush=True)
sys.stdin.read()
server.stop(None).wait()
