using System.Text;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>The one connection of a libreswan daemon, in the words of its own configuration.</summary>
internal sealed record LibreswanConnection
{
    /// <summary>Name of its certificate in its store.</summary>
    public const string CertificateName = "own";

    public required string LocalAddress { get; init; }

    public required string RemoteAddress { get; init; }

    public required string LocalId { get; init; }

    public required string RemoteId { get; init; }

    public required string Secret { get; init; }

    public required string LocalSubnet { get; init; }

    public required string RemoteSubnet { get; init; }

    /// <summary>Such as <c>aes128-sha2_256;dh31</c>.</summary>
    public required string Ike { get; init; }

    public required string Esp { get; init; }

    /// <summary>More lines of the connection, such as <c>pfs=no</c>.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>Certificates in place of the preshared key; null for the key.</summary>
    public LibreswanCertificates? Certificates { get; init; }

    /// <summary>Its ipsec.conf.</summary>
    /// <param name="name">Name of the connection.</param>
    public string ToConfiguration(string name)
    {
        var text = new StringBuilder("config setup\n\tprotostack=xfrm\n\nconn ").Append(name).Append('\n');
        string[] lines =
        [
            "ikev2=insist", "auto=add", "leftupdown=%disabled",
            $"left={LocalAddress}", $"right={RemoteAddress}", $"leftid=@{LocalId}", $"rightid=@{RemoteId}",
            $"leftsubnet={LocalSubnet}", $"rightsubnet={RemoteSubnet}", $"ike={Ike}", $"esp={Esp}",
            .. Certificates is null ? ["authby=secret"] : new[] { $"authby={Certificates.Method}", $"leftcert={CertificateName}", "leftsendcert=always", "rightca=%same" },
            .. More,
        ];
        foreach (var line in lines)
        {
            text.Append('\t').Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Its ipsec.secrets.</summary>
    public string ToSecrets() => Certificates is null ? $"@{LocalId} @{RemoteId} : PSK \"{Secret}\"\n" : "";
}

/// <summary>What it authenticates with.</summary>
/// <param name="Method">The word of <c>authby</c>: <c>rsa-sha2_256</c>, <c>ecdsa-sha2_384</c>.</param>
/// <param name="Certificate">Its certificate, PEM.</param>
/// <param name="Key">Its private key, PEM.</param>
/// <param name="Authority">The authority it trusts, PEM.</param>
internal sealed record LibreswanCertificates(string Method, string Certificate, string Key, string Authority);
