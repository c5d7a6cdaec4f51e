using Google.Protobuf;
using Grpc.Core;
using Grpc.Reflection.V1;
using Microsoft.Extensions.Hosting;
using V1Alpha = Grpc.Reflection.V1Alpha;

namespace MyIkev2.GrpcHosting.Reflection;

/// <summary>grpc.reflection.v1.</summary>
internal sealed class ReflectionService(ReflectionAnswers answers, IHostApplicationLifetime lifetime) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        using var ending = new ServerEnd(lifetime, context);
        while (await ending.MoveNextAsync(requestStream).ConfigureAwait(false))
        {
            await responseStream.WriteAsync(answers.Answer(requestStream.Current), context.CancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>grpc.reflection.v1alpha, which older callers ask for: the same messages octet by octet.</summary>
internal sealed class AlphaReflectionService(ReflectionAnswers answers, IHostApplicationLifetime lifetime) : V1Alpha.ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<V1Alpha.ServerReflectionRequest> requestStream,
        IServerStreamWriter<V1Alpha.ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        using var ending = new ServerEnd(lifetime, context);
        while (await ending.MoveNextAsync(requestStream).ConfigureAwait(false))
        {
            ServerReflectionResponse answer = answers.Answer(ServerReflectionRequest.Parser.ParseFrom(requestStream.Current.ToByteString()));
            await responseStream.WriteAsync(V1Alpha.ServerReflectionResponse.Parser.ParseFrom(answer.ToByteString()), context.CancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>Ends streams that would otherwise keep a server from stopping: their callers hold them open for as long as they like.</summary>
internal sealed class ServerEnd(IHostApplicationLifetime lifetime, ServerCallContext context) : IDisposable
{
    private readonly CancellationTokenSource _ending = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, context.CancellationToken);

    /// <exception cref="RpcException">The server is stopping (UNAVAILABLE).</exception>
    public async Task<bool> MoveNextAsync<T>(IAsyncStreamReader<T> requests)
    {
        try
        {
            return await requests.MoveNext(_ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The server is stopping."));
        }
    }

    public void Dispose() => _ending.Dispose();
}
