using System.Buffers.Binary;
using System.Security.Cryptography;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>
/// A handshake with additional key exchanges, followed on the wire by code that shares nothing with the engine: HMAC, AES-GCM and the formulas of RFC 7296, RFC 9242
/// and RFC 9370. The key exchanges hide nothing (<see cref="FakeKem"/>), so that whoever listens can work everything out.
/// </summary>
public sealed class AdditionalKeyExchangeWireTests
{
    private const string Secret = "swordfish";

    [Fact]
    public void Handshake_FollowedByOthersCode_KeysAndAuthAreThoseOfTheFormulas()
    {
        var crypto = new ExtendedCryptoProvider(
            SharedCrypto.Best, (KeyExchangeId.MlKem512, new FakeKem(200, 100)), (KeyExchangeId.MlKem768, new FakeKem()), (KeyExchangeId.MlKem1024, new FakeKem(1568, 1568)));
        var pair = new SimPair(seed: 9, crypto: crypto);
        var vpn = new SimVpn();
        vpn.IkeProposals = vpn.IkeProposals.Select(static offer => offer with
        {
            KeyExchanges = [KeyExchangeId.MlKem512],
            AdditionalKeyExchanges =
            [
                new AdditionalKeyExchangeOffer(TransformType.AdditionalKeyExchange2, [KeyExchangeId.MlKem768]),
                new AdditionalKeyExchangeOffer(TransformType.AdditionalKeyExchange7, [KeyExchangeId.MlKem1024]),
            ],
        }).ToValueList();
        vpn.Limits = new EngineLimits { FragmentSize = 5000 };
        pair.Configure(vpn);
        pair.Start();
        pair.ShouldAgree();

        var messages = pair.Network.Sent.Select(static datagram => datagram.Octets).ToList();
        Assert.Equal([34, 34, 43, 43, 43, 43, 35, 35], messages.Select(static octets => (int)octets[18]));
        var (init, answer) = (messages[0], messages[1]);
        var (ni, nr) = (Payload(init, 28, init[16], 40), Payload(answer, 28, answer[16], 40));
        byte[] spis = [.. answer[..16]];
        var keys = Keys.From(HMACSHA256.HashData((byte[])[.. ni, .. nr], FakeKem.SecretOf(Value(init), Value(answer))), ni, nr, spis);

        byte[] ofInitiator = [], ofResponder = [];
        for (var i = 2; i < 6; i += 2)
        {
            var (request, response) = (Open(messages[i], keys.Ei), Open(messages[i + 1], keys.Er));
            ofInitiator = HMACSHA256.HashData(keys.Pi, (byte[])[.. ofInitiator, .. Adjusted(messages[i], request), .. request]);
            ofResponder = HMACSHA256.HashData(keys.Pr, (byte[])[.. ofResponder, .. Adjusted(messages[i + 1], response), .. response]);
            var shared = FakeKem.SecretOf(Payload(request, 0, messages[i][28], 34).AsSpan(4), Payload(response, 0, messages[i + 1][28], 34).AsSpan(4));
            keys = Keys.From(HMACSHA256.HashData(keys.D, (byte[])[.. shared, .. ni, .. nr]), ni, nr, spis);
        }

        // IKE_AUTH is message 3: two exchanges lie between it and IKE_SA_INIT.
        byte[] intermediate = [.. ofInitiator, .. ofResponder, 0, 0, 0, 3];
        CheckAuth(init, Open(messages[6], keys.Ei), messages[6][28], idType: 35, nr, keys.Pi, intermediate);
        CheckAuth(answer, Open(messages[7], keys.Er), messages[7][28], idType: 36, ni, keys.Pr, intermediate);

        // The first Child SA: prf+(SK_d, Ni | Nr), the initiator's direction first.
        var child = Expand(keys.D, [.. ni, .. nr], 72);
        Assert.Equal(child[..36], pair.A.DataPlane.Outbound.Values.Single().EncryptionOut.ToArray());
        Assert.Equal(child[36..], pair.B.DataPlane.Outbound.Values.Single().EncryptionOut.ToArray());
    }

    private static void CheckAuth(byte[] realMessage, byte[] inner, byte first, byte idType, byte[] nonceOfOther, byte[] skP, byte[] intermediate)
    {
        var id = Payload(inner, 0, first, idType);
        byte[] octets = [.. realMessage, .. nonceOfOther, .. HMACSHA256.HashData(skP, id), .. intermediate];
        var key = HMACSHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Secret), "Key Pad for IKEv2"u8.ToArray());
        Assert.Equal((byte[])[2, 0, 0, 0, .. HMACSHA256.HashData(key, octets)], Payload(inner, 0, first, 39));
    }

    /// <summary>The header and that of SK, with the lengths that they would have if nothing were encrypted.</summary>
    private static byte[] Adjusted(byte[] message, byte[] inner)
    {
        byte[] front = [.. message[..32]];
        BinaryPrimitives.WriteUInt32BigEndian(front.AsSpan(24), (uint)(32 + inner.Length));
        BinaryPrimitives.WriteUInt16BigEndian(front.AsSpan(30), (ushort)(4 + inner.Length));
        return front;
    }

    /// <summary>AES-256-GCM with a 4-octet salt and an 8-octet IV (RFC 5282).</summary>
    private static byte[] Open(byte[] message, byte[] key)
    {
        using var aead = new AesGcm(key.AsSpan(0, 32), 16);
        byte[] nonce = [.. key[32..], .. message[32..40]];
        var plain = new byte[message.Length - 40 - 16];
        aead.Decrypt(nonce, message.AsSpan(40, plain.Length), message.AsSpan(message.Length - 16), plain, message.AsSpan(0, 32));
        return plain[..^(plain[^1] + 1)];
    }

    /// <summary>The KE data of a clear message.</summary>
    private static byte[] Value(byte[] message) => Payload(message, 28, message[16], 34)[4..];

    /// <summary>The body of the first payload of a type.</summary>
    private static byte[] Payload(byte[] octets, int offset, byte type, byte wanted)
    {
        while (type != wanted)
        {
            Assert.NotEqual(0, type);
            type = octets[offset];
            offset += BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(offset + 2));
        }

        return octets[(offset + 4)..(offset + BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(offset + 2)))];
    }

    private static byte[] Expand(byte[] key, byte[] seed, int length)
    {
        byte[] all = [], block = [];
        for (byte counter = 1; all.Length < length; counter++)
        {
            block = HMACSHA256.HashData(key, (byte[])[.. block, .. seed, counter]);
            all = [.. all, .. block];
        }

        return all[..length];
    }

    private sealed record Keys(byte[] D, byte[] Ei, byte[] Er, byte[] Pi, byte[] Pr)
    {
        public static Keys From(byte[] skeyseed, byte[] ni, byte[] nr, byte[] spis)
        {
            var all = Expand(skeyseed, [.. ni, .. nr, .. spis], 32 + 36 + 36 + 32 + 32);
            return new Keys(all[..32], all[32..68], all[68..104], all[104..136], all[136..]);
        }
    }
}
