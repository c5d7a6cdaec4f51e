using System.Collections.Immutable;

namespace MyIkev2.Engine.Wire;

/// <summary>
/// The table of payloads this engine understands. A new payload is one file in Payloads and one row here.
/// </summary>
public static class PayloadCatalog
{
    /// <summary>Reads the body of one payload; on malformed input the reader fails and the result is void.</summary>
    internal delegate Payload BodyReader(ref WireReader reader, in PayloadHeader header);

    /// <summary>Every known payload, in the order of the types.</summary>
    public static ImmutableArray<Row> Rows { get; } =
    [
        new(PayloadType.SecurityAssociation, "SA", "Security Association", SecurityAssociationPayload.Read),
        new(PayloadType.KeyExchange, "KE", "Key Exchange", KeyExchangePayload.Read),
        new(PayloadType.IdentificationInitiator, "IDi", "Identification - Initiator", IdentificationPayload.Read),
        new(PayloadType.IdentificationResponder, "IDr", "Identification - Responder", IdentificationPayload.Read),
        new(PayloadType.Certificate, "CERT", "Certificate", CertificatePayload.Read),
        new(PayloadType.CertificateRequest, "CERTREQ", "Certificate Request", CertificateRequestPayload.Read),
        new(PayloadType.Authentication, "AUTH", "Authentication", AuthenticationPayload.Read),
        new(PayloadType.Nonce, "Nonce", "Nonce", NoncePayload.Read),
        new(PayloadType.Notify, "N", "Notify", NotifyPayload.Read),
        new(PayloadType.Delete, "D", "Delete", DeletePayload.Read),
        new(PayloadType.VendorId, "V", "Vendor ID", VendorIdPayload.Read),
        new(PayloadType.TrafficSelectorInitiator, "TSi", "Traffic Selector - Initiator", TrafficSelectorPayload.Read),
        new(PayloadType.TrafficSelectorResponder, "TSr", "Traffic Selector - Responder", TrafficSelectorPayload.Read),
        new(PayloadType.Encrypted, "SK", "Encrypted and Authenticated", EncryptedPayload.Read),
        new(PayloadType.Configuration, "CP", "Configuration", ConfigurationPayload.Read),
        new(PayloadType.ExtensibleAuthentication, "EAP", "Extensible Authentication", ExtensibleAuthenticationPayload.Read),
        new(PayloadType.EncryptedFragment, "SKF", "Encrypted and Authenticated Fragment", EncryptedFragmentPayload.Read),
    ];

    private static readonly ImmutableArray<Row?> ByType = Index();

    /// <summary>The row of <paramref name="type"/>; null when this engine does not know it.</summary>
    public static Row? Find(PayloadType type) => ByType[(byte)type];

    /// <summary>The RFC's notation of a payload type, such as "SA" or "TSi"; unknown ones by number.</summary>
    public static string NotationOf(PayloadType type) => Find(type)?.Notation ?? $"payload {(byte)type}";

    private static ImmutableArray<Row?> Index()
    {
        var index = new Row?[byte.MaxValue + 1];
        foreach (Row row in Rows)
        {
            index[(byte)row.Type] = row;
        }

        return [.. index];
    }

    /// <summary>One known payload.</summary>
    public sealed class Row
    {
        private readonly BodyReader _read;

        internal Row(PayloadType type, string notation, string name, BodyReader read)
        {
            Type = type;
            Notation = notation;
            Name = name;
            _read = read;
        }

        public PayloadType Type { get; }

        /// <summary>The notation of RFC 7296 section 1.2.</summary>
        public string Notation { get; }

        /// <summary>The IANA name.</summary>
        public string Name { get; }

        internal Payload Read(ref WireReader reader, in PayloadHeader header) => _read(ref reader, header);
    }
}
