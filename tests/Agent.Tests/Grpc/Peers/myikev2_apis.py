"""The MyIKEv2 test and daemon APIs for a client in either of two ways, so that neither our .proto files nor their compiler can hide a mistake of ours:

  generated    stubs made here and now from the .proto files that we ship
  descriptors  messages built from the published tables, which stand below, without any .proto file
"""
import sys
import tempfile
import types

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, duration_pb2, message_factory, timestamp_pb2  # noqa: F401

API = """
Empty:
SummaryResp: 1 StartTime Timestamp, 2 TestEndTime Timestamp, 3 CreationStartTime Timestamp,
    4 CreationFinishTime Timestamp, 5 CreateDuration Duration, 6 SetupFileName string, 7 NumOfCreatedTunnel uint32,
    8 SetupRate float, 9 Ikesa_state_init uint64, 10 Ikesa_state_created uint64, 11 Ikesa_state_established uint64,
    12 Ikesa_state_updatingaddr uint64, 13 Ikesa_state_rekeying uint64, 14 Ikesa_state_rekeyed uint64,
    15 Ikesa_state_closed uint64, 16 Ikesa_state_closing uint64, 17 Ikesa_total uint64, 18 Live_count uint64,
    19 Has_Child uint64, 20 Created_live_count uint64, 21 Configured_count uint64, 22 Role uint32,
    23 Flapping_count uint64, 24 Ikesa_state_dpd uint64, 25 Ikesa_state_child_rekeying uint64,
    26 ActualTestEndTime Timestamp, 27 Result uint32, 28 LastErrMsg string
ListIKESAQuery: 1 Start uint32, 2 Len uint32
IKESASummary: 1 PeerAddr bytes, 2 PeerPort uint32, 3 OwnSPI fixed64, 4 State uint32, 5 EstabTime Timestamp
ListIKESAResp: 1 SummaryList *IKESASummary
ListCHILDSAQuery: 1 IKEOwnSPI fixed64
ListCHILDSAResp: 1 OwnSPIList *fixed32
CHILDSAQuery: 1 OwnSPI fixed32
CHILDSADump: 1 State uint32, 2 OwnSPI fixed32, 3 PeerSPI fixed32, 4 OwnAddr bytes, 5 PeerAddr bytes,
    6 ParentIKESA fixed64, 7 EstabTime Timestamp, 8 EncAlg uint32, 9 KeyLen uint32, 10 IntAlg uint32,
    11 LifeTime Duration, 12 SKei bytes, 13 SKer bytes, 14 SKai bytes, 15 SKar bytes, 16 ESN bool,
    17 TunnelMode bool, 18 ReplayWindowSize uint32, 19 OwnTS *TS, 20 PeerTS *TS
CHILDSADump.TS: 1 Type uint32, 2 Protocol uint32, 3 StartAddr bytes, 4 EndAddr bytes, 5 StartPort uint32,
    6 EndPort uint32
IKESAQuery: 1 OwnSPI fixed64
IKESADump: 1 State uint32, 2 OwnSPI fixed64, 3 PeerSPI fixed64, 4 EstabTime Timestamp, 5 OwnAddr bytes,
    6 PeerAddr bytes, 7 EncAlg uint32, 8 KeyLen uint32, 9 IntAlg uint32, 10 PrfAlg uint32, 11 OwnAuth uint32,
    12 PeerAuth uint32, 13 MyIdType uint32, 14 HashAlgDS int32, 15 RSAPSS bool, 16 PSK string, 17 InitiateDPD bool,
    18 ForceDPD bool, 19 DPDInterval Duration, 20 LifeTime Duration, 21 MarginTime Duration, 22 InstallFastpath bool,
    23 KeepChildHist bool, 24 KeepIKEHist bool, 25 EnableNATT bool, 26 NATTKeepaliveInterval Duration,
    28 LastRcvPktTime Timestamp, 29 LastSendDPDTime Timestamp, 30 SKei bytes, 31 SKer bytes, 32 SKai bytes,
    33 SKar bytes, 34 CloseCode uint32, 35 Jitter bool, 36 PeerPort uint32
EventFilter: 1 Level uint32, 2 keyword string
MyIKEv2Event: 1 Level uint32, 2 Msg string, 3 EventTime Timestamp
PingResultQuery: 1 Start uint32, 2 Len uint32
PingResult: 1 LocalAddr string, 2 RemoteAddr string, 3 TotalSentPkt uint64, 4 TotalRecvPkt uint64
ListPingResult: 1 ResultList *PingResult, 2 TotalSent uint64, 3 TotalRecv uint64
PoolUsageSummary: 1 V4StartAddr bytes, 2 V6StartAddr bytes, 3 V4Assigned uint64, 4 V6Assigned uint64
StopReq: 1 Gracefully bool
RekeyChildReq: 1 OwnSPI fixed32
"""

DAEMON = """
Empty:
DefineMyIKEv2TestReq: 1 Setup string, 2 LogDir string
DefineOtherTestReq: 1 SetupCMDs string, 2 UpCMDs string, 3 DestroyCMDs string, 4 DataIf string, 5 DataIfAddr string
DefineGenericTestReq: 1 Type uint32, 2 Name string, 3 MyIKEv2Test DefineMyIKEv2TestReq,
    4 OtherTest DefineOtherTestReq, 5 Override bool
StatusReq: 1 Name string
StatusResp: 1 State uint32
ListTestStatusEntry: 1 Name string, 2 Type uint32, 3 APIAddr bytes, 4 APIPort uint32, 5 Status api.SummaryResp,
    6 PingResults api.ListPingResult
ListTestStatusResp: 1 results *ListTestStatusEntry
DestroyReq: 1 Name string, 2 Gracefully bool
ClearPingStatsReq: 1 Name string
"""

METHODS = {
    "api.MyIKEv2APISvc": """
Stop StopReq Empty
GetSummary Empty SummaryResp
GetIKESA IKESAQuery IKESADump
ListIKESA ListIKESAQuery ListIKESAResp
ListCHILDSA ListCHILDSAQuery ListCHILDSAResp
GetCHILDSA CHILDSAQuery CHILDSADump
SubscrEvent EventFilter *MyIKEv2Event
UpdateEventFilter EventFilter Empty
GetPingSummary PingResultQuery ListPingResult
ClearPingStats Empty Empty
GetPoolUsageSummary Empty PoolUsageSummary
NotifyFinalResult Empty *SummaryResp
RekeyChild RekeyChildReq Empty
""",
    "daemonapi.MyIKEv2DaemonAPISvc": """
Define DefineGenericTestReq Empty
Status StatusReq StatusResp
List Empty ListTestStatusResp
Destroy DestroyReq Empty
ClearPingStats ClearPingStatsReq Empty
""",
}

FIELD = descriptor_pb2.FieldDescriptorProto
WELL_KNOWN = {"Timestamp": ".google.protobuf.Timestamp", "Duration": ".google.protobuf.Duration"}


def load(way, protos):
    """The modules (test messages, daemon messages, stub of a channel and service)."""
    return generated(protos) if way == "generated" else described()


def generated(protos):
    import pkg_resources
    from grpc_tools import protoc

    stubs = tempfile.mkdtemp()
    well_known = pkg_resources.resource_filename("grpc_tools", "_proto")
    for name in ("myikev2/api/api.proto", "myikev2/daemonapi/daemonapi.proto"):
        if protoc.main(["protoc", "-I" + protos, "-I" + well_known, "--python_out=" + stubs, "--grpc_python_out=" + stubs, name]) != 0:
            sys.exit("no stubs of " + name)
    sys.path.insert(0, stubs)
    from myikev2.api import api_pb2, api_pb2_grpc
    from myikev2.daemonapi import daemonapi_pb2, daemonapi_pb2_grpc

    services = {"api.MyIKEv2APISvc": api_pb2_grpc.MyIKEv2APISvcStub, "daemonapi.MyIKEv2DaemonAPISvc": daemonapi_pb2_grpc.MyIKEv2DaemonAPISvcStub}
    return api_pb2, daemonapi_pb2, lambda channel, service: services[service](channel)


def described():
    pool = descriptor_pool.Default()
    api = messages(pool, "api", API, [])
    daemon = messages(pool, "daemonapi", DAEMON, ["described/api.proto"])

    def stub(channel, service):
        package = api if service.startswith("api.") else daemon
        calls = types.SimpleNamespace()
        for line in METHODS[service].split("\n"):
            if line:
                name, request, reply = line.split()
                kind = channel.unary_stream if reply.startswith("*") else channel.unary_unary
                setattr(calls, name, kind(
                    "/%s/%s" % (service, name), request_serializer=getattr(package, request).SerializeToString,
                    response_deserializer=getattr(package, reply.lstrip("*")).FromString))
        return calls

    return api, daemon, stub


def messages(pool, package, table, imports):
    """Message classes of a table: a message per line, continued where a line is indented."""
    file = descriptor_pb2.FileDescriptorProto(
        name="described/%s.proto" % package, package=package, syntax="proto3",
        dependency=["google/protobuf/timestamp.proto", "google/protobuf/duration.proto"] + imports)
    outer = {}
    names = []
    for line in table.strip().replace("\n    ", " ").split("\n"):
        name, _, fields = line.partition(":")
        parent, _, own = name.rpartition(".")
        message = outer[parent].nested_type.add(name=own) if parent else file.message_type.add(name=name)
        outer[name] = message
        names.append(name)
        for field in filter(None, fields.split(",")):
            number, field_name, kind = field.split()
            entry = message.field.add(name=field_name, number=int(number), label=FIELD.LABEL_REPEATED if kind[0] == "*" else FIELD.LABEL_OPTIONAL)
            kind = kind.lstrip("*")
            if kind[0].isupper() or "." in kind:
                entry.type = FIELD.TYPE_MESSAGE
                inner = "CHILDSADump.TS" if kind == "TS" else kind
                entry.type_name = WELL_KNOWN.get(kind, "." + (inner if inner.startswith("api.") else package + "." + inner))
            else:
                entry.type = getattr(FIELD, "TYPE_" + kind.upper())
    pool.Add(file) if hasattr(pool, "Add") else pool.AddSerializedFile(file.SerializeToString())
    make = getattr(message_factory, "GetMessageClass", None) or message_factory.MessageFactory(pool).GetPrototype
    return types.SimpleNamespace(**{name: make(pool.FindMessageTypeByName(package + "." + name)) for name in names if "." not in name})


def code(call):
    """The name of the status that a call ends with."""
    try:
        call()
        return "OK"
    except grpc.RpcError as error:
        return error.code().name
