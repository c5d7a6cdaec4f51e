using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Esp;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

/// <summary>One direction of a pair of SAs: what the sender has of it and what the receiver has.</summary>
internal sealed class EspPair : IDisposable
{
    private const int Canary = 0xA5;

    private readonly NetworkPath _receivedOn;

    public EspPair(ChildSaInstallation installation)
    {
        Out = new OutboundSa(installation, EspSuites.Crypto, new SeededRandom(99));
        In = new InboundSa(installation.Mirror(), EspSuites.Crypto);
        _receivedOn = installation.Path.Mirror();
    }

    public OutboundSa Out { get; }

    public InboundSa In { get; }

    public OuterHeader LastOuter { get; private set; }

    /// <summary>Protects and insists on success. Checks that nothing beyond the announced room is touched.</summary>
    public byte[] Protect(ReadOnlySpan<byte> packet)
    {
        Assert.Equal(ProtectResult.Protected, TryProtect(packet, out var result));
        return result;
    }

    public ProtectResult TryProtect(ReadOnlySpan<byte> packet, out byte[] result)
    {
        Assert.True(InnerPacket.TryParse(packet, out var inner));
        var maximum = Out.MaximumLength(inner.Length);
        var room = new byte[maximum + 8];
        room.AsSpan().Fill(Canary);
        var outcome = Out.Protect(packet, inner, room.AsSpan(0, maximum), out var written, out var outer);
        Assert.True(written <= maximum);
        Assert.Equal(-1, room.AsSpan(maximum).IndexOfAnyExcept((byte)Canary));
        LastOuter = outer;
        result = room[..written];
        return outcome;
    }

    /// <summary>Opens a copy.</summary>
    public UnprotectResult Unprotect(ReadOnlySpan<byte> packet, out byte[] result, byte outerTrafficClass = 0)
    {
        var outcome = In.Unprotect(_receivedOn, outerTrafficClass, packet.ToArray(), out var innerPacket, out var inner);
        result = innerPacket.ToArray();
        if (outcome == UnprotectResult.Accepted)
        {
            Assert.True(InnerPacket.TryParse(result, out var again));
            Assert.Equal(again, inner);
        }

        return outcome;
    }

    public void Dispose()
    {
        Out.Dispose();
        In.Dispose();
    }
}
