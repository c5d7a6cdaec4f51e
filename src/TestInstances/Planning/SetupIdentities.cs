using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.TestInstances.Credentials;

namespace MyIkev2.TestInstances.Planning;

/// <summary>The identities that <c>myid</c> and <c>peerid</c> mean.</summary>
internal static class SetupIdentities
{
    private const string CommonNameId = "2.5.4.3";

    /// <summary><c>myid</c>: the address that the tunnel starts from.</summary>
    public const string OwnAddress = "client-src-addr";

    /// <summary><c>peerid</c>: the address of the gateway.</summary>
    public const string PeerAddress = "peer-addr";

    /// <summary><c>myid</c>: the subject of the own certificate.</summary>
    public const string SubjectName = "cert-dn";

    /// <summary><c>myid</c>: the common name of that subject.</summary>
    public const string CommonName = "cert-subject-cn";

    /// <summary><c>myid</c>: the EAP identity.</summary>
    public const string EapIdentity = "eapol-test-conf";

    /// <summary><c>myid</c>: the EAP identity of a captured login.</summary>
    public const string CapturedIdentity = "eapusepcap";

    /// <summary>What stands for a tunnel's index.</summary>
    public const string IndexMark = "&d";

    /// <summary>The own identity of a tunnel; null = its address.</summary>
    public static Identity? Own(string text, int index, SetupMaterial material) => text switch
    {
        OwnAddress => null,
        SubjectName => material.EndEntityOf(index)?.Chain[0].SubjectIdentity,
        CommonName => material.EndEntityOf(index) is { } credential ? Parse(NameIn(credential.Chain[0].SubjectIdentity)) : null,
        EapIdentity => material.AccountOf(index) is { } account ? Parse(account.Identity) : null,
        _ => Parse(Substitute(text, index)),
    };

    /// <summary>The identity to ask for; null = none.</summary>
    public static Identity? Requested(string text, IpAddress peer) =>
        text.Length == 0 ? null : text == PeerAddress ? Identity.Address(peer) : Parse(text);

    /// <summary>A pattern that takes this identity only, also where its text would read as something else.</summary>
    public static IdentityPattern Exactly(Identity identity) => new(identity.Type switch
    {
        IdentificationType.Rfc822Address => "email:" + identity.Text,
        IdentificationType.Fqdn => "fqdn:" + identity.Text,
        _ => identity.Text,
    });

    /// <summary>The text with the tunnel's index in place of every <c>&amp;d</c>.</summary>
    public static string Substitute(string text, int index) =>
        text.Contains(IndexMark, StringComparison.Ordinal) ? text.Replace(IndexMark, index.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) : text;

    /// <summary>The first common name of a subject; empty when it has none.</summary>
    public static string NameIn(Identity subject)
    {
        foreach (var part in new X500DistinguishedName(subject.Data.AsSpan()).EnumerateRelativeDistinguishedNames(reversed: false))
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == CommonNameId)
            {
                return part.GetSingleElementValue() ?? string.Empty;
            }
        }

        return string.Empty;
    }

    /// <summary>An address, an e-mail address, otherwise a name.</summary>
    private static Identity Parse(string text)
    {
        if (IPAddress.TryParse(text, out var address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(static c => c == '.') == 3))
        {
            return Identity.Address(IpAddress.From(address));
        }

        return text.Contains('@') ? Identity.Rfc822(text) : Identity.Fqdn(text);
    }
}
