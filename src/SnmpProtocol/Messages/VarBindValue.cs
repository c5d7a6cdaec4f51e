using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Messages;

/// <summary>The value of one variable binding of a request: its type and its content octets, which suit each other.</summary>
public readonly ref struct VarBindValue
{
    /// <summary>A value; <paramref name="content"/> was accepted by <see cref="VarBindReader.Check"/>.</summary>
    public VarBindValue(BerTag tag, ReadOnlySpan<byte> content)
    {
        Tag = tag;
        Content = content;
    }

    /// <summary>Its type.</summary>
    public BerTag Tag { get; }

    /// <summary>Its content octets, without header. They live as long as the request.</summary>
    public ReadOnlySpan<byte> Content { get; }

    /// <summary>The value as an INTEGER; 0 if it is none.</summary>
    public int AsInteger32() => Tag != BerTag.Integer || Content.IsEmpty ? 0 : BerReader.DecodeInteger32(Content);

    /// <summary>The value as Gauge32, Unsigned32, Counter32 or TimeTicks; 0 if it is none of them.</summary>
    public uint AsUnsigned32() =>
        Tag is BerTag.Gauge32 or BerTag.Counter32 or BerTag.TimeTicks ? (uint)BerReader.DecodeUnsigned(Content) : 0;
}
