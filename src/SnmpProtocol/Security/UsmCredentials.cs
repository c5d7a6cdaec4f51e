using System.Security.Cryptography;
using System.Text;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// A user's name, protocols and secrets, not yet bound to an engine. The costly step from password to key is made once,
/// here; <see cref="ForEngine"/> makes the user of one engine. Secrets go in and never come out.
/// </summary>
public sealed class UsmCredentials : IDisposable
{
    /// <summary>Shortest password that may be configured (RFC 3414 section 11.2).</summary>
    public const int ShortestPassword = 8;

    private readonly byte[]? _authenticationKey;
    private readonly byte[]? _privacyKey;

    private UsmCredentials(
        string name,
        AuthenticationScheme? authentication,
        byte[]? authenticationKey,
        PrivacyScheme? privacy,
        byte[]? privacyKey,
        KeyExtension extension,
        bool areLocalized = false)
    {
        AreLocalized = areLocalized;
        Name = name;
        Authentication = authentication;
        Privacy = privacy;
        KeyExtension = extension;
        _authenticationKey = authenticationKey;
        _privacyKey = privacyKey;
    }

    /// <summary>The user's name.</summary>
    public string Name { get; }

    /// <summary>How messages are authenticated.</summary>
    public AuthenticationProtocol AuthenticationProtocol => Authentication?.Protocol ?? AuthenticationProtocol.None;

    /// <summary>How messages are encrypted.</summary>
    public PrivacyProtocol PrivacyProtocol => Privacy?.Protocol ?? PrivacyProtocol.None;

    /// <summary>How short keys are made longer.</summary>
    public KeyExtension KeyExtension { get; }

    /// <summary>Whether the keys are of one engine only, and of no use for another.</summary>
    public bool AreLocalized { get; }

    /// <summary>The highest level that there are secrets for.</summary>
    public SecurityLevel HighestLevel =>
        Authentication is null ? SecurityLevel.NoAuthNoPriv : Privacy is null ? SecurityLevel.AuthNoPriv : SecurityLevel.AuthPriv;

    internal AuthenticationScheme? Authentication { get; }

    internal PrivacyScheme? Privacy { get; }

    /// <summary>
    /// Makes credentials from passwords, which are not kept. Every way in which they cannot work is found here, an algorithm
    /// that this host refuses included (a host in FIPS mode has neither MD5 nor DES), so nothing fails later on a message.
    /// </summary>
    /// <param name="name">1 to 32 octets of UTF-8.</param>
    /// <param name="authentication">How messages are authenticated.</param>
    /// <param name="authenticationPassword">At least eight octets, or empty without authentication.</param>
    /// <param name="privacy">How messages are encrypted; needs authentication.</param>
    /// <param name="privacyPassword">At least eight octets, or empty without encryption.</param>
    /// <param name="extension">How short keys are made longer.</param>
    /// <param name="error">Why there are no credentials, fit for a message about the configuration; else null.</param>
    /// <returns>The credentials, or null.</returns>
    public static UsmCredentials? Create(
        string name,
        AuthenticationProtocol authentication,
        ReadOnlySpan<byte> authenticationPassword,
        PrivacyProtocol privacy,
        ReadOnlySpan<byte> privacyPassword,
        KeyExtension extension,
        out string? error)
    {
        var authenticationScheme = AuthenticationScheme.Find(authentication);
        var privacyScheme = PrivacyScheme.Find(privacy);
        error = Complaint(name, authenticationScheme, authenticationPassword, privacyScheme, privacyPassword);
        if (error is not null)
        {
            return null;
        }

        var credentials = new UsmCredentials(
            name,
            authenticationScheme,
            authenticationScheme is null ? null : KeyLocalization.PasswordToKey(authenticationScheme, authenticationPassword),
            privacyScheme,
            privacyScheme is null ? null : KeyLocalization.PasswordToKey(authenticationScheme!, privacyPassword),
            extension);
        return credentials.IfUsable(out error);
    }

    /// <summary>
    /// Makes credentials from keys that are localized already: of one engine only, whichever <see cref="ForEngine"/> is asked
    /// for. The keys are not kept by the caller's array.
    /// </summary>
    /// <param name="name">1 to 32 octets of UTF-8.</param>
    /// <param name="authentication">How messages are authenticated.</param>
    /// <param name="authenticationKey">As many octets as the hash has, or empty without authentication.</param>
    /// <param name="privacy">How messages are encrypted; needs authentication.</param>
    /// <param name="privacyKey">As many octets as the cipher takes (DES: 16, the second half for the start value), or up to those of the hash; or empty.</param>
    /// <param name="extension">Shown in usmUserTable; the key is not extended any more.</param>
    /// <param name="error">Why there are no credentials, fit for a message about the configuration; else null.</param>
    /// <returns>The credentials, or null.</returns>
    public static UsmCredentials? CreateLocalized(
        string name,
        AuthenticationProtocol authentication,
        ReadOnlySpan<byte> authenticationKey,
        PrivacyProtocol privacy,
        ReadOnlySpan<byte> privacyKey,
        KeyExtension extension,
        out string? error)
    {
        var authenticationScheme = AuthenticationScheme.Find(authentication);
        var privacyScheme = PrivacyScheme.Find(privacy);
        error = Complaint(name, authenticationScheme, privacyScheme);
        if (error is null && authenticationKey.Length != (authenticationScheme?.HashLength ?? 0))
        {
            error = $"User {name}: the localized authentication key of {authentication} has {authenticationScheme?.HashLength ?? 0} octets.";
        }

        // Tools that localize keys give the whole hash, of which the cipher takes the beginning.
        var shortest = privacyScheme?.KeyLength ?? 0;
        var longest = privacyScheme is null ? 0 : Math.Max(shortest, authenticationScheme?.HashLength ?? 0);
        if (error is null && (privacyKey.Length < shortest || privacyKey.Length > longest))
        {
            error = $"User {name}: the localized privacy key of {privacy} has {shortest} octets.";
        }

        if (error is not null)
        {
            return null;
        }

        var credentials = new UsmCredentials(
            name,
            authenticationScheme,
            authenticationScheme is null ? null : authenticationKey.ToArray(),
            privacyScheme,
            privacyScheme is null ? null : privacyKey[..shortest].ToArray(),
            extension,
            areLocalized: true);
        return credentials.IfUsable(out error);
    }

    /// <summary>Whether this host can do an authentication protocol.</summary>
    public static bool IsAvailable(AuthenticationProtocol protocol) =>
        AuthenticationScheme.Find(protocol) is not { } scheme || Complaint(scheme) is null;

    /// <summary>Whether this host can do a privacy protocol.</summary>
    public static bool IsAvailable(PrivacyProtocol protocol) =>
        PrivacyScheme.Find(protocol) is not { } scheme || Complaint(scheme) is null;

    /// <summary>The user of one engine, with keys localized for it.</summary>
    /// <exception cref="CryptographicException">The platform refuses a localized key; only single DES has keys so weak.</exception>
    public UsmUser ForEngine(ReadOnlySpan<byte> engineId)
    {
        if (Authentication is null)
        {
            return new UsmUser(this, null, null);
        }

        if (AreLocalized)
        {
            return new UsmUser(this, [.. _authenticationKey!], _privacyKey is null ? null : [.. _privacyKey]);
        }

        var authenticationKey = KeyLocalization.Localize(Authentication, _authenticationKey, engineId);
        if (Privacy is null)
        {
            return new UsmUser(this, authenticationKey, null);
        }

        var localized = KeyLocalization.Localize(Authentication, _privacyKey, engineId);
        var privacyKey = KeyLocalization.Fit(Authentication, localized, Privacy.KeyLength, KeyExtension, engineId);
        CryptographicOperations.ZeroMemory(localized);
        return new UsmUser(this, authenticationKey, privacyKey);
    }

    /// <summary>Clears the keys. Users made before stay usable.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_authenticationKey);
        CryptographicOperations.ZeroMemory(_privacyKey);
    }

    /// <summary>These credentials, or null with an error if the platform refuses the keys.</summary>
    private UsmCredentials? IfUsable(out string? error)
    {
        error = null;
        try
        {
            using var trial = ForEngine(new byte[EngineIds.ShortestLength]);
            return this;
        }
        catch (CryptographicException refusal)
        {
            Dispose();
            error = $"User {Name}: these keys cannot be used here: {refusal.Message}";
            return null;
        }
    }

    private static string? Complaint(
        string name,
        AuthenticationScheme? authentication,
        ReadOnlySpan<byte> authenticationPassword,
        PrivacyScheme? privacy,
        ReadOnlySpan<byte> privacyPassword)
    {
        if (authentication is not null && authenticationPassword.Length < ShortestPassword)
        {
            return $"User {name}: the authentication password must have at least {ShortestPassword} octets.";
        }

        if (privacy is not null && authentication is not null && privacyPassword.Length < ShortestPassword)
        {
            return $"User {name}: the privacy password must have at least {ShortestPassword} octets.";
        }

        return Complaint(name, authentication, privacy);
    }

    private static string? Complaint(string name, AuthenticationScheme? authentication, PrivacyScheme? privacy)
    {
        if (Encoding.UTF8.GetByteCount(name) is 0 or > UsmSecurityParameters.LongestUserName)
        {
            return $"The user name '{name}' must have 1 to {UsmSecurityParameters.LongestUserName} octets.";
        }

        if (privacy is not null && authentication is null)
        {
            return $"User {name}: encryption needs authentication.";
        }

        var refused = (authentication is null ? null : Complaint(authentication)) ?? (privacy is null ? null : Complaint(privacy));
        return refused is null ? null : $"User {name}: {refused}";
    }

    private static string? Complaint(AuthenticationScheme scheme)
    {
        try
        {
            using var trial = scheme.Keyed(new byte[scheme.HashLength]);
            using var plain = scheme.Plain();
            return null;
        }
        catch (Exception refusal) when (refusal is CryptographicException or PlatformNotSupportedException)
        {
            return $"this host refuses {scheme.Protocol} (a host in FIPS mode does): {refusal.Message}";
        }
    }

    private static string? Complaint(PrivacyScheme scheme)
    {
        try
        {
            // Any key that is not weak.
            Span<byte> key = stackalloc byte[scheme.KeyLength];
            for (var i = 0; i < key.Length; i++)
            {
                key[i] = (byte)(0x13 * (i + 1));
            }

            using var trial = scheme.Create(key);
            return null;
        }
        catch (Exception refusal) when (refusal is CryptographicException or PlatformNotSupportedException)
        {
            return $"this host refuses {scheme.Protocol} (a host in FIPS mode does): {refusal.Message}";
        }
    }
}
