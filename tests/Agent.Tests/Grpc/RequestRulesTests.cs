using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using MyIkev2.Agent.Grpc.Requests;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using Xunit;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Grpc;

/// <summary>Requests that hold too much, or values that do not exist: every member of every request of every service.</summary>
public sealed class RequestRulesTests
{
    private const int NoSuchValue = 9999;

    private static readonly Marshaller<byte[]> Octets = Marshallers.Create(static octets => octets, static octets => octets);

    private static IEnumerable<ServiceDescriptor> Services => new[]
    {
        V1.AgentReflection.Descriptor, MyIkev2.Agent.Grpc.TestApi.ApiReflection.Descriptor, MyIkev2.Agent.Grpc.DaemonApi.DaemonapiReflection.Descriptor,
        MyIkev2.Agent.Grpc.Opi.DialectA.IpsecReflection.Descriptor, MyIkev2.Agent.Grpc.Opi.DialectC.IpsecReflection.Descriptor,
        MyIkev2.Agent.Grpc.Sessions.Firewall.OpenoffloadReflection.Descriptor, MyIkev2.Agent.Grpc.Sessions.OpenOffload.OpenoffloadReflection.Descriptor,
        global::Grpc.Health.V1.HealthReflection.Descriptor,
    }.SelectMany(static file => file.Services);

    [Fact]
    public async Task EveryMember_HoldsTooMuch_IsInvalidAndNamed()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(control: new ScriptedControl(), daemon: new ScriptedDaemon(), sessions: new EmptySessions());
        CallInvoker invoker = host.AgentChannel.CreateCallInvoker();
        var wrong = new List<string>();
        int cases = 0;

        foreach (MethodDescriptor method in Services.SelectMany(static service => service.Methods).Where(static method => !method.IsClientStreaming))
        {
            foreach ((string path, IMessage request) in BrokenRequests(method.InputType, depth: 0))
            {
                cases++;
                Status status = await CallAsync(invoker, method, request);
                if (status.StatusCode != StatusCode.InvalidArgument || !status.Detail.StartsWith($"{path}:", StringComparison.Ordinal))
                {
                    wrong.Add($"{method.FullName} {path}: {status.StatusCode} {status.Detail}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.InRange(cases, 100, 10_000);
    }

    /// <summary>Streams of requests are for their services to look at: <see cref="Sessions.SessionStreamTests"/>.</summary>
    [Fact]
    public async Task Services_AreAllThatTheServerLists()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(control: new ScriptedControl(), daemon: new ScriptedDaemon(), sessions: new EmptySessions());
        var client = new global::Grpc.Reflection.V1.ServerReflection.ServerReflectionClient(host.AgentChannel);
        using var call = client.ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new() { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        var listed = call.ResponseStream.Current.ListServicesResponse.Service.Select(static row => row.Name).Where(static name => !name.StartsWith("grpc.reflection.", StringComparison.Ordinal));
        Assert.Equal(Services.Select(static service => service.FullName).Order(), listed.Order());
        Assert.Equal(
            ["openoffload.v2.SessionTable.AddSession", "opi.security.firewall.v1.SessionTable.AddSession"],
            Services.SelectMany(static service => service.Methods).Where(static method => method.IsClientStreaming).Select(static method => method.FullName).Order());
    }

    [Fact]
    public void ALittleLess_IsNoMistake()
    {
        var rules = new RequestRules();

        Assert.Null(rules.FindMistake(new V1.ListVpnsRequest { Name = new string('n', RequestLimits.Usual.Length) }));
        Assert.Null(rules.FindMistake(new V1.EditConfigurationRequest { Lines = { Enumerable.Repeat("/ vrf main", 100_000) } }));
        Assert.Null(rules.FindMistake(new V1.ExecuteRequest { StartPings = new() { SecurityPolicies = { Enumerable.Repeat("trunk", RequestLimits.Usual.Elements) } } }));
        Assert.Null(rules.FindMistake(new V1.ListTunnelsRequest()));
    }

    /// <summary>What a member means: each row is one that its method has to refuse by name.</summary>
    public static TheoryData<string, IMessage, string> MeaninglessValues => new()
    {
        { "ListTunnels", new V1.ListTunnelsRequest { Filter = new() { LocalAddress = "10.0.0" + ".256" } }, "filter.local_address" },
        { "ListTunnels", new V1.ListTunnelsRequest { Filter = new() { RemoteAddress = "" } }, "filter.remote_address" },
        { "ListTunnels", new V1.ListTunnelsRequest { PageToken = "?" }, "page_token" },
        { "ListTunnels", new V1.ListTunnelsRequest { PageSize = 1, Limit = 1 }, "page_size" },
        { "ListTunnels", new V1.ListTunnelsRequest { FieldMask = new() { Paths = { "colour" } } }, "field_mask" },
        { "ListTunnels", new V1.ListTunnelsRequest { FieldMask = new() { Paths = { Enumerable.Repeat("vpn", 201) } } }, "field_mask" },
        { "ListVpns", new V1.ListVpnsRequest { PageToken = "?" }, "page_token" },
        { "ListHistory", new V1.ListHistoryRequest { PageToken = "?" }, "page_token" },
        { "ListHistory", new V1.ListHistoryRequest { PageSize = 1, Newest = 1 }, "page_size" },
        { "ListFailures", new V1.ListFailuresRequest { PageToken = "?" }, "page_token" },
        { "ListFailures", new V1.ListFailuresRequest { PageSize = 1, AfterNumber = 1 }, "page_size" },
        { "Watch", new V1.WatchRequest { Kinds = { V1.TunnelChangeKind.Unspecified } }, "kinds" },
        { "Watch", new V1.WatchRequest { HeartbeatInterval = new() { Nanos = 1 } }, "heartbeat_interval" },
        { "Watch", new V1.WatchRequest { HeartbeatInterval = new() { Seconds = 3601 } }, "heartbeat_interval" },
        { "Watch", new V1.WatchRequest { HeartbeatInterval = new() { Seconds = long.MinValue, Nanos = int.MinValue } }, "heartbeat_interval" },
        { "Watch", new V1.WatchRequest { FieldMask = new() { Paths = { "children.colour" } } }, "field_mask" },
        { "WatchCounters", new V1.WatchCountersRequest { Interval = new() { Nanos = 99_999_999 } }, "interval" },
        { "WatchCounters", new V1.WatchCountersRequest { Interval = new() { Seconds = long.MaxValue, Nanos = int.MaxValue } }, "interval" },
        { "RevealKeys", new V1.RevealKeysRequest(), "unique_id" },
        { "Execute", new V1.ExecuteRequest(), "command" },
        { "Execute", new V1.ExecuteRequest { InitiateChild = new() }, "initiate_child.security_policy" },
        { "Execute", new V1.ExecuteRequest { InitiateIke = new() }, "initiate_ike.vpn" },
        { "Execute", new V1.ExecuteRequest { RekeyIke = new() }, "rekey_ike" },
        { "Execute", new V1.ExecuteRequest { RekeyChild = new() { UniqueId = 0 } }, "rekey_child" },
        { "Execute", new V1.ExecuteRequest { ReauthenticateIke = new() { Name = "" } }, "reauthenticate_ike" },
        { "Execute", new V1.ExecuteRequest { RedirectIke = new() { Gateway = "192.0.2.1" } }, "redirect_ike.selector" },
        { "Execute", new V1.ExecuteRequest { RedirectIke = new() { Selector = new() { All = true }, Gateway = "hq" } }, "redirect_ike.gateway" },
        { "Execute", new V1.ExecuteRequest { FlushIke = new() { All = false } }, "flush_ike" },
        { "Execute", new V1.ExecuteRequest { FlushChild = new() }, "flush_child" },
        { "Execute", new V1.ExecuteRequest { ActivateManualTunnel = new() }, "activate_manual_tunnel" },
        { "Execute", new V1.ExecuteRequest { DeactivateManualTunnel = new() }, "deactivate_manual_tunnel" },
        { "Execute", new V1.ExecuteRequest { StartPings = new() { Source = "here" } }, "start_pings.source" },
        { "Execute", new V1.ExecuteRequest { StartPings = new() { Destination = "::g" } }, "start_pings.destination" },
        { "Execute", new V1.ExecuteRequest { StartPings = new() { Interval = new() { Seconds = -1 } } }, "start_pings" },
        { "EditConfiguration", new V1.EditConfigurationRequest { ExpectedVersion = new string('v', 5000) }, "expected_version" },
    };

    [Theory]
    [MemberData(nameof(MeaninglessValues))]
    public async Task Value_MakesNoSense_IsInvalidAndNamed(string method, IMessage request, string member)
    {
        var control = new ScriptedControl();
        await using GrpcHost host = await GrpcHost.StartAsync(control: control);

        Status status = await CallAsync(host.AgentChannel.CreateCallInvoker(), V1.Agent.Descriptor.FindMethodByName(method), request);

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.StartsWith(member, status.Detail, StringComparison.Ordinal);
        Assert.False(control.Commands.Reader.TryRead(out _));
    }

    /// <summary>One request for each way in which a member of it can hold too much, with the member's path.</summary>
    private static IEnumerable<(string Path, IMessage Request)> BrokenRequests(MessageDescriptor type, int depth)
    {
        foreach (FieldDescriptor field in type.Fields.InFieldNumberOrder())
        {
            RequestLimit limit = RequestLimits.Of(field.FullName);
            string element = field.IsRepeated ? $"{field.Name}[0]" : field.Name;
            switch (field.FieldType)
            {
                case FieldType.String when limit.Length < int.MaxValue:
                    yield return (element, With(type, field, new string('x', limit.Length + 1)));
                    break;
                case FieldType.Bytes when limit.Length < int.MaxValue:
                    yield return (element, With(type, field, ByteString.CopyFrom(new byte[limit.Length + 1])));
                    break;
                case FieldType.Enum:
                    yield return (element, With(type, field, Enum.ToObject(field.EnumType.ClrType, NoSuchValue)));
                    break;
                case FieldType.Message when depth < 4:
                    foreach ((string path, IMessage inner) in BrokenRequests(field.MessageType, depth + 1))
                    {
                        yield return ($"{element}.{path}", With(type, field, inner));
                    }

                    break;
            }

            if (field.IsRepeated && !field.IsMap)
            {
                yield return (field.Name, With(type, field, Harmless(field), limit.Elements + 1));
            }
        }
    }

    private static object Harmless(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => "",
        FieldType.Bytes => ByteString.Empty,
        FieldType.Message => field.MessageType.Parser.ParseFrom(ByteString.Empty),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, field.EnumType.Values[0].Number),
        _ => Convert.ChangeType(0, field.Accessor.GetValue(field.ContainingType.Parser.ParseFrom(ByteString.Empty)).GetType().GenericTypeArguments[0], null),
    };

    private static IMessage With(MessageDescriptor type, FieldDescriptor field, object value, int times = 1)
    {
        IMessage message = type.Parser.ParseFrom(ByteString.Empty);
        if (field.IsRepeated)
        {
            var list = (System.Collections.IList)field.Accessor.GetValue(message);
            for (int i = 0; i < times; i++)
            {
                list.Add(value);
            }
        }
        else
        {
            field.Accessor.SetValue(message, value);
        }

        return message;
    }

    /// <summary>On the wire a call with one answer is a stream of one.</summary>
    private static async Task<Status> CallAsync(CallInvoker invoker, MethodDescriptor method, IMessage request)
    {
        var call = new Method<byte[], byte[]>(MethodType.ServerStreaming, method.Service.FullName, method.Name, Octets, Octets);
        using AsyncServerStreamingCall<byte[]> answers = invoker.AsyncServerStreamingCall(call, null, default, request.ToByteArray());
        try
        {
            return await answers.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60)) ? new Status(StatusCode.OK, "answered") : answers.GetStatus();
        }
        catch (RpcException exception)
        {
            return exception.Status;
        }
    }
}
