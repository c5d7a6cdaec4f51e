namespace MyIkev2.Engine.Certificates;

/// <summary>Bits of the key usage extension (RFC 5280 section 4.2.1.3).</summary>
[Flags]
internal enum KeyUsages
{
    None = 0,
    DigitalSignature = 1 << 0,
    NonRepudiation = 1 << 1,
    CertificateSign = 1 << 5,
    CrlSign = 1 << 6,
    All = DigitalSignature | NonRepudiation | CertificateSign | CrlSign,
}

/// <summary>What the extended key usage extension allows, as far as it concerns IKE (RFC 4945 section 5.1.3.12) or revocation.</summary>
[Flags]
internal enum KeyPurposes
{
    None = 0,

    /// <summary>The extension is absent, or says anyExtendedKeyUsage.</summary>
    Any = 1 << 0,
    Ike = 1 << 1,
    OcspSigning = 1 << 2,
    TlsServer = 1 << 3,
    TlsClient = 1 << 4,
}

/// <summary>The extensions of a certificate that are read. Immutable once the certificate is.</summary>
internal sealed class CertificateExtensions
{
    /// <summary>More extensions than any real certificate has.</summary>
    public const int MostExtensions = 64;

    /// <summary>More names than a peer needs.</summary>
    public const int MostNames = 256;

    private const int MostUrls = 8;

    private readonly List<GeneralName> _names = [];
    private readonly List<string> _crlUrls = [];
    private readonly List<string> _ocspUrls = [];

    public bool IsAuthority { get; private set; }

    /// <summary>Most authorities that may stand between this one and the end entity; null = no limit.</summary>
    public int? PathLength { get; private set; }

    /// <summary>Everything when the extension is absent.</summary>
    public KeyUsages Usages { get; private set; } = KeyUsages.All;

    public KeyPurposes Purposes { get; private set; } = KeyPurposes.Any;

    public ReadOnlyMemory<byte> SubjectKeyIdentifier { get; private set; }

    public ReadOnlyMemory<byte> AuthorityKeyIdentifier { get; private set; }

    public IReadOnlyList<GeneralName> AlternativeNames => _names;

    public IReadOnlyList<string> CrlUrls => _crlUrls;

    public IReadOnlyList<string> OcspUrls => _ocspUrls;

    public NameConstraints? NameConstraints { get; private set; }

    /// <summary>An extension that must be understood and is not: the certificate cannot be used (RFC 5280 section 4.2).</summary>
    public bool HasUnknownCritical { get; private set; }

    /// <summary>Reads the Extensions sequence; null when it is not well-formed.</summary>
    public static CertificateExtensions? TryRead(ReadOnlyMemory<byte> extensions)
    {
        var result = new CertificateExtensions();
        var reader = new DerReader(extensions);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var count = 0; !reader.IsEmpty; count++)
        {
            if (count == MostExtensions || !reader.TryEnter(DerReader.Sequence, out var extension)
                || !extension.TryContent(DerReader.ObjectIdentifier, out var oid) || !seen.Add(Convert.ToHexString(oid.Span)))
            {
                return null;
            }

            var critical = false;
            if ((extension.NextIs(DerReader.Boolean) && !extension.TryBoolean(out critical))
                || !extension.TryContent(DerReader.OctetString, out var value) || !extension.IsEmpty
                || !result.Read(oid.Span, critical, new DerReader(value)))
            {
                return null;
            }
        }

        return result;
    }

    private bool Read(ReadOnlySpan<byte> oid, bool critical, DerReader value)
    {
        if (oid.SequenceEqual(ObjectIds.BasicConstraints))
        {
            return ReadBasicConstraints(value);
        }

        if (oid.SequenceEqual(ObjectIds.KeyUsage))
        {
            return ReadUsages(value);
        }

        if (oid.SequenceEqual(ObjectIds.ExtendedKeyUsage))
        {
            return ReadPurposes(value);
        }

        if (oid.SequenceEqual(ObjectIds.SubjectAlternativeName))
        {
            return value.TryEnter(DerReader.Sequence, out var names) && value.IsEmpty && GeneralName.TryReadAll(names, _names, MostNames);
        }

        if (oid.SequenceEqual(ObjectIds.NameConstraints))
        {
            return (NameConstraints = NameConstraints.TryRead(value)) is not null;
        }

        if (oid.SequenceEqual(ObjectIds.SubjectKeyIdentifier))
        {
            var found = value.TryContent(DerReader.OctetString, out var identifier) && value.IsEmpty;
            SubjectKeyIdentifier = identifier;
            return found;
        }

        if (oid.SequenceEqual(ObjectIds.AuthorityKeyIdentifier))
        {
            // The first field is the identifier; issuer and serial number, if any, follow.
            if (!value.TryEnter(DerReader.Sequence, out var fields) || !value.IsEmpty || !fields.TryOptional(DerReader.Context(0, false), out var identifier))
            {
                return false;
            }

            AuthorityKeyIdentifier = identifier ?? default;
            return true;
        }

        if (oid.SequenceEqual(ObjectIds.CrlDistributionPoints))
        {
            return ReadDistributionPoints(value);
        }

        if (oid.SequenceEqual(ObjectIds.AuthorityInformationAccess))
        {
            return ReadAccess(value);
        }

        // Certificate policies constrain nothing while no policy is asked for (RFC 5280 section 6.1.1).
        HasUnknownCritical |= critical && !oid.SequenceEqual(ObjectIds.CertificatePolicies);
        return true;
    }

    private bool ReadBasicConstraints(DerReader value)
    {
        if (!value.TryEnter(DerReader.Sequence, out var fields) || !value.IsEmpty)
        {
            return false;
        }

        var isAuthority = false;
        if (fields.NextIs(DerReader.Boolean) && !fields.TryBoolean(out isAuthority))
        {
            return false;
        }

        IsAuthority = isAuthority;
        if (fields.NextIs(DerReader.Integer))
        {
            if (!fields.TrySmallInteger(out var length))
            {
                return false;
            }

            PathLength = length;
        }

        return fields.IsEmpty;
    }

    private bool ReadUsages(DerReader value)
    {
        if (!value.TryContent(DerReader.BitString, out var bits) || !value.IsEmpty || bits.Length is < 2 or > 3 || bits.Span[0] > 7)
        {
            return false;
        }

        Usages = KeyUsages.None;
        for (var bit = 0; bit < 8; bit++)
        {
            if ((bits.Span[1] & (0x80 >> bit)) != 0)
            {
                Usages |= (KeyUsages)(1 << bit) & KeyUsages.All;
            }
        }

        return true;
    }

    private bool ReadPurposes(DerReader value)
    {
        if (!value.TryEnter(DerReader.Sequence, out var list) || !value.IsEmpty)
        {
            return false;
        }

        Purposes = KeyPurposes.None;
        while (!list.IsEmpty)
        {
            if (!list.TryContent(DerReader.ObjectIdentifier, out var purpose))
            {
                return false;
            }

            Purposes |= PurposeOf(purpose.Span);
        }

        return true;
    }

    /// <summary>
    /// RFC 4945 section 5.1.3.12 names ipsecIKE; certificates of TLS servers and clients, and of the three older IPsec purposes, are what gateways
    /// really have.
    /// </summary>
    private static KeyPurposes PurposeOf(ReadOnlySpan<byte> oid)
    {
        const int ServerAuthentication = 1, ClientAuthentication = 2, IpsecEndSystem = 5, IpsecTunnel = 6, IpsecUser = 7, OcspSigning = 9, IpsecIke = 17;
        if (oid.SequenceEqual(ObjectIds.AnyExtendedKeyUsage))
        {
            return KeyPurposes.Any;
        }

        if (oid.SequenceEqual(ObjectIds.IkeIntermediate))
        {
            return KeyPurposes.Ike;
        }

        if (oid.Length != ObjectIds.KeyPurposes.Length + 1 || !oid.StartsWith(ObjectIds.KeyPurposes))
        {
            return KeyPurposes.None;
        }

        return oid[^1] switch
        {
            ServerAuthentication => KeyPurposes.Ike | KeyPurposes.TlsServer,
            ClientAuthentication => KeyPurposes.Ike | KeyPurposes.TlsClient,
            IpsecEndSystem or IpsecTunnel or IpsecUser or IpsecIke => KeyPurposes.Ike,
            OcspSigning => KeyPurposes.OcspSigning,
            _ => KeyPurposes.None,
        };
    }

    private bool ReadDistributionPoints(DerReader value)
    {
        if (!value.TryEnter(DerReader.Sequence, out var points) || !value.IsEmpty)
        {
            return false;
        }

        while (!points.IsEmpty)
        {
            if (!points.TryEnter(DerReader.Sequence, out var point))
            {
                return false;
            }

            // [0] distributionPoint { [0] fullName }: the only form with an address.
            if (point.NextIs(DerReader.Context(0, true)) && point.TryEnter(DerReader.Context(0, true), out var name)
                && name.NextIs(DerReader.Context(0, true)) && name.TryEnter(DerReader.Context(0, true), out var full))
            {
                var names = new List<GeneralName>();
                if (!GeneralName.TryReadAll(full, names, MostNames))
                {
                    return false;
                }

                names.ForEach(entry => AddUrl(_crlUrls, entry));
            }
        }

        return true;
    }

    private bool ReadAccess(DerReader value)
    {
        if (!value.TryEnter(DerReader.Sequence, out var descriptions) || !value.IsEmpty)
        {
            return false;
        }

        while (!descriptions.IsEmpty)
        {
            if (!descriptions.TryEnter(DerReader.Sequence, out var description)
                || !description.TryContent(DerReader.ObjectIdentifier, out var method)
                || !GeneralName.TryRead(ref description, out var location))
            {
                return false;
            }

            if (method.Span.SequenceEqual(ObjectIds.Ocsp))
            {
                AddUrl(_ocspUrls, location);
            }
        }

        return true;
    }

    private static void AddUrl(List<string> urls, GeneralName name)
    {
        if (urls.Count < MostUrls && name.HttpUrl is { } url)
        {
            urls.Add(url);
        }
    }
}
