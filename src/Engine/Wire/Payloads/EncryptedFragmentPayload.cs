namespace MyIkev2.Engine.Wire;

/// <summary>
/// The Encrypted Fragment payload SKF (RFC 7383 section 2.5), always the last of a message.
/// </summary>
/// <param name="FirstInner">The first payload inside, in fragment 1; 0 in the others.</param>
/// <param name="FragmentNumber">From 1 to <paramref name="TotalFragments"/>.</param>
/// <param name="TotalFragments">How many fragments the message was split into.</param>
/// <param name="Body">Initialization vector, ciphertext and integrity check value of this fragment.</param>
public sealed record EncryptedFragmentPayload(
    PayloadType FirstInner,
    ushort FragmentNumber,
    ushort TotalFragments,
    ReadOnlyMemory<byte> Body) : Payload
{
    public override PayloadType Type => PayloadType.EncryptedFragment;

    internal override PayloadType? FirstInnerType => FirstInner;

    public override void WriteBody(ref WireWriter w)
    {
        w.U16(FragmentNumber);
        w.U16(TotalFragments);
        w.Bytes(Body.Span);
    }

    public bool Equals(EncryptedFragmentPayload? other) =>
        base.Equals(other)
        && FirstInner == other.FirstInner
        && FragmentNumber == other.FragmentNumber
        && TotalFragments == other.TotalFragments
        && Octets.Same(Body, other.Body);

    public override int GetHashCode() =>
        HashCode.Combine(base.GetHashCode(), FirstInner, FragmentNumber, TotalFragments, Octets.Hash(Body));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header)
    {
        int start = reader.Offset;
        ushort number = reader.U16("SKF: fragment number");
        ushort total = reader.U16("SKF: total fragments");
        if (number == 0 || number > total)
        {
            reader.FailAt(start, WireErrorCode.InvalidValue, "SKF: fragment number");
        }

        return new EncryptedFragmentPayload(header.Next, number, total, reader.RestMemory())
        {
            Critical = header.Critical,
        };
    }
}
