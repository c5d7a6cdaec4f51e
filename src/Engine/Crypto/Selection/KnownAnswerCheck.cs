using System.Security.Cryptography;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// Drives one implementation through everything that the engine will ask of it, with fixed patterns as input, and digests what came out. A
/// wrong refusal or a wrong acceptance gives no digest at all, nor does a bound key that gives something else.
/// </summary>
internal static class KnownAnswerCheck
{
    private const int DigestLength = 8;

    /// <summary>The digest in hexadecimal; null when the implementation contradicted itself.</summary>
    public static string? Run(Algorithm row, object implementation) => implementation switch
    {
        IAead aead => Aead(aead),
        ICipher cipher => Cipher(cipher),
        IIntegrity integrity => Integrity(integrity),
        IPrf prf => Prf(prf),
        IKeyExchange exchange => row.CiphertextLength > 0 ? Encapsulation(exchange, row) : KeyExchange(exchange, row),
        _ => null,
    };

    private static string? Aead(IAead aead)
    {
        byte[] key = Pattern(aead.KeyLength, 1);
        byte[] iv = Pattern(aead.IvLength, 2);
        byte[] associatedData = Pattern(13, 3);
        byte[] plain = Pattern(45, 4);
        byte[] text = (byte[])plain.Clone();
        byte[] icv = new byte[aead.IcvLength];
        aead.Seal(key, iv, associatedData, text, icv);
        string answer = Digest(text, icv);
        byte[] forged = (byte[])text.Clone();
        bool opened = aead.Open(key, iv, associatedData, text, icv) && text.AsSpan().SequenceEqual(plain);
        byte[] wrong = (byte[])icv.Clone();
        wrong[^1] ^= 1;
        opened = opened && !aead.Open(key, iv, associatedData, (byte[])forged.Clone(), wrong);
        using IKeyedAead keyed = aead.Bind(key);
        opened = opened && !keyed.Open(iv, associatedData, (byte[])forged.Clone(), wrong);
        opened = opened && keyed.Open(iv, associatedData, forged, icv) && forged.AsSpan().SequenceEqual(plain);
        keyed.Seal(iv, associatedData, text, icv);
        return opened && Digest(text, icv) == answer ? answer : null;
    }

    private static string? Cipher(ICipher cipher)
    {
        byte[] key = Pattern(cipher.KeyLength, 1);
        byte[] iv = Pattern(cipher.IvLength, 2);
        byte[] plain = Pattern(48, 4);
        byte[] text = (byte[])plain.Clone();
        cipher.Encrypt(key, iv, text);
        string answer = Digest(text, default);
        cipher.Decrypt(key, iv, text);
        bool restored = text.AsSpan().SequenceEqual(plain);
        using IKeyedCipher keyed = cipher.Bind(key);
        keyed.Encrypt(iv, text);
        restored = restored && Digest(text, default) == answer;
        keyed.Decrypt(iv, text);
        return restored && text.AsSpan().SequenceEqual(plain) ? answer : null;
    }

    private static string? Integrity(IIntegrity integrity)
    {
        byte[] key = Pattern(integrity.KeyLength, 1);
        byte[] data = Pattern(77, 2);
        byte[] icv = new byte[integrity.IcvLength];
        integrity.Compute(key, data, icv);
        string answer = Digest(icv, default);
        bool accepted = integrity.Verify(key, data, icv);
        using IKeyedIntegrity keyed = integrity.Bind(key);
        accepted = accepted && keyed.Verify(data, icv);
        icv[0] ^= 0x80;
        return accepted && !integrity.Verify(key, data, icv) && !keyed.Verify(data, icv) ? answer : null;
    }

    /// <summary>A key of unusual length, then prf+ over several blocks, which also proves that a kept context restarts properly.</summary>
    private static string Prf(IPrf prf)
    {
        byte[] once = new byte[prf.OutputLength];
        prf.Compute(Pattern(37, 1), Pattern(19, 3), Pattern(33, 4), once);
        byte[] expanded = new byte[150];
        PrfPlus.Expand(prf, Pattern(16, 1), Pattern(77, 2), expanded);
        return Digest(once, expanded);
    }

    /// <summary>Agrees with itself: public value g^x and g^(x*x) depend on all the arithmetic there is.</summary>
    private static string? KeyExchange(IKeyExchange exchange, Algorithm row)
    {
        KeyExchangeKeyPair pair = exchange.Generate(new FixedPrivateValue(IsModp(row)));
        using KeyMaterial own = pair.Private;
        using KeyMaterial? shared = exchange.Agree(own, pair.Public);
        using KeyMaterial? accepted = exchange.Agree(own, InvalidPublicValue(pair.Public, row));
        return shared is not null && accepted is null ? Digest(pair.Public, shared.Span) : null;
    }

    /// <summary>
    /// What encapsulation draws is not for all implementations to be told, so that there are two things that are always the same: the key of a seed, and the secret
    /// that it gives for a ciphertext that nobody made.
    /// </summary>
    private static string? Encapsulation(IKeyExchange exchange, Algorithm row)
    {
        FixedPrivateValue random = new(isModp: false);
        KeyExchangeKeyPair pair = exchange.Generate(random);
        using KeyMaterial own = pair.Private;
        using KeyMaterial? rejected = exchange.Agree(own, Pattern(row.CiphertextLength, 4));
        byte[] unreduced = new byte[pair.Public.Length];
        unreduced.AsSpan().Fill(0xff);
        if (rejected is null || exchange.Respond(random, unreduced) is not null || exchange.Respond(random, pair.Public) is not { } answer)
        {
            return null;
        }

        using KeyMaterial theirs = answer.Shared;
        using KeyMaterial? ours = exchange.Agree(own, answer.Public);
        return ours is not null && ours.Span.SequenceEqual(theirs.Span) && answer.Public.Length == row.CiphertextLength
            ? Digest(pair.Public, rejected.Span)
            : null;
    }

    /// <summary>1 for MODP, a point off the curve for ECP, the point of order one for the Montgomery curves.</summary>
    private static byte[] InvalidPublicValue(byte[] valid, Algorithm row)
    {
        byte[] invalid = new byte[valid.Length];
        if (IsModp(row))
        {
            invalid[^1] = 1;
        }
        else if (IsEcp(row))
        {
            valid.CopyTo(invalid, 0);
            invalid[^1] ^= 1;
        }

        return invalid;
    }

    private static bool IsModp(Algorithm row) => row.Name.StartsWith("modp", StringComparison.Ordinal);

    private static bool IsEcp(Algorithm row) => EcpGroup.Find((KeyExchangeId)row.Id) is not null;

    private static byte[] Pattern(int length, int seed)
    {
        byte[] octets = new byte[length];
        for (int index = 0; index < length; index++)
        {
            octets[index] = (byte)((index * 7) + (seed * 31));
        }

        return octets;
    }

    private static string Digest(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        byte[] joined = [.. first, .. second];
        return Convert.ToHexString(SHA256.HashData(joined).AsSpan(0, DigestLength));
    }

    /// <summary>
    /// The exponent 65537 for MODP, so that the test of the 8192-bit group stays cheap; a pattern of full length for curves. Where that is above a curve's
    /// order, the next draw is below it.
    /// </summary>
    private sealed class FixedPrivateValue(bool isModp) : IRandomSource
    {
        private int _draws;

        public void Fill(Span<byte> destination)
        {
            if (isModp)
            {
                destination.Clear();
                destination[^3] = 1;
                destination[^1] = 1;
            }
            else
            {
                Pattern(destination.Length, 5).CopyTo(destination);
                destination[0] >>= _draws++;
            }
        }
    }
}
