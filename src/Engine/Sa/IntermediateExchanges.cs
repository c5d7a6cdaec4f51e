using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Sa;

/// <summary>
/// The IKE_INTERMEDIATE exchanges between IKE_SA_INIT and IKE_AUTH of one IKE SA (RFC 9242): which key exchanges they still have to make, and what AUTH says of
/// them.
/// <code>
/// IntAuth_iN = prf(SK_piN, IntAuth_iN-1 | IntAuth_iNA | IntAuth_iNP)          likewise for the responder's messages
/// A = IKE header | clear payloads | generic header of SK, with lengths as if P were not encrypted;  P = the payloads inside
/// </code>
/// </summary>
/// <param name="sa">The SA.</param>
/// <param name="exchanges">Additional key exchanges to make.</param>
internal sealed class IntermediateExchanges(IkeSa sa, ValueList<AdditionalKeyExchange> exchanges)
{
    /// <summary>Seven can carry key exchanges; other extensions have no need for as many again.</summary>
    public const int Most = 16;

    private const int SkHeaderSize = 4;

    private byte[] _ofInitiator = [];
    private byte[] _ofResponder = [];
    private int _agreed;

    /// <summary>Exchanges that are over.</summary>
    public int Count { get; private set; }

    /// <summary>The method of the next key exchange; null when all are made.</summary>
    public KeyExchangeId? Next => _agreed < exchanges.Count ? exchanges[_agreed].Method : null;

    /// <summary>What comes last in the octets that AUTH covers: IntAuth_iN | IntAuth_rN | message ID of IKE_AUTH; nothing without exchanges.</summary>
    public byte[] AuthOctets
    {
        get
        {
            if (Count == 0)
            {
                return [];
            }

            var id = new byte[4];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(id, (uint)Count + 1);
            return [.. _ofInitiator, .. _ofResponder, .. id];
        }
    }

    /// <summary>A key exchange is made: from here on the SA has other keys (RFC 9370 section 2.2.2).</summary>
    public void Agreed(ReadOnlySpan<byte> shared)
    {
        _agreed++;
        sa.InstallKeys(IkeKeyDerivation.DeriveAdditional(sa, shared));
    }

    /// <summary>A message is about to be sealed, or was opened: AUTH will cover it. The keys in force are those that protect it.</summary>
    /// <param name="header">Its header; in the case of fragments, of any.</param>
    /// <param name="first">Type of the first payload inside.</param>
    /// <param name="inner">All payloads inside, without padding.</param>
    public void Cover(in IkeHeader header, PayloadType first, ReadOnlySpan<byte> inner)
    {
        var ofInitiator = header.IsFromInitiator;
        var before = ofInitiator ? _ofInitiator : _ofResponder;
        var front = new byte[before.Length + IkeHeader.Size + SkHeaderSize];
        before.CopyTo(front, 0);
        var writer = new WireWriter(front.AsSpan(before.Length));
        (header with { NextPayload = PayloadType.Encrypted, Length = (uint)(IkeHeader.Size + SkHeaderSize + inner.Length) }).Write(ref writer);
        writer.U8((byte)first);
        writer.U8(0);
        writer.U16((ushort)(SkHeaderSize + inner.Length));

        var prf = sa.Services.Context.Crypto.Prf(sa.Suite.Prf)!;
        var result = new byte[prf.OutputLength];
        prf.Compute((ofInitiator ? sa.Keys!.SkPi : sa.Keys!.SkPr).Span, front, inner, result);
        (ofInitiator ? ref _ofInitiator : ref _ofResponder) = result;
        if (header.IsResponse)
        {
            Count++;
        }
    }
}
