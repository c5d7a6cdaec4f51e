using System.Security.Cryptography;
using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.Agent.Snmp.Access;

/// <summary>Reads the secrets of a user of the options.</summary>
internal static class SnmpUserKeys
{
    /// <summary>The user's credentials; null with an error, which shows no secret, if they cannot be made.</summary>
    internal static UsmCredentials? Read(SnmpUserOptions options, string place, List<string> errors)
    {
        var authentication = SnmpAlgorithmNames.Authentication(options.Authentication) ?? AuthenticationProtocol.None;
        var (privacy, extension) = SnmpAlgorithmNames.Privacy(options.Privacy) ?? default;
        var known = errors.Count;
        var authenticationSecret = authentication == AuthenticationProtocol.None
            ? [] : ReadSecret(options.AuthenticationPassword, options.AuthenticationPasswordFile, options.AuthenticationKey, place, errors);
        var privacySecret = privacy == PrivacyProtocol.None
            ? [] : ReadSecret(options.PrivacyPassword, options.PrivacyPasswordFile, options.PrivacyKey, place, errors);
        if (errors.Count > known)
        {
            return null;
        }

        var isLocalized = !string.IsNullOrEmpty(options.AuthenticationKey);
        var credentials = isLocalized
            ? UsmCredentials.CreateLocalized(options.Name, authentication, authenticationSecret, privacy, privacySecret, extension, out var error)
            : UsmCredentials.Create(options.Name, authentication, authenticationSecret, privacy, privacySecret, extension, out error);
        CryptographicOperations.ZeroMemory(authenticationSecret);
        CryptographicOperations.ZeroMemory(privacySecret);
        if (error is not null)
        {
            errors.Add($"{place}: {error}");
        }

        return credentials;
    }

    private static byte[] ReadSecret(string? password, string? file, string? key, string place, List<string> errors)
    {
        if (!string.IsNullOrEmpty(key))
        {
            return Convert.FromHexString(key);
        }

        var secret = SnmpSecret.Read(password, file, out var error);
        if (error is not null)
        {
            errors.Add($"{place}: {error}");
        }

        return secret ?? [];
    }
}
