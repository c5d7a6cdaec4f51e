"""Learns the services of a server by asking it, then calls one of them. Prints one JSON object per case.

Usage: reflection_client.py TARGET FOLDER_OF_PROTO. Only the reflection protocol's own stubs are generated here.
"""
import json
import os
import sys
import tempfile

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpc_tools import protoc

TARGET, PROTO_FOLDER = sys.argv[1:3]
PATIENCE = 50

stubs = tempfile.TemporaryDirectory()
if protoc.main(["protoc", "-I" + PROTO_FOLDER, "--python_out=" + stubs.name, "--grpc_python_out=" + stubs.name,
                os.path.join(PROTO_FOLDER, "reflection_v1alpha.proto")]) != 0:
    sys.exit("no stubs")
sys.path.insert(0, stubs.name)
import reflection_v1alpha_pb2 as pb  # noqa: E402
import reflection_v1alpha_pb2_grpc as rpc  # noqa: E402

channel = grpc.insecure_channel(TARGET)
reflection = rpc.ServerReflectionStub(channel)


def report(case, **facts):
    print(json.dumps(dict(case=case, **facts)), flush=True)


def ask(**question):
    return next(reflection.ServerReflectionInfo(iter([pb.ServerReflectionRequest(**question)]), timeout=PATIENCE))


pool = descriptor_pool.DescriptorPool()


def learn(symbol):
    for octets in ask(file_containing_symbol=symbol).file_descriptor_response.file_descriptor_proto:
        pool.Add(descriptor_pb2.FileDescriptorProto.FromString(octets))
    return pool.FindServiceByName(symbol)


def message_class(descriptor):
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


def call(service, method, **fields):
    descriptor = service.FindMethodByName(method)
    invoke = channel.unary_unary(
        "/%s/%s" % (service.full_name, method),
        request_serializer=lambda message: message.SerializeToString(),
        response_deserializer=message_class(descriptor.output_type).FromString)
    return invoke(message_class(descriptor.input_type)(**fields), timeout=PATIENCE)


report("services", names=[service.name for service in ask(list_services="").list_services_response.service])
probe = learn("myikev2.testing.Probe")
report("methods", names=[method.name for method in probe.methods])
report("call", size=len(call(probe, "Unary", response_size=271).payload))
health = learn("grpc.health.v1.Health")
answer = call(health, "Check")
report("health", status=answer.DESCRIPTOR.fields_by_name["status"].enum_type.values_by_number[answer.status].name)
