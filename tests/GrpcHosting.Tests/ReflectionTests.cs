using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Builder;
using MyIkev2.GrpcHosting.Tests.Protos;
using MyIkev2.GrpcHosting.Tests.Support;
using MyIkev2.Testing;
using Xunit;
using V1Alpha = Grpc.Reflection.V1Alpha;

namespace MyIkev2.GrpcHosting.Tests;

public sealed class ReflectionTests
{
    private static readonly string[] Services =
        ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "myikev2.testing.Probe"];

    [Fact]
    public async Task ListServices_EveryMappedService_IsNamedOnce()
    {
        await using ProbeServer server = await StartAsync();

        ServerReflectionResponse answer = await AskAsync(server, new ServerReflectionRequest { Host = "here", ListServices = "*" });

        Assert.Equal(Services, answer.ListServicesResponse.Service.Select(service => service.Name));
        Assert.Equal("here", answer.ValidHost);
        Assert.Equal("*", answer.OriginalRequest.ListServices);
    }

    [Theory]
    [InlineData("myikev2.testing.Probe")]
    [InlineData("myikev2.testing.Probe.Exchange")]
    [InlineData("myikev2.testing.ProbeRequest")]
    [InlineData("myikev2.testing.ProbeRequest.payload")]
    public async Task FileContainingSymbol_AnythingDeclared_ItsFileIsGiven(string symbol)
    {
        await using ProbeServer server = await StartAsync();

        ServerReflectionResponse answer = await AskAsync(server, new ServerReflectionRequest { FileContainingSymbol = symbol });

        Assert.Equal([ProbeReflection.Descriptor.SerializedData], answer.FileDescriptorResponse.FileDescriptorProto);
    }

    [Fact]
    public async Task FileByFilename_KnownFile_IsGiven()
    {
        await using ProbeServer server = await StartAsync();

        ServerReflectionResponse answer = await AskAsync(server, new ServerReflectionRequest { FileByFilename = "health.proto" });

        FileDescriptorProto file = FileDescriptorProto.Parser.ParseFrom(answer.FileDescriptorResponse.FileDescriptorProto.Single());
        Assert.Equal("grpc.health.v1", file.Package);
        Assert.Equal(["Check", "List", "Watch"], file.Service.Single().Method.Select(method => method.Name));
    }

    [Fact]
    public async Task Extensions_MessageWithoutAny_AnEmptyListAndNotFoundForANumber()
    {
        await using ProbeServer server = await StartAsync();

        ServerReflectionResponse numbers = await AskAsync(server, new ServerReflectionRequest { AllExtensionNumbersOfType = "myikev2.testing.Nothing" });
        ServerReflectionResponse one = await AskAsync(server, new ServerReflectionRequest
        {
            FileContainingExtension = new ExtensionRequest { ContainingType = "myikev2.testing.Nothing", ExtensionNumber = 7 },
        });

        Assert.Equal("myikev2.testing.Nothing", numbers.AllExtensionNumbersResponse.BaseTypeName);
        Assert.Empty(numbers.AllExtensionNumbersResponse.ExtensionNumber);
        Assert.Equal((int)StatusCode.NotFound, one.ErrorResponse.ErrorCode);
    }

    public static TheoryData<ServerReflectionRequest, StatusCode> Mistakes => new()
    {
        { new ServerReflectionRequest(), StatusCode.InvalidArgument },
        { new ServerReflectionRequest { FileByFilename = "no.proto" }, StatusCode.NotFound },
        { new ServerReflectionRequest { FileContainingSymbol = "no.Symbol" }, StatusCode.NotFound },
        { new ServerReflectionRequest { AllExtensionNumbersOfType = "no.Message" }, StatusCode.NotFound },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Ask_WhatIsNotThere_IsAnErrorInTheAnswerAndTheStreamGoesOn(ServerReflectionRequest mistake, StatusCode code)
    {
        await using ProbeServer server = await StartAsync();
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(server.Channel()).ServerReflectionInfo();

        ServerReflectionResponse refused = await AskAsync(call, mistake);
        ServerReflectionResponse served = await AskAsync(call, new ServerReflectionRequest { ListServices = "" });

        Assert.Equal((int)code, refused.ErrorResponse.ErrorCode);
        Assert.NotEmpty(refused.ErrorResponse.ErrorMessage);
        Assert.Equal(mistake, refused.OriginalRequest);
        Assert.Equal(Services.Length, served.ListServicesResponse.Service.Count);
    }

    [Fact]
    public async Task OlderVersion_SameQuestions_SameAnswers()
    {
        await using ProbeServer server = await StartAsync();
        using AsyncDuplexStreamingCall<V1Alpha.ServerReflectionRequest, V1Alpha.ServerReflectionResponse> call =
            new V1Alpha.ServerReflection.ServerReflectionClient(server.Channel()).ServerReflectionInfo();
        var question = new ServerReflectionRequest { FileContainingSymbol = "grpc.health.v1.HealthCheckResponse.ServingStatus" };

        await call.RequestStream.WriteAsync(V1Alpha.ServerReflectionRequest.Parser.ParseFrom(question.ToByteString()));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal((await AskAsync(server, question)).ToByteString(), call.ResponseStream.Current.ToByteString());
    }

    [Fact]
    public void WithImports_ImportsStandBeforeWhoNeedsThem()
    {
        IReadOnlyList<ByteString> files = Grpc.Reflection.SymbolRegistry.WithImports(ApiReflection.Descriptor);

        Assert.Equal(
            ["google/protobuf/source_context.proto", "google/protobuf/any.proto", "google/protobuf/type.proto", "google/protobuf/api.proto"],
            files.Select(file => FileDescriptorProto.Parser.ParseFrom(file).Name));
    }

    [PeerFact("/usr/bin/python3", Package = "python3-grpcio python3-grpc-tools", RequiredPath = "/usr/lib/python3/dist-packages/grpc_tools")]
    public async Task PythonClient_KnowingNoServiceOfOurs_LearnsAndCallsIt()
    {
        await using ProbeServer server = await StartAsync();

        IReadOnlyList<string> lines = await PythonClient.RunAsync("reflection_client.py", new Uri(server.Address).Authority);

        Assert.Equal(
            [
                """{"case":"services","names":["grpc.health.v1.Health","grpc.reflection.v1.ServerReflection","grpc.reflection.v1alpha.ServerReflection","myikev2.testing.Probe"]}""",
                """{"case":"methods","names":["Empty","Unary","Download","Upload","Exchange","Missing"]}""",
                """{"case":"call","size":271}""",
                """{"case":"health","status":"SERVING"}""",
            ],
            lines);
    }

    private static Task<ProbeServer> StartAsync() => ProbeServer.StartAsync(
        addServices: static services =>
        {
            services.AddGrpcHealthChecks();
            services.AddGrpcReflection();
        },
        map: static app =>
        {
            app.MapGrpcReflectionService();
            app.MapGrpcHealthChecksService();
        });

    private static async Task<ServerReflectionResponse> AskAsync(ProbeServer server, ServerReflectionRequest request)
    {
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(server.Channel()).ServerReflectionInfo();
        return await AskAsync(call, request);
    }

    private static async Task<ServerReflectionResponse> AskAsync(
        AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call, ServerReflectionRequest request)
    {
        await call.RequestStream.WriteAsync(request);
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current;
    }
}
