namespace MyIkev2.Engine.Wire;

/// <summary>The Configuration payload (RFC 7296 section 3.15).</summary>
/// <param name="CfgType">A <see cref="ConfigurationType"/>, or a number we do not know.</param>
/// <param name="Attributes">In wire order; types may repeat.</param>
public sealed record ConfigurationPayload(byte CfgType, IReadOnlyList<ConfigurationAttribute> Attributes) : Payload
{
    public override PayloadType Type => PayloadType.Configuration;

    public override void WriteBody(ref WireWriter w)
    {
        w.U8(CfgType);
        w.Zeros(3);
        for (int i = 0; i < Attributes.Count; i++)
        {
            Attributes[i].Write(ref w);
        }
    }

    public bool Equals(ConfigurationPayload? other) =>
        base.Equals(other) && CfgType == other.CfgType && Octets.Same(Attributes, other.Attributes);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), CfgType, Octets.Hash(Attributes));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header)
    {
        byte type = reader.U8("CP: type");
        reader.Skip(3, "CP: reserved");
        var attributes = new List<ConfigurationAttribute>();
        while (reader.Remaining > 0)
        {
            if (attributes.Count == WireLimits.ConfigurationAttributes)
            {
                reader.Fail(WireErrorCode.TooManyItems, "CP: attributes");
                break;
            }

            attributes.Add(ConfigurationAttribute.Read(ref reader));
        }

        return new ConfigurationPayload(type, attributes) { Critical = header.Critical };
    }
}
