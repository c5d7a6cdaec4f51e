using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1;
using MyIkev2.Agent.Tests.Grpc.Support;
using Xunit;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace MyIkev2.Agent.Tests.Grpc;

/// <summary>What tools ask a gRPC server that they know nothing of.</summary>
public sealed class HealthAndReflectionTests
{
    [Theory]
    [InlineData("")]
    [InlineData("myikev2.v1.Agent")]
    [InlineData("api.MyIKEv2APISvc")]
    [InlineData("opi.security.v1.IPsec")]
    [InlineData("opi_api.security.v1.IPsecService")]
    public async Task Health_EachService_Serves(string service)
    {
        await using GrpcHost host = await GrpcHost.StartAsync();

        HealthCheckResponse response = await new Health.HealthClient(host.VisitorChannel).CheckAsync(new HealthCheckRequest { Service = service });

        Assert.Equal(ServingStatus.Serving, response.Status);
    }

    [Fact]
    public async Task Reflection_ListServices_NamesWhatTheAgentOffers()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(host.VisitorChannel).ServerReflectionInfo();

        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(
            [
                "api.MyIKEv2APISvc", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "myikev2.v1.Agent",
                "opi.security.v1.IPsec", "opi_api.security.v1.IPsecService",
            ],
            call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name));
    }
}
