using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Agent.Nmsec;

/// <summary>
/// One client of the Unix socket: an initialization message, then requests in order until somebody has enough, then a
/// termination message. One instance serves all connections of a socket.
/// </summary>
internal sealed class NmsecConnectionHandler(
    NmsecDialect dialect,
    RequestDispatcher dispatcher,
    INmsecReadiness readiness,
    IPeerCredentialsReader credentials,
    AccessControlList access,
    ClientLimit clients,
    IOptions<NmsecOptions> options,
    TimeProvider time,
    ILogger<NmsecConnectionHandler> logger) : ConnectionHandler
{
    private readonly FrameWriter _writer = new(dialect);

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var number = clients.Enter();
        try
        {
            var end = number > options.Value.MaximumClients ? NmsecError.TooManyClients : await ServeAsync(connection).ConfigureAwait(false);
            await TerminateAsync(connection, end).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            logger.LogWarning("Client {Connection} left an answer unread for {Timeout} and is cut off", connection.ConnectionId, options.Value.StallTimeout);
            connection.Abort(new ConnectionAbortedException("The client does not read."));
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            logger.LogDebug(exception, "Client {Connection} is gone", connection.ConnectionId);
            connection.Abort();
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "Client {Connection} is cut off after a fault", connection.ConnectionId);
            connection.Abort(new ConnectionAbortedException("A fault in the agent.", exception));
        }
        finally
        {
            clients.Leave();
        }
    }

    // Returns why the connection ends.
    private async Task<NmsecError> ServeAsync(ConnectionContext connection)
    {
        if (!await WaitUntilReadyAsync(connection).ConfigureAwait(false))
        {
            return NmsecError.NotReady;
        }

        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        var input = connection.Transport.Input;
        using var wake = stopping.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), input);
        _writer.WriteNotice(connection.Transport.Output, NmsecMessageType.Init, NmsecError.None);
        await connection.Transport.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        return await AnswerRequestsAsync(connection, stopping).ConfigureAwait(false);
    }

    private async Task<NmsecError> AnswerRequestsAsync(ConnectionContext connection, CancellationToken stopping)
    {
        var frames = new FrameReader(dialect, dialect.MaximumRequestLength);
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        var credential = credentials.Read(connection);
        var peer = new NmsecPeer(credential, access.RightsOf(credential));
        while (true)
        {
            var result = await input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            var buffer = result.Buffer;
            while (!stopping.IsCancellationRequested)
            {
                var status = frames.TryRead(buffer, out var message, out _, out var error);
                if (status == FrameStatus.NeedMore)
                {
                    break;
                }

                if (status == FrameStatus.Complete)
                {
                    error = await dispatcher.AnswerAsync(message, peer, output, CancellationToken.None).ConfigureAwait(false);
                    buffer = buffer.Slice(message.Length);
                }

                if (error.IsError)
                {
                    logger.LogDebug("Client {Connection} broke the protocol: {Error}", connection.ConnectionId, error);
                    return error;
                }
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (stopping.IsCancellationRequested)
            {
                return NmsecError.ShuttingDown;
            }

            if (result.IsCompleted)
            {
                return NmsecError.None;
            }
        }
    }

    private async Task<bool> WaitUntilReadyAsync(ConnectionContext connection)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        try
        {
            await readiness.WaitAsync(giveUp.Token).WaitAsync(options.Value.ReadyTimeout, time, giveUp.Token).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            // What still waits inside the readiness lets go.
            await giveUp.CancelAsync().ConfigureAwait(false);
            return false;
        }
    }

    // The server tries to say why it closes; a client that does not take it is not waited for.
    private async Task TerminateAsync(ConnectionContext connection, NmsecError cause)
    {
        _writer.WriteNotice(connection.Transport.Output, NmsecMessageType.Term, cause);
        var flush = connection.Transport.Output.FlushAsync(CancellationToken.None);
        if (!flush.IsCompleted)
        {
            await flush.AsTask().WaitAsync(options.Value.StallTimeout, time).ConfigureAwait(false);
        }
    }
}
