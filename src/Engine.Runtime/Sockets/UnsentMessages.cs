using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Runtime.Sockets;

/// <summary>
/// Remembers whose IKE messages could not be sent, until the shard asks. Bounded: beyond it, messages are remembered without their SA. One thread.
/// </summary>
internal sealed class UnsentMessages
{
    private const int Known = 4096;

    private readonly Queue<ulong> _own = new();
    private int _others;

    /// <summary>Looks whether a datagram of ours is an IKE message.</summary>
    public void Note(ReadOnlySpan<byte> datagram, bool hasNonEspMarker)
    {
        var peek = DatagramPeek.Inspect(datagram, hasNonEspMarker);
        if (peek.Kind != DatagramKind.Ike)
        {
            return;
        }

        if (_own.Count < Known)
        {
            _own.Enqueue(peek.IsFromInitiator ? peek.InitiatorSpi : peek.ResponderSpi);
        }
        else
        {
            _others++;
        }
    }

    /// <summary>The next one: the SPI that this side has chosen, 0 where it has none or it is not known any more.</summary>
    public bool TryTake(out ulong ownSpi)
    {
        if (_own.TryDequeue(out ownSpi))
        {
            return true;
        }

        if (_others == 0)
        {
            return false;
        }

        _others--;
        return true;
    }
}
