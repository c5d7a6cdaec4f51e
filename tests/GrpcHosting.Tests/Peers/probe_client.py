"""Calls the probe service with the gRPC project's own library and prints one JSON object per case.

Usage: probe_client.py TARGET FOLDER_OF_PROTO. Stubs are generated here, so that nothing of the server's tool chain is shared.
"""
import json
import os
import sys
import tempfile
import threading

import grpc
from grpc_tools import protoc

TARGET, PROTO_FOLDER = sys.argv[1:3]
PATIENCE = 50

stubs = tempfile.TemporaryDirectory()
if protoc.main(["protoc", "-I" + PROTO_FOLDER, "--python_out=" + stubs.name, "--grpc_python_out=" + stubs.name,
                os.path.join(PROTO_FOLDER, "probe.proto")]) != 0:
    sys.exit("no stubs")
sys.path.insert(0, stubs.name)
import probe_pb2 as pb  # noqa: E402
import probe_pb2_grpc as rpc  # noqa: E402

OPTIONS = [("grpc.max_receive_message_length", 16 << 20)]
channel = grpc.insecure_channel(TARGET, options=OPTIONS)
stub = rpc.ProbeStub(channel)


def report(case, **facts):
    print(json.dumps(dict(case=case, **facts)), flush=True)


def refused(call):
    try:
        call()
    except grpc.RpcError as error:
        return {"code": error.code().name, "details": error.details()}
    return {"code": "OK", "details": ""}


def empty_unary():
    report("empty_unary", same=stub.Empty(pb.Nothing(), timeout=PATIENCE) == pb.Nothing())


def large_unary():
    response = stub.Unary(pb.ProbeRequest(payload=bytes(271828), response_size=314159), timeout=PATIENCE)
    report("large_unary", size=len(response.payload))


def client_streaming():
    summary = stub.Upload((pb.ProbeRequest(payload=bytes(n)) for n in (27182, 8, 1828, 45904)), timeout=PATIENCE)
    report("client_streaming", messages=summary.messages, octets=summary.octets)


def server_streaming():
    responses = stub.Download(pb.DownloadRequest(sizes=[31415, 9, 2653, 58979]), timeout=PATIENCE)
    report("server_streaming", sizes=[len(r.payload) for r in responses])


def ping_pong():
    turn = threading.Semaphore(1)
    pairs = ((27182, 31415), (8, 9), (1828, 2653), (45904, 58979))

    def requests():
        for size, answer in pairs:
            turn.acquire()
            yield pb.ProbeRequest(payload=bytes(size), response_size=answer)

    sizes = []
    for response in stub.Exchange(requests(), timeout=PATIENCE):
        sizes.append(len(response.payload))
        turn.release()
    report("ping_pong", sizes=sizes)


def empty_stream():
    report("empty_stream", count=len(list(stub.Exchange(iter(()), timeout=PATIENCE))))


def custom_metadata():
    metadata = (("x-probe-echo-initial", "test_initial_metadata_value"), ("x-probe-echo-trailing-bin", b"\xab\xab\xab"))
    _, call = stub.Unary.with_call(pb.ProbeRequest(), metadata=metadata, timeout=PATIENCE)
    initial = dict(call.initial_metadata())
    trailing = dict(call.trailing_metadata())
    report("custom_metadata", initial=initial.get("x-probe-echo-initial"), trailing=trailing.get("x-probe-echo-trailing-bin", b"").hex())


def status_code_and_message():
    request = pb.ProbeRequest(status=pb.StatusToGive(code=2, message="test status message"))
    report("status_unary", **refused(lambda: stub.Unary(request, timeout=PATIENCE)))
    report("status_stream", **refused(lambda: list(stub.Exchange(iter([request]), timeout=PATIENCE))))


def special_status_message():
    text = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
    ending = refused(lambda: stub.Unary(pb.ProbeRequest(status=pb.StatusToGive(code=2, message=text)), timeout=PATIENCE))
    report("special_status_message", code=ending["code"], same=ending["details"] == text)


def handler_exception():
    report("handler_exception", **refused(lambda: stub.Unary(pb.ProbeRequest(exception="secret"), timeout=PATIENCE)))


def unimplemented():
    report("unimplemented_method", code=refused(lambda: stub.Missing(pb.Nothing(), timeout=PATIENCE))["code"])
    report("unimplemented_service", code=refused(lambda: rpc.AbsentStub(channel).Call(pb.Nothing(), timeout=PATIENCE))["code"])


def too_large():
    report("too_large", code=refused(lambda: stub.Unary(pb.ProbeRequest(payload=bytes(5 << 20)), timeout=PATIENCE))["code"])


def timeout_on_sleeping_server():
    report("timeout", code=refused(lambda: stub.Unary(pb.ProbeRequest(hang=True), timeout=0.05))["code"])


def cancel_after_begin():
    call = stub.Upload.future(iter(lambda: pb.ProbeRequest(hang=True), None))
    call.cancel()
    report("cancel_after_begin", code=call.code().name)


def cancel_after_first_response():
    call = stub.Download(pb.DownloadRequest(sizes=[31415], then_hang=True), timeout=PATIENCE)
    size = len(next(call).payload)
    call.cancel()
    report("cancel_after_first_response", size=size, code=call.code().name)


def compressed():
    with grpc.insecure_channel(TARGET, options=OPTIONS, compression=grpc.Compression.Gzip) as packed:
        response = rpc.ProbeStub(packed).Unary(pb.ProbeRequest(payload=bytes(271828), response_size=314159), timeout=PATIENCE)
        report("gzip", size=len(response.payload))
    with grpc.insecure_channel(TARGET, options=OPTIONS, compression=grpc.Compression.Deflate) as packed:
        report("deflate", code=refused(lambda: rpc.ProbeStub(packed).Unary(pb.ProbeRequest(payload=bytes(4096)), timeout=PATIENCE))["code"])


for case in (empty_unary, large_unary, client_streaming, server_streaming, ping_pong, empty_stream, custom_metadata,
             status_code_and_message, special_status_message, handler_exception, unimplemented, too_large,
             timeout_on_sleeping_server, cancel_after_begin, cancel_after_first_response, compressed):
    case()
channel.close()
