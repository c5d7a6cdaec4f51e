namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// A cipher with its key, used over and over without allocating: its start value is set anew for each message although the
/// platform's transforms cannot do that. Not safe for several threads at once.
/// </summary>
internal abstract class UsmCipher : IDisposable
{
    /// <summary>Encrypts in place. The octets are as many as <see cref="PrivacyScheme.EncryptedLength"/> says, padding included.</summary>
    internal abstract void Encrypt(Span<byte> octets, int boots, int time, ReadOnlySpan<byte> salt);

    /// <summary>Decrypts. False if the octets or the salt are of a length that the cipher does not have.</summary>
    internal abstract bool TryDecrypt(ReadOnlySpan<byte> octets, Span<byte> plainText, int boots, int time, ReadOnlySpan<byte> salt);

    /// <inheritdoc/>
    public abstract void Dispose();
}
