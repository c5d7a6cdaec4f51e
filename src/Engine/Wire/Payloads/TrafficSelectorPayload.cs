namespace MyIkev2.Engine.Wire;

/// <summary>The Traffic Selector payloads TSi and TSr (RFC 7296 section 3.13).</summary>
public sealed record TrafficSelectorPayload(
    bool IsInitiator,
    IReadOnlyList<WireTrafficSelector> Selectors) : Payload
{
    private const int SmallestSelector = 4;

    public override PayloadType Type =>
        IsInitiator ? PayloadType.TrafficSelectorInitiator : PayloadType.TrafficSelectorResponder;

    public override void WriteBody(ref WireWriter w)
    {
        if (Selectors.Count > byte.MaxValue)
        {
            w.Fail();
            return;
        }

        w.U8((byte)Selectors.Count);
        w.Zeros(3);
        for (int i = 0; i < Selectors.Count; i++)
        {
            Selectors[i].Write(ref w);
        }
    }

    public bool Equals(TrafficSelectorPayload? other) =>
        base.Equals(other) && IsInitiator == other.IsInitiator && Octets.Same(Selectors, other.Selectors);

    public override int GetHashCode() =>
        HashCode.Combine(base.GetHashCode(), IsInitiator, Octets.Hash(Selectors));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header)
    {
        int start = reader.Offset;
        byte count = reader.U8("TS: number of selectors");
        reader.Skip(3, "TS: reserved");
        if (count * SmallestSelector > reader.Remaining)
        {
            reader.FailAt(start, WireErrorCode.LengthMismatch, "TS: number of selectors");
        }

        WireTrafficSelector[] selectors = reader.Failed ? [] : new WireTrafficSelector[count];
        for (int i = 0; i < selectors.Length && !reader.Failed; i++)
        {
            selectors[i] = WireTrafficSelector.Read(ref reader);
        }

        bool isInitiator = header.Type == PayloadType.TrafficSelectorInitiator;
        return new TrafficSelectorPayload(isInitiator, selectors) { Critical = header.Critical };
    }
}
