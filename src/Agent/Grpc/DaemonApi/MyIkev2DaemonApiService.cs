using Grpc.Core;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.DaemonApi;

/// <summary>The MyIKEv2 daemon API: tests by name, each an instance of its own.</summary>
internal sealed class MyIkev2DaemonApiService(ITestDaemon daemon) : MyIKEv2DaemonAPISvc.MyIKEv2DaemonAPISvcBase
{
    public override async Task<Empty> Define(DefineGenericTestReq request, ServerCallContext context) =>
        Answer(await daemon.DefineAsync(Read(request), request.Override, context.CancellationToken));

    public override Task<StatusResp> Status(StatusReq request, ServerCallContext context) => daemon.StateOf(request.Name) is { } state
        ? Task.FromResult(new StatusResp { State = DaemonApiCodes.Of(state) })
        : throw Refusal(StatusCode.NotFound, $"Name: there is no test '{Shown(request.Name)}'.");

    public override async Task<ListTestStatusResp> List(Empty request, ServerCallContext context) => new()
    {
        Results = { (await daemon.ListAsync(context.CancellationToken)).Select(EntryMapper.ToMessage) },
    };

    public override async Task<Empty> Destroy(DestroyReq request, ServerCallContext context) =>
        Answer(await daemon.DestroyAsync(request.Name, request.Gracefully, context.CancellationToken));

    /// <summary>Without a name: those of all tests.</summary>
    public override async Task<Empty> ClearPingStats(ClearPingStatsReq request, ServerCallContext context) =>
        Answer(await daemon.ClearPingsAsync(request.Name.Length > 0 ? request.Name : null, context.CancellationToken));

    private static TestDefinition Read(DefineGenericTestReq request) => request.Type switch
    {
        DaemonApiCodes.IkeTest when request.OtherTest is not null =>
            throw Invalid("OtherTest: must be absent when Type is 1 (myikev2)."),
        DaemonApiCodes.IkeTest when request.MyIKEv2Test is null =>
            throw Invalid("MyIKEv2Test: is missing; Type 1 (myikev2) needs it."),
        DaemonApiCodes.IkeTest =>
            new TestDefinition.Ike(request.Name, request.MyIKEv2Test.Setup, request.MyIKEv2Test.LogDir),
        DaemonApiCodes.OtherTest when request.MyIKEv2Test is not null =>
            throw Invalid("MyIKEv2Test: must be absent when Type is 2 (other)."),
        DaemonApiCodes.OtherTest when request.OtherTest is null =>
            throw Invalid("OtherTest: is missing; Type 2 (other) needs it."),
        DaemonApiCodes.OtherTest => new TestDefinition.Commands(
            request.Name, request.OtherTest.SetupCMDs, request.OtherTest.UpCMDs, request.OtherTest.DestroyCMDs, request.OtherTest.DataIf, request.OtherTest.DataIfAddr),
        _ => throw Invalid($"Type: {request.Type} is none; 1 is myikev2 and 2 is other."),
    };

    private static Empty Answer(TestDaemonResult result)
    {
        if (result.IsSuccess)
        {
            return new Empty();
        }

        string field = DaemonApiCodes.NameOf(result.Field);
        throw Refusal(DaemonApiCodes.CodeOf(result.Status), field.Length > 0 ? $"{field}: {result.Message}" : result.Message);
    }

    /// <summary>A status travels in a header: a name of megabytes does not belong there.</summary>
    private static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "...";

    private static RpcException Invalid(string detail) => Refusal(StatusCode.InvalidArgument, detail);

    private static RpcException Refusal(StatusCode code, string detail) => new(new Status(code, detail));
}
