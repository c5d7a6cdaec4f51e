using System.Text;

namespace MyIkev2.Engine.Certificates;

/// <summary>
/// The name constraints of an authority (RFC 5280 section 4.2.1.10): names below it must lie in a permitted subtree of their kind, if there is one, and in no
/// excluded subtree. A constraint of a kind that is not understood here forbids every name of that kind.
/// </summary>
internal sealed class NameConstraints
{
    private const int MostSubtrees = 128;

    private readonly List<GeneralName> _permitted = [];
    private readonly List<GeneralName> _excluded = [];

    public static NameConstraints? TryRead(DerReader value)
    {
        var result = new NameConstraints();
        return value.TryEnter(DerReader.Sequence, out var fields) && value.IsEmpty
            && ReadSubtrees(ref fields, 0, result._permitted) && ReadSubtrees(ref fields, 1, result._excluded) && fields.IsEmpty
            ? result
            : null;
    }

    /// <summary>True when subject and alternative names of a certificate are allowed.</summary>
    public bool Allow(Certificate certificate)
    {
        if (!certificate.HasEmptySubject && !Allow(new GeneralName(GeneralNameKind.Directory, certificate.Subject)))
        {
            return false;
        }

        foreach (var name in certificate.Extensions.AlternativeNames)
        {
            if (!Allow(name))
            {
                return false;
            }
        }

        return true;
    }

    private bool Allow(GeneralName name)
    {
        foreach (var subtree in _excluded)
        {
            if (subtree.Kind == name.Kind && Lies(name, subtree) is not false)
            {
                return false;
            }
        }

        var restricted = false;
        foreach (var subtree in _permitted)
        {
            if (subtree.Kind != name.Kind)
            {
                continue;
            }

            restricted = true;
            if (Lies(name, subtree) is true)
            {
                return true;
            }
        }

        return !restricted;
    }

    /// <summary>Null when this kind of name is not understood.</summary>
    private static bool? Lies(GeneralName name, GeneralName subtree) => name.Kind switch
    {
        GeneralNameKind.Dns => HostLies(Ascii(name), Ascii(subtree)),
        GeneralNameKind.Rfc822 => MailLies(Ascii(name), Ascii(subtree)),
        GeneralNameKind.Directory => DirectoryName.IsWithin(name.Value, subtree.Value),
        GeneralNameKind.Address => AddressLies(name.Value.Span, subtree.Value.Span),
        _ => null,
    };

    private static bool HostLies(string name, string subtree)
    {
        subtree = subtree.TrimStart('.');
        return subtree.Length == 0
            || name.Equals(subtree, StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("." + subtree, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A mailbox, all of a host, or all below a domain that begins with a dot.</summary>
    private static bool MailLies(string name, string subtree)
    {
        var host = name[(name.LastIndexOf('@') + 1)..];
        return subtree.Contains('@') ? name.Equals(subtree, StringComparison.OrdinalIgnoreCase)
            : subtree.StartsWith('.') ? host.EndsWith(subtree, StringComparison.OrdinalIgnoreCase)
            : host.Equals(subtree, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The subtree is an address with its mask.</summary>
    private static bool AddressLies(ReadOnlySpan<byte> address, ReadOnlySpan<byte> subtree)
    {
        if (subtree.Length != 2 * address.Length)
        {
            return false;
        }

        for (var i = 0; i < address.Length; i++)
        {
            if (((address[i] ^ subtree[i]) & subtree[address.Length + i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool ReadSubtrees(ref DerReader fields, int number, List<GeneralName> subtrees)
    {
        if (!fields.NextIs(DerReader.Context(number, true)))
        {
            return true;
        }

        if (!fields.TryEnter(DerReader.Context(number, true), out var list))
        {
            return false;
        }

        while (!list.IsEmpty)
        {
            // minimum and maximum are not used (RFC 5280): whoever has them means something else.
            if (subtrees.Count == MostSubtrees || !list.TryEnter(DerReader.Sequence, out var subtree) || !GeneralName.TryRead(ref subtree, out var name) || !subtree.IsEmpty)
            {
                return false;
            }

            // A Name is a CHOICE, so its tag is explicit: the content is the whole Name.
            subtrees.Add(name);
        }

        return true;
    }

    private static string Ascii(GeneralName name) => Encoding.UTF8.GetString(name.Value.Span);
}
