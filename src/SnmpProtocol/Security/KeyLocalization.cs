using System.Security.Cryptography;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>From passwords to the keys of one engine (RFC 3414 sections 2.6 and A.2, RFC 7860 section 9.3).</summary>
internal static class KeyLocalization
{
    private const int ExpandedLength = 1_048_576;
    private const int PieceLength = 4_096;

    /// <summary>Ku: the hash of one mebioctet of the password, repeated.</summary>
    internal static byte[] PasswordToKey(AuthenticationScheme scheme, ReadOnlySpan<byte> password)
    {
        if (password.IsEmpty)
        {
            throw new ArgumentException("A password has at least one octet.", nameof(password));
        }

        // Pieces begin at the start of the password each: whole repetitions, as many as fit.
        var repetitions = Math.Max(1, PieceLength / password.Length);
        var piece = new byte[repetitions * password.Length];
        for (var i = 0; i < repetitions; i++)
        {
            password.CopyTo(piece.AsSpan(i * password.Length));
        }

        using var digest = scheme.Plain();
        for (var left = ExpandedLength; left > 0; left -= piece.Length)
        {
            digest.Append(piece.AsSpan(0, Math.Min(left, piece.Length)));
        }

        var key = new byte[scheme.HashLength];
        digest.Finish(key);
        CryptographicOperations.ZeroMemory(piece);
        return key;
    }

    /// <summary>Kul: the hash of Ku, engine id, Ku.</summary>
    internal static byte[] Localize(AuthenticationScheme scheme, ReadOnlySpan<byte> key, ReadOnlySpan<byte> engineId)
    {
        using var digest = scheme.Plain();
        digest.Append(key);
        digest.Append(engineId);
        digest.Append(key);
        var localized = new byte[scheme.HashLength];
        digest.Finish(localized);
        return localized;
    }

    /// <summary>A localized key of the cipher's length: cut, or made longer in the user's way.</summary>
    internal static byte[] Fit(
        AuthenticationScheme scheme, ReadOnlySpan<byte> localizedKey, int length, KeyExtension extension, ReadOnlySpan<byte> engineId)
    {
        var fitted = new byte[length];
        var have = Math.Min(length, localizedKey.Length);
        localizedKey[..have].CopyTo(fitted);
        var last = localizedKey.ToArray();
        while (have < length)
        {
            var more = extension == KeyExtension.Reeder
                ? LocalizeAgain(scheme, last, engineId)
                : HashOf(scheme, fitted.AsSpan(0, have));
            CryptographicOperations.ZeroMemory(last);
            last = more;
            var taken = Math.Min(more.Length, length - have);
            more.AsSpan(0, taken).CopyTo(fitted.AsSpan(have));
            have += taken;
        }

        CryptographicOperations.ZeroMemory(last);
        return fitted;
    }

    private static byte[] LocalizeAgain(AuthenticationScheme scheme, ReadOnlySpan<byte> localizedKey, ReadOnlySpan<byte> engineId)
    {
        var key = PasswordToKey(scheme, localizedKey);
        var localized = Localize(scheme, key, engineId);
        CryptographicOperations.ZeroMemory(key);
        return localized;
    }

    private static byte[] HashOf(AuthenticationScheme scheme, ReadOnlySpan<byte> octets)
    {
        using var digest = scheme.Plain();
        digest.Append(octets);
        var hash = new byte[scheme.HashLength];
        digest.Finish(hash);
        return hash;
    }
}
