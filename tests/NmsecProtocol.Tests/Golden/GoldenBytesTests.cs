using System.Buffers;
using System.Net;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Tests.Golden;

public class GoldenBytesTests
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    [Fact]
    public void Notice_Init_IsByteExact()
    {
        var output = new ArrayBufferWriter<byte>();
        new FrameWriter(Dialect).WriteNotice(output, NmsecMessageType.Init, NmsecError.None);
        AssertBytes(WorkedExample.Init, output.WrittenSpan);
    }

    [Fact]
    public void Request_IkeTunnels_IsByteExact()
    {
        var output = new ArrayBufferWriter<byte>();
        new FrameWriter(Dialect).WriteRequest(output, NmsecMessageType.GetIkeTunnels, 1, 1, "TCPIP1", 0, 0);
        AssertBytes(WorkedExample.Request, output.WrittenSpan);
    }

    [Fact]
    public void Response_IkeTunnels_IsByteExact()
    {
        var request = FrameHeader.Read(Dialect, WorkedExample.Request);
        var output = new ArrayBufferWriter<byte>();
        var length = IkeTunnelRecord.Measure(Dialect, "192.0.2.10", "198.51.100.20");
        new FrameWriter(Dialect).WriteResponse(output, request, "TCPIP1", 1, (uint)length, 1);
        var written = IkeTunnelRecord.Write(Dialect, output, Tunnel(), Statistics(), "192.0.2.10", "198.51.100.20");
        Assert.Equal(length, written);
        AssertBytes(WorkedExample.Response, output.WrittenSpan);
    }

    [Fact]
    public void Response_IkeTunnels_DecodesToTheSameValues()
    {
        var response = WorkedExample.Response;
        var header = FrameHeader.Read(Dialect, response);
        Assert.Equal("TCPIP1", header.Target);
        Assert.Equal(new RecordRange(96, 400, 1), header.Output);
        Assert.Equal(1u, header.OutputTotal);
        Assert.Equal(1ul, header.Correlator);
        Assert.False(RecordReader.TryOpen(Dialect, response.AsSpan(96), out var reader).IsError);
        var record = IkeTunnelRecord.Read(reader);
        var tunnel = record.Tunnel;
        Assert.Equal(IkeTunnelFlags.NatAllowed | IkeTunnelFlags.CanInitiate, tunnel.Flags);
        Assert.Equal("K7", tunnel.TunnelId.ToString());
        Assert.Equal("KER-Branch12", tunnel.KeyExchangeRule.ToString());
        Assert.Equal("KEA-Gold", tunnel.KeyExchangeAction.ToString());
        Assert.Equal(IPAddress.Parse("192.0.2.10"), tunnel.LocalEndpoint);
        Assert.Equal(IPAddress.Parse("198.51.100.20"), tunnel.RemoteEndpoint);
        Assert.Equal(0x0102030405060708ul, tunnel.InitiatorCookie.Value);
        Assert.Equal(0x1112131415161718ul, tunnel.ResponderCookie.Value);
        Assert.Equal(SecurityAssociationState.Active, tunnel.State);
        Assert.Equal(Phase1State.Done, tunnel.ExtendedState);
        Assert.Equal(28_800u, tunnel.Lifetime.Value);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), tunnel.StartTime.Value);
        Assert.Equal(tunnel.StartTime.Value + 25_200, tunnel.LifetimeRefresh.Value);
        Assert.Equal(500, tunnel.RemoteUdpPort.Value);
        Assert.Equal(256u, tunnel.EncryptionKeyLength.Value);
        Assert.Equal(1u, record.Statistics.DynamicTunnelsActive.Value);
        Assert.Equal(4096ul, record.Statistics.Bytes.Value);
        Assert.Equal("192.0.2.10", record.LocalIdentity);
        Assert.Equal("198.51.100.20", record.RemoteIdentity);
    }

    [Fact]
    public void Record_WithoutIdentities_KeepsTheirDescriptorsWithNumberZero()
    {
        var output = new ArrayBufferWriter<byte>();
        var length = IkeTunnelRecord.Write(Dialect, output, Tunnel(), Statistics(), default, default);
        Assert.Equal(48 + 256 + 64, length);
        Assert.False(RecordReader.TryOpen(Dialect, output.WrittenSpan, out var reader).IsError);
        Assert.Equal(4, reader.SectionCount);
        Assert.Equal(0, reader.Descriptor(2).Count);
        Assert.Equal(0, reader.Descriptor(3).Count);
        Assert.Equal(string.Empty, IkeTunnelRecord.Read(reader).RemoteIdentity);
    }

    [Fact]
    public void Tunnel_Ipv6Endpoints_FillSixteenBytes()
    {
        var tunnel = Tunnel();
        tunnel.Flags |= IkeTunnelFlags.Ipv6;
        tunnel.LocalEndpoint6 = Ipv6Field.From(IPAddress.Parse("2001:db8::1"));
        tunnel.RemoteEndpoint6 = Ipv6Field.From(IPAddress.Parse("2001:db8::2"));
        var output = new ArrayBufferWriter<byte>();
        IkeTunnelRecord.Write(Dialect, output, tunnel, Statistics(), default, default);
        var section = output.WrittenSpan.Slice(48, 256);
        Assert.Equal("20010DB8000000000000000000000001", Convert.ToHexString(section.Slice(148, 16)));
        Assert.Equal("20010DB8000000000000000000000002", Convert.ToHexString(section.Slice(164, 16)));
        Assert.Equal(0xC4, section[0]);
    }

    private static IkeTunnelSection Tunnel() => new()
    {
        Flags = IkeTunnelFlags.NatAllowed | IkeTunnelFlags.CanInitiate,
        TunnelId = new FixedText48("K7"),
        KeyExchangeRule = new FixedText48("KER-Branch12"),
        KeyExchangeAction = new FixedText48("KEA-Gold"),
        LocalEndpoint4 = Ipv4Field.From(IPAddress.Parse("192.0.2.10")),
        RemoteEndpoint4 = Ipv4Field.From(IPAddress.Parse("198.51.100.20")),
        InitiatorCookie = 0x0102030405060708,
        ResponderCookie = 0x1112131415161718,
        State = SecurityAssociationState.Active,
        Authentication = TunnelAuthentication.HmacSha256_128,
        Encryption = TunnelEncryption.AesCbc,
        DiffieHellmanGroup = 14,
        PeerAuthentication = PeerAuthenticationMethod.PresharedKey,
        Role = IkeTunnelRole.Initiator,
        ExtendedState = Phase1State.Done,
        Lifetime = 28_800,
        LifetimeRefresh = 0x69561B70,
        LifetimeExpire = 0x69562980,
        RemoteUdpPort = 500,
        LocalIdentityType = IsakmpIdentityType.Ipv4Address,
        RemoteIdentityType = IsakmpIdentityType.Ipv4Address,
        StartTime = 0x6955B900,
        MajorVersion = 2,
        PseudorandomFunction = TunnelPseudorandomFunction.HmacSha256,
        LocalAuthentication = PeerAuthenticationMethod.PresharedKey,
        Generation = 1,
        EncryptionKeyLength = 256,
    };

    private static IkeTunnelStatisticsSection Statistics() => new()
    {
        DynamicTunnelsActive = 1,
        LocalActivationSuccesses = 1,
        Bytes = 4096,
    };

    private static void AssertBytes(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
        => Assert.Equal(HexBlock.Format(expected), HexBlock.Format(actual));
}
