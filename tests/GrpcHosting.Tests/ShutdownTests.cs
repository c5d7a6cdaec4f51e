using Grpc.Core;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MyIkev2.GrpcHosting.Tests.Protos;
using MyIkev2.GrpcHosting.Tests.Support;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.GrpcHosting.Tests;

/// <summary>A server that is told to stop says so, takes no new calls, and lets those end that are under way.</summary>
public sealed class ShutdownTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Stop_IdleConnection_IsToldToGoAway()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(server.Address);
        Assert.Equal(RawFrame.Settings, (await connection.ReadAsync())!.Type);

        Task stop = server.Services.GetRequiredService<IHost>().StopAsync();
        var types = new List<byte>();
        while (await connection.ReadAsync() is { } frame)
        {
            types.Add(frame.Type);
        }

        await stop.WaitAsync(Patience);
        Assert.Contains(RawFrame.GoAway, types);
    }

    [Fact]
    public async Task Stop_CallUnderWay_EndsAsItWould()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using AsyncDuplexStreamingCall<ProbeRequest, ProbeResponse> call = server.Client().Exchange();
        await call.RequestStream.WriteAsync(new ProbeRequest { ResponseSize = 1 });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        IHostApplicationLifetime lifetime = server.Services.GetRequiredService<IHostApplicationLifetime>();
        var stopping = new TaskCompletionSource();
        using CancellationTokenRegistration registration = lifetime.ApplicationStopping.Register(stopping.SetResult);
        Task stop = server.Services.GetRequiredService<IHost>().StopAsync();
        await stopping.Task.WaitAsync(Patience);
        await call.RequestStream.WriteAsync(new ProbeRequest { ResponseSize = 2 });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal(2, call.ResponseStream.Current.Payload.Length);
        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        await stop.WaitAsync(Patience);
    }

    [Fact]
    public async Task Stop_NewCalls_AreUnavailable()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        Probe.ProbeClient client = server.Client();
        await client.EmptyAsync(new Nothing());
        await server.Services.GetRequiredService<IHost>().StopAsync().WaitAsync(Patience);

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await client.EmptyAsync(new Nothing()));

        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
    }

    [Fact]
    public async Task Stop_ReflectionStreamIsOpen_EndsWithUnavailable()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(
            addServices: static services => services.AddGrpcReflection(), map: static app => app.MapGrpcReflectionService());
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(server.Channel()).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        Task stop = server.Services.GetRequiredService<IHost>().StopAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
        await stop.WaitAsync(Patience);
    }
}
