using System.Security.Cryptography;
using System.Text;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// A user of one engine, with localized keys. The keys cannot be read. Several threads may use it at once; the digests and
/// ciphers, which cannot be shared, are kept in small stocks so that a message allocates nothing.
/// </summary>
public sealed class UsmUser : IDisposable
{
    /// <summary>Octets that a request of a manager seldom has more of.</summary>
    private const int ShortMessage = 512;

    private readonly byte[] _name;
    private readonly byte[]? _authenticationKey;
    private readonly byte[]? _privacyKey;
    private readonly AuthenticationScheme? _authentication;
    private readonly PrivacyScheme? _privacy;
    private readonly SpareObjects<UsmDigest>? _digests;
    private readonly SpareObjects<UsmCipher>? _ciphers;

    internal UsmUser(UsmCredentials credentials, byte[]? authenticationKey, byte[]? privacyKey)
    {
        Name = credentials.Name;
        KeyExtension = credentials.KeyExtension;
        _name = Encoding.UTF8.GetBytes(Name);
        _authentication = credentials.Authentication;
        _privacy = credentials.Privacy;
        _authenticationKey = authenticationKey;
        _privacyKey = privacyKey;
        AuthenticationProtocolName = AuthenticationScheme.NameOf(AuthenticationProtocol);
        PrivacyProtocolName = PrivacyScheme.NameOf(PrivacyProtocol, KeyExtension);
        if (_authentication is not null)
        {
            _digests = new SpareObjects<UsmDigest>(() => _authentication.Keyed(_authenticationKey));
            _digests.Return(_digests.Take());
        }

        if (_privacy is not null)
        {
            _ciphers = new SpareObjects<UsmCipher>(() => _privacy.Create(_privacyKey));
            _ciphers.Return(_ciphers.Take());
        }
    }

    /// <summary>The user's name, which is also the security name.</summary>
    public string Name { get; }

    /// <summary>The name as it stands in messages.</summary>
    public ReadOnlySpan<byte> NameOctets => _name;

    /// <summary>How messages are authenticated.</summary>
    public AuthenticationProtocol AuthenticationProtocol => _authentication?.Protocol ?? AuthenticationProtocol.None;

    /// <summary>How messages are encrypted.</summary>
    public PrivacyProtocol PrivacyProtocol => _privacy?.Protocol ?? PrivacyProtocol.None;

    /// <summary>How short keys were made longer.</summary>
    public KeyExtension KeyExtension { get; }

    /// <summary>usmUserAuthProtocol.</summary>
    public ObjectIdentifier AuthenticationProtocolName { get; }

    /// <summary>usmUserPrivProtocol.</summary>
    public ObjectIdentifier PrivacyProtocolName { get; }

    /// <summary>The highest level that the user has keys for.</summary>
    public SecurityLevel HighestLevel =>
        _authentication is null ? SecurityLevel.NoAuthNoPriv : _privacy is null ? SecurityLevel.AuthNoPriv : SecurityLevel.AuthPriv;

    /// <summary>Octets of this user's digests.</summary>
    internal int DigestLength => _authentication?.DigestLength ?? 0;

    /// <summary>Clears the keys. No message may be in work with this user any more.</summary>
    public void Dispose()
    {
        _digests?.Dispose();
        _ciphers?.Dispose();
        CryptographicOperations.ZeroMemory(_authenticationKey);
        CryptographicOperations.ZeroMemory(_privacyKey);
    }

    /// <summary>
    /// Whether <paramref name="digest"/>, a part of the message, is the right one: computed over the octets as they were
    /// received, with zeros in its place, and compared in constant time.
    /// </summary>
    internal bool VerifyDigest(ReadOnlySpan<byte> message, ReadOnlySpan<byte> digest)
    {
        if (_authentication is null || digest.Length != DigestLength || !message.Overlaps(digest, out var place))
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[AuthenticationScheme.LongestHash];
        if (message.Length <= ShortMessage)
        {
            // A copy of a request costs less than feeding it in three pieces.
            Span<byte> copy = stackalloc byte[ShortMessage];
            copy = copy[..message.Length];
            message.CopyTo(copy);
            copy.Slice(place, DigestLength).Clear();
            ComputeDigest(copy, [], [], expected);
        }
        else
        {
            Span<byte> zeros = stackalloc byte[AuthenticationScheme.LongestDigest];
            zeros.Clear();
            ComputeDigest(message[..place], zeros[..DigestLength], message[(place + DigestLength)..], expected);
        }

        return CryptographicOperations.FixedTimeEquals(expected[..DigestLength], digest);
    }

    /// <summary>Puts the digest into a finished message.</summary>
    internal void WriteDigest(Span<byte> message, int place)
    {
        Span<byte> hash = stackalloc byte[AuthenticationScheme.LongestHash];
        message.Slice(place, DigestLength).Clear();
        ComputeDigest(message, [], [], hash);
        hash[..DigestLength].CopyTo(message[place..]);
    }

    /// <summary>Octets of the encrypted form of that many octets.</summary>
    internal int EncryptedLength(int length) => _privacy!.EncryptedLength(length);

    /// <summary>Encrypts in place.</summary>
    internal void Encrypt(Span<byte> octets, int boots, int time, ReadOnlySpan<byte> salt)
    {
        var cipher = _ciphers!.Take();
        cipher.Encrypt(octets, boots, time, salt);
        _ciphers.Return(cipher);
    }

    /// <summary>Decrypts; false if lengths do not suit.</summary>
    internal bool TryDecrypt(ReadOnlySpan<byte> octets, Span<byte> plainText, int boots, int time, ReadOnlySpan<byte> salt)
    {
        var cipher = _ciphers!.Take();
        var decrypted = cipher.TryDecrypt(octets, plainText, boots, time, salt);
        _ciphers.Return(cipher);
        return decrypted;
    }

    private void ComputeDigest(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> hash)
    {
        var digest = _digests!.Take();
        digest.Append(first);
        if (!second.IsEmpty)
        {
            digest.Append(second);
            digest.Append(third);
        }

        digest.Finish(hash);
        _digests.Return(digest);
    }
}
