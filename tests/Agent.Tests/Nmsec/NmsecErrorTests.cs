using System.Buffers.Binary;
using MyIkev2.Agent.Nmsec;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>Every error of the interface, provoked over the socket: its codes, and whether the connection survives.</summary>
public class NmsecErrorTests
{
    [Theory]
    [InlineData(0, 0u, NmsecReasonCode.BadIdentifier)]
    [InlineData(4, 92u, NmsecReasonCode.BadHeaderSize)]
    [InlineData(8, 12u, NmsecReasonCode.BadMessageSize)]
    [InlineData(8, 65_544u, NmsecReasonCode.ExcessiveSize)]
    [InlineData(8, 0xFFFFFFFFu, NmsecReasonCode.ExcessiveSize)]
    public async Task Message_WithoutFraming_EndsTheConnection(int offset, uint value, NmsecReasonCode reason)
    {
        var request = RawConnection.Request(1);
        BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(offset), value);
        await AssertEndsAsync(request, reason);
    }

    [Fact]
    public async Task Record_WithABadIdentifier_EndsTheConnection()
    {
        var request = RawConnection.Request(1, "", new NmsecFilter { TunnelId = "K1" });
        request[96] ^= 0xFF;
        await AssertEndsAsync(request, NmsecReasonCode.BadIdentifier);
    }

    [Theory]
    [InlineData(13, 9, NmsecReasonCode.BadVersion)]
    [InlineData(15, 0xFF, NmsecReasonCode.BadType)]
    [InlineData(15, 0x01, NmsecReasonCode.BadType, 0x00)]
    [InlineData(95, 1, NmsecReasonCode.ReservedNotZero)]
    [InlineData(27, 1, NmsecReasonCode.ReservedNotZero)]
    [InlineData(67, 2, NmsecReasonCode.BadMessageSize)]
    [InlineData(63, 0, NmsecReasonCode.BadMessageSize)]
    [InlineData(96 + 7, 0xA0, NmsecReasonCode.BadRecordLength)]
    [InlineData(96 + 15, 1, NmsecReasonCode.ReservedNotZero)]
    [InlineData(96 + 24, 0x02, NmsecReasonCode.ReservedNotZero)]
    public async Task Request_ThatIsWrong_IsRefusedAndTheNextOneAnswered(int offset, byte value, NmsecReasonCode reason, int typeHigh = -1)
    {
        var request = RawConnection.Request(77, "", new NmsecFilter { TunnelId = "K1" });
        request[offset] = value;
        if (typeHigh >= 0)
        {
            request[14] = (byte)typeHigh;
        }

        await AssertRefusedAsync(request, NmsecReturnCode.InvalidRequest, reason);
    }

    [Fact]
    public async Task Request_KnownButNotOffered_IsNotSupported()
    {
        // Without an engine to command there is nothing to control.
        foreach (var row in MessageTypeCatalog.Rows.Where(row => row.Kind == MessageKind.Control || row.Type == NmsecMessageType.GetClientInfo))
        {
            await AssertRefusedAsync(RawConnection.Request(row.Type, 77), NmsecReturnCode.NotSupported, NmsecReasonCode.None);
        }
    }

    [Fact]
    public async Task Request_UnknownStack_IsRefused()
        => await AssertRefusedAsync(RawConnection.Request(77, "TCPIP9"), NmsecReturnCode.UnknownStack, NmsecReasonCode.None);

    [Fact]
    public async Task Request_HandlerFails_IsAnInternalFailureAndTheConnectionLivesOn()
    {
        var registry = new FailingRegistry(new CannedRegistry().Registry);
        await using var host = await NmsecTestHost.StartAsync(registry);
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        registry.IsFailing = true;
        await connection.SendAsync(RawConnection.Request(1));
        Assert.Equal(NmsecReturnCode.InternalFailure, (await connection.ReceiveAsync()).Header.ReturnCode);
        registry.IsFailing = false;
        await connection.SendAsync(RawConnection.Request(2));
        Assert.Equal(4u, (await connection.ReceiveAsync()).Header.Output.Count);
        Assert.Contains("NMsec_GET_IKETUN failed", Assert.Single(host.Errors), StringComparison.Ordinal);
    }

    private static async Task AssertEndsAsync(byte[] request, NmsecReasonCode reason)
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry);
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        await connection.SendAsync(request);
        await connection.AssertTerminatedAsync(new NmsecError(NmsecReturnCode.InvalidRequest, reason, true));
        Assert.Empty(host.Errors);
    }

    private static async Task AssertRefusedAsync(byte[] request, NmsecReturnCode returnCode, NmsecReasonCode reason)
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry);
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        await connection.SendAsync(request);
        var (refusal, _) = await connection.ReceiveAsync();
        Assert.Equal((returnCode, reason), (refusal.ReturnCode, refusal.ReasonCode));
        Assert.Equal(77ul, refusal.Correlator);
        Assert.Equal(96u, refusal.MessageLength);
        Assert.Equal(0u, refusal.Output.Count);
        await connection.SendAsync(RawConnection.Request(78));
        var next = await connection.ReceiveAsync(NmsecMessageType.GetIkeTunnels);
        Assert.Equal((78ul, 4u), (next.Correlator, next.Output.Count));
        Assert.Empty(host.Errors);
    }

    private sealed class FailingRegistry(Registry.ITunnelRegistry inner) : Registry.ITunnelRegistry
    {
        public bool IsFailing { get; set; }

        public Registry.RegistryView Capture() => IsFailing ? throw new InvalidOperationException("made to fail") : inner.Capture();

        public Registry.ChangeSubscription Subscribe(int capacity) => inner.Subscribe(capacity);

        public void SetHistoryDepth(int tunnels, int failures) => inner.SetHistoryDepth(tunnels, failures);

        public void CheckpointHistory() => inner.CheckpointHistory();
    }
}
