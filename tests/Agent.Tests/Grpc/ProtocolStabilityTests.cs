using Google.Protobuf.Reflection;
using MyIkev2.Agent.Grpc.Access;
using MyIkev2.Agent.Grpc.DaemonApi;
using MyIkev2.Agent.Grpc.TestApi;
using Xunit;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Grpc;

/// <summary>Every number and name that an outsider sees. A line of a golden file changes only by addition.</summary>
public sealed class ProtocolStabilityTests
{
    /// <summary>The rows come from the published message tables of the MyIKEv2 test API, not from our .proto file.</summary>
    [Fact]
    public void TestApi_TagsAndMethods_AreThoseOfThePublishedContract() => AssertGolden("api.tags.txt", ApiReflection.Descriptor);

    /// <summary>The rows come from the published message tables of the MyIKEv2 daemon API, not from our .proto file.</summary>
    [Fact]
    public void DaemonApi_TagsAndMethods_AreThoseOfThePublishedContract() => AssertGolden("daemonapi.tags.txt", DaemonapiReflection.Descriptor);

    /// <summary>The rows come from the tables of OPI's published definitions, those from 100 up are ours.</summary>
    [Fact]
    public void Opi_TagsAndMethods_AreThoseOfThePublishedContract() => AssertGolden("opi.ipsec.tags.txt", MyIkev2.Agent.Grpc.Opi.DialectA.IpsecReflection.Descriptor);

    [Fact]
    public void OpiOfToday_TagsAndMethods_AreThoseOfThePublishedContract() =>
        AssertGolden("opi_api.ipsec.tags.txt", MyIkev2.Agent.Grpc.Opi.DialectC.IpsecReflection.Descriptor);

    /// <summary>The rows come from the tables of OPI's published definitions; <c>sessionids</c>, <c>detail</c>, <c>startsession</c> and <c>pagesize</c> are ours.</summary>
    [Fact]
    public void SessionTable_TagsAndMethods_AreThoseOfThePublishedContract() =>
        AssertGolden("opi.firewall.tags.txt", MyIkev2.Agent.Grpc.Sessions.Firewall.OpenoffloadReflection.Descriptor);

    /// <summary>The rows come from the published definition of sessionOffload.</summary>
    [Fact]
    public void OpenOffload_TagsAndMethods_AreThoseOfThePublishedContract() =>
        AssertGolden("openoffload.tags.txt", MyIkev2.Agent.Grpc.Sessions.OpenOffload.OpenoffloadReflection.Descriptor);

    [Fact]
    public void AgentApi_TagsAndMethods_DoNotChange() => AssertGolden("agent.tags.txt", V1.AgentReflection.Descriptor);

    [Fact]
    public void AccessTable_EveryMethodOfEveryService_HasARow()
    {
        FileDescriptor[] files =
        [
            ApiReflection.Descriptor, DaemonapiReflection.Descriptor, V1.AgentReflection.Descriptor,
            MyIkev2.Agent.Grpc.Opi.DialectA.IpsecReflection.Descriptor, MyIkev2.Agent.Grpc.Opi.DialectC.IpsecReflection.Descriptor,
            MyIkev2.Agent.Grpc.Sessions.Firewall.OpenoffloadReflection.Descriptor, MyIkev2.Agent.Grpc.Sessions.OpenOffload.OpenoffloadReflection.Descriptor,
        ];
        IEnumerable<string> methods = files
            .SelectMany(file => file.Services)
            .SelectMany(service => service.Methods, (service, method) => $"/{service.FullName}/{method.Name}");

        Assert.All(methods, method => Assert.NotNull(MethodRoles.Of(method)));
    }

    [Fact]
    public void AccessTable_UnknownMethod_HasNoRole() => Assert.Null(MethodRoles.Of("/myikev2.v1.Agent/NoSuchMethod"));

    private static void AssertGolden(string file, FileDescriptor descriptor)
    {
        string[] golden = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Grpc", "Golden", file));

        Assert.Equal(golden, Describe(descriptor));
    }

    private static IEnumerable<string> Describe(FileDescriptor file) =>
    [
        .. file.MessageTypes.SelectMany(Describe).Order(StringComparer.Ordinal),
        .. file.EnumTypes.SelectMany(type => type.Values, (type, value) => $"{type.FullName} {value.Number} {value.Name}").Order(StringComparer.Ordinal),
        .. file.Services.SelectMany(service => service.Methods, Describe).Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Describe(MessageDescriptor message) =>
        message.Fields.InDeclarationOrder().Select(field => $"{message.FullName} {field.FieldNumber} {field.Name} {(field.IsRepeated ? "repeated " : "")}{TypeName(field)}")
            .Concat(message.NestedTypes.SelectMany(Describe));

    private static string Describe(ServiceDescriptor service, MethodDescriptor method) =>
        $"/{service.FullName}/{method.Name} ({(method.IsClientStreaming ? "stream " : "")}{method.InputType.FullName}) -> "
        + $"{(method.IsServerStreaming ? "stream " : "")}{method.OutputType.FullName}";

    private static string TypeName(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.FullName,
        FieldType.Enum => field.EnumType.FullName,
        _ => field.FieldType.ToString().ToLowerInvariant(),
    };
}
