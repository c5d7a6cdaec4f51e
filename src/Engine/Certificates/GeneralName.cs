using System.Text;

namespace MyIkev2.Engine.Certificates;

/// <summary>Kinds of GeneralName (RFC 5280 section 4.2.1.6) by their context tag.</summary>
internal enum GeneralNameKind
{
    Other = 0,
    Rfc822 = 1,
    Dns = 2,
    X400 = 3,
    Directory = 4,
    EdiParty = 5,
    Uri = 6,
    Address = 7,
    RegisteredId = 8,
}

/// <summary>A GeneralName.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Text as IA5String octets, the DER of a Name, or an address in network order (with its mask in name constraints).</param>
internal readonly record struct GeneralName(GeneralNameKind Kind, ReadOnlyMemory<byte> Value)
{
    private const int LongestUrl = 1024;

    /// <summary>The name as text, control characters replaced.</summary>
    public string Text => new([.. Encoding.UTF8.GetString(Value.Span).Select(static c => char.IsControl(c) ? '?' : c)]);

    /// <summary>The address when the name is one of plain HTTP; null otherwise.</summary>
    public string? HttpUrl => Kind == GeneralNameKind.Uri && Value.Length <= LongestUrl
        && Uri.TryCreate(Encoding.ASCII.GetString(Value.Span), UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp
        ? uri.AbsoluteUri
        : null;

    public static bool TryRead(ref DerReader reader, out GeneralName name)
    {
        name = default;
        if (!reader.TryAny(out var tag, out var content, out _) || (tag & 0xc0) != 0x80 || (tag & 0x1f) > (int)GeneralNameKind.RegisteredId)
        {
            return false;
        }

        name = new GeneralName((GeneralNameKind)(tag & 0x1f), content);
        return true;
    }

    public static bool TryReadAll(DerReader reader, List<GeneralName> names, int most)
    {
        while (!reader.IsEmpty)
        {
            if (names.Count == most || !TryRead(ref reader, out var name))
            {
                return false;
            }

            names.Add(name);
        }

        return true;
    }
}
