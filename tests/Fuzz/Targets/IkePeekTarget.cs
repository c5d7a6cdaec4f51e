using MyIkev2.Engine.Wire;
using static MyIkev2.Fuzz.FuzzFailureException;

namespace MyIkev2.Fuzz.Targets;

/// <summary>Stage one of reading: every datagram gets a verdict, without allocation.</summary>
public static class IkePeekTarget
{
    public static FuzzTarget Target { get; } = new(
        "ike-peek", "DatagramPeek never throws or allocates and reports the header's own fields", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        Inspect(input, nonEspMarkerExpected: false);
        Inspect(input, nonEspMarkerExpected: true);
    }

    private static void Inspect(ReadOnlySpan<byte> input, bool nonEspMarkerExpected)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        DatagramPeek peek = DatagramPeek.Inspect(input, nonEspMarkerExpected);
        Require(GC.GetAllocatedBytesForCurrentThread() == before, "peek allocates");
        switch (peek.Kind)
        {
            case DatagramKind.Ike:
                Require(peek.IkeOffset == (nonEspMarkerExpected ? 4 : 0), "IKE starts after the marker");
                Require(!IkeHeader.TryRead(input[peek.IkeOffset..], out IkeHeader header).IsError, "IKE has a header");
                Require(header.InitiatorSpi == peek.InitiatorSpi && header.ResponderSpi == peek.ResponderSpi, "SPIs");
                Require(header.Exchange == peek.Exchange && header.Flags == peek.Flags, "exchange and flags");
                Require(header.MessageId == peek.MessageId && header.MajorVersion == peek.MajorVersion, "id and version");
                break;
            case DatagramKind.Esp:
                Require(nonEspMarkerExpected && peek.EspSpi != 0, "ESP has an SPI and comes only on its port");
                break;
            case DatagramKind.Keepalive:
                Require(nonEspMarkerExpected && input is [0xFF], "a keepalive is one octet 0xFF");
                break;
            case DatagramKind.Garbage:
                Require(peek == default, "garbage carries nothing");
                break;
        }
    }
}
