using System.Buffers.Binary;

namespace MyIkev2.Engine.Eap.MsChapV2;

/// <summary>What an EAP-MSCHAPv2 packet says.</summary>
internal enum MsChapV2OpCode : byte
{
    Challenge = 1,
    Response = 2,
    Success = 3,
    Failure = 4,
    ChangePassword = 7,
}

/// <summary>
/// The data of EAP-MSCHAPv2 (draft-kamath-pppext-eap-mschapv2-02 section 2):
/// <code>
/// OpCode (1) | MS-CHAPv2-ID (1) | MS-Length (2) | ...          the responses to Success and Failure are the OpCode alone
/// Challenge:  Value-Size (1) = 16 | Challenge (16) | Name
/// Response:   Value-Size (1) = 49 | Peer-Challenge (16) | Reserved (8) | NT-Response (24) | Flags (1) | Name
/// Success, Failure:  Message
/// </code>
/// </summary>
internal static class MsChapV2Packet
{
    private const int HeaderSize = 4;
    private const int ResponseValueSize = 49;
    private const int ReservedSize = 8;

    /// <summary>False when the data does not hold what its lengths say.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out MsChapV2OpCode code, out byte id, out ReadOnlySpan<byte> body)
    {
        code = default;
        id = 0;
        body = default;
        if (data.IsEmpty)
        {
            return false;
        }

        code = (MsChapV2OpCode)data[0];
        if (data.Length == 1)
        {
            return code is MsChapV2OpCode.Success or MsChapV2OpCode.Failure;
        }

        // Some peers count the EAP header's five octets in MS-Length too; the EAP length has been checked, so it is not needed.
        if (data.Length < HeaderSize || BinaryPrimitives.ReadUInt16BigEndian(data[2..]) < HeaderSize)
        {
            return false;
        }

        id = data[1];
        body = data[HeaderSize..];
        return true;
    }

    public static byte[] Challenge(byte id, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> name)
    {
        var data = Begin(MsChapV2OpCode.Challenge, id, 1 + challenge.Length + name.Length);
        data[HeaderSize] = (byte)challenge.Length;
        challenge.CopyTo(data.AsSpan(HeaderSize + 1));
        name.CopyTo(data.AsSpan(HeaderSize + 1 + challenge.Length));
        return data;
    }

    public static bool TryReadChallenge(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> challenge)
    {
        var fits = body.Length > MsChapV2Hashes.ChallengeSize && body[0] == MsChapV2Hashes.ChallengeSize;
        challenge = fits ? body.Slice(1, MsChapV2Hashes.ChallengeSize) : default;
        return fits;
    }

    public static byte[] Response(byte id, ReadOnlySpan<byte> peerChallenge, ReadOnlySpan<byte> ntResponse, ReadOnlySpan<byte> name)
    {
        var data = Begin(MsChapV2OpCode.Response, id, 1 + ResponseValueSize + name.Length);
        data[HeaderSize] = ResponseValueSize;
        var value = data.AsSpan(HeaderSize + 1);
        peerChallenge.CopyTo(value);
        ntResponse.CopyTo(value[(peerChallenge.Length + ReservedSize)..]);
        name.CopyTo(value[ResponseValueSize..]);
        return data;
    }

    public static bool TryReadResponse(
        ReadOnlySpan<byte> body, out ReadOnlySpan<byte> peerChallenge, out ReadOnlySpan<byte> ntResponse, out ReadOnlySpan<byte> name)
    {
        peerChallenge = default;
        ntResponse = default;
        name = default;
        if (body.Length < 1 + ResponseValueSize || body[0] != ResponseValueSize)
        {
            return false;
        }

        peerChallenge = body.Slice(1, MsChapV2Hashes.ChallengeSize);
        ntResponse = body.Slice(1 + MsChapV2Hashes.ChallengeSize + ReservedSize, MsChapV2Hashes.NtResponseSize);
        name = body[(1 + ResponseValueSize)..];
        return true;
    }

    /// <summary>Success or failure of the authenticator, with its message.</summary>
    public static byte[] Message(MsChapV2OpCode code, byte id, ReadOnlySpan<byte> message)
    {
        var data = Begin(code, id, message.Length);
        message.CopyTo(data.AsSpan(HeaderSize));
        return data;
    }

    private static byte[] Begin(MsChapV2OpCode code, byte id, int bodyLength)
    {
        var data = new byte[HeaderSize + bodyLength];
        data[0] = (byte)code;
        data[1] = id;
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(2), (ushort)data.Length);
        return data;
    }
}
