using System.Text;
using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Shard;

/// <summary>Finds the passwords of EAP identities in the configuration.</summary>
internal sealed class EapSecretDirectory : IEapPasswords
{
    private const char DomainSeparator = '\\';

    private Dictionary<string, EapSecret> _byIdentity = [];

    public void Load(EngineConfiguration configuration)
    {
        _byIdentity = new Dictionary<string, EapSecret>(StringComparer.Ordinal);
        foreach (var secret in configuration.EapSecrets)
        {
            foreach (var identity in secret.Identities)
            {
                _byIdentity.TryAdd(identity, secret);
            }
        }
    }

    /// <summary>The password of an identity; for one with a domain in front (<c>DOMAIN\user</c>) also that of the user alone.</summary>
    public EapSecret? Find(string identity) => _byIdentity.TryGetValue(identity, out var secret)
        ? secret
        : identity.LastIndexOf(DomainSeparator) is var at and >= 0 && _byIdentity.TryGetValue(identity[(at + 1)..], out secret) ? secret : null;

    KeyMaterial? IEapPasswords.Find(ReadOnlySpan<byte> identity) =>
        Find(Encoding.UTF8.GetString(identity)) is { } secret ? KeyMaterial.Copy(secret.Secret.AsSpan()) : null;
}
