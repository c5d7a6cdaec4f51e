using Grpc.Core;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Grpc.Opi.DialectA;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>opi.security.v1.IPsec, and opi_api.security.v1.IPsec, whose messages are the same octets.</summary>
internal sealed class DialectAService(IPsecService service, IOptions<GrpcOptions> options) : IPsec.IPsecBase
{
    public override Task<IPsecVersionResp> IPsecVersion(IPsecVersionReq request, ServerCallContext context) => RunAsync(() => Task.FromResult(service.Version()));

    public override Task<IPsecStatsResp> IPsecStats(IPsecStatsReq request, ServerCallContext context) => RunAsync(() => Task.FromResult(service.Stats()));

    public override Task<IPsecInitiateResp> IPsecInitiate(IPsecInitiateReq request, ServerCallContext context) =>
        RunAsync(() => service.InitiateAsync(request, context.CancellationToken));

    public override Task<IPsecTerminateResp> IPsecTerminate(IPsecTerminateReq request, ServerCallContext context) =>
        RunAsync(() => service.TerminateAsync(request, context.CancellationToken));

    public override Task<IPsecRekeyResp> IPsecRekey(IPsecRekeyReq request, ServerCallContext context) =>
        RunAsync(() => service.RekeyAsync(request, context.CancellationToken));

    public override Task<IPsecListSasResp> IPsecListSas(IPsecListSasReq request, ServerCallContext context) =>
        RunAsync(() => Task.FromResult(service.ListSas(request)));

    public override Task<IPsecListConnsResp> IPsecListConns(IPsecListConnsReq request, ServerCallContext context) =>
        RunAsync(() => Task.FromResult(service.ListConns(request)));

    public override Task<IPsecListCertsResp> IPsecListCerts(IPsecListCertsReq request, ServerCallContext context) =>
        RunAsync(() => Task.FromResult(service.ListCerts(request)));

    public override Task<IPsecLoadConnResp> IPsecLoadConn(IPsecLoadConnReq request, ServerCallContext context) =>
        RunAsync(() => service.LoadConnAsync(request, context.CancellationToken));

    public override Task<IPsecUnloadConnResp> IPsecUnloadConn(IPsecUnloadConnReq request, ServerCallContext context) =>
        RunAsync(() => service.UnloadConnAsync(request, context.CancellationToken));

    private async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException failure) when (options.Value.Opi.ReferenceErrors)
        {
            throw OpiFailure.AsReference(failure);
        }
    }
}
