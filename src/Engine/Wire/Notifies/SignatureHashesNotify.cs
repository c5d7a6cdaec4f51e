using System.Buffers.Binary;

namespace MyIkev2.Engine.Wire;

/// <summary>SIGNATURE_HASH_ALGORITHMS: what the sender can verify (RFC 7427 section 4), two octets each.</summary>
public static class SignatureHashesNotify
{
    private const int Size = 2;

    public static NotifyPayload Create(params ReadOnlySpan<SignatureHashAlgorithm> algorithms)
    {
        var data = new byte[algorithms.Length * Size];
        for (int i = 0; i < algorithms.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(i * Size), (ushort)algorithms[i]);
        }

        return new NotifyPayload(NotifyType.SignatureHashAlgorithms, data);
    }

    /// <summary>Reads the list in its order; numbers we do not know are kept.</summary>
    public static bool TryRead(NotifyPayload notify, out IReadOnlyList<SignatureHashAlgorithm> algorithms)
    {
        ReadOnlySpan<byte> data = notify.Data.Span;
        algorithms = [];
        if (notify.NotifyType != NotifyType.SignatureHashAlgorithms || data.IsEmpty || data.Length % Size != 0)
        {
            return false;
        }

        var list = new SignatureHashAlgorithm[data.Length / Size];
        for (int i = 0; i < list.Length; i++)
        {
            list[i] = (SignatureHashAlgorithm)BinaryPrimitives.ReadUInt16BigEndian(data[(i * Size)..]);
        }

        algorithms = list;
        return true;
    }
}
